#include "scenarios/verdict_fields.h"

#include "harness/model/enum_names.h"

#include <array>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace plugtest::scenarios {
namespace {

/// The names of all enumerators from `first` to `last`.
template <class Enum, Enum first, Enum last>
auto names_of() {
  constexpr auto k_first = static_cast<std::size_t>(first);
  std::array<std::pair<std::string_view, Enum>, static_cast<std::size_t>(last) - k_first + 1> names;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto one = static_cast<Enum>(k_first + i);
    names[i] = {to_string(one), one};
  }
  return names;
}

}  // namespace

void read_verdict(Fields& fields, std::string_view key, model::Verdict& target) {
  using model::Verdict;
  const auto names = names_of<Verdict, Verdict::pass, Verdict::not_run>();
  fields.choice<Verdict>(key, Need::required, names, target);
}

void read_attribution(Fields& fields, std::string_view key, Need need, model::Attribution& target) {
  using model::Attribution;
  const auto names = names_of<Attribution, Attribution::reader, Attribution::unknown>();
  fields.choice<Attribution>(key, need, names, target);
}

std::optional<model::Reason> read_reason(Fields& fields, const Node& value) {
  const auto reason = model::reason_from(value.text);
  if (reason) return reason;
  std::vector<std::string> known;
  for (unsigned i = 0; i <= static_cast<unsigned>(model::Reason::harness_fault); ++i) {
    known.emplace_back(to_string(static_cast<model::Reason>(i)));
  }
  fields.complain(value, "unknown reason " + unknown_name(value.text, known));
  return std::nullopt;
}

}  // namespace plugtest::scenarios
