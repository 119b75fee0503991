#include "scenarios/problems.h"

#include <algorithm>
#include <utility>

namespace plugtest::scenarios {

std::string to_string(const std::vector<Error>& errors) {
  std::string text;
  for (const Error& error : errors) text += plugtest::to_string(error) + "\n";
  return text;
}

void Problems::add(Error error) {
  constexpr std::size_t k_most = 100;
  if (errors_.size() >= k_most || std::ranges::find(errors_, error) != errors_.end()) return;
  errors_.push_back(std::move(error));
}

void Problems::add(ErrorCode code, std::string message, Where where) {
  add(Error{code, std::move(message), std::move(where)});
}

}  // namespace plugtest::scenarios
