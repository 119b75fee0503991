#pragma once

#include "protocols/bits/error.h"

#include <cstddef>
#include <string>
#include <vector>

#include <tl/expected.hpp>

namespace plugtest::scenarios {

/// A value, or everything that is wrong with the files it was to be read from, in the order of
/// reading. The list of errors is never empty.
template <class T>
using Loaded = tl::expected<T, std::vector<Error>>;

/// One line for each error: "event.yaml:12:7: ...".
std::string to_string(const std::vector<Error>& errors);

/// Collects what is wrong, so that people see all of it at once. Keeps the first hundred; equal
/// errors are kept once.
class Problems {
 public:
  void add(Error error);
  void add(ErrorCode code, std::string message, Where where);
  bool empty() const { return errors_.empty(); }
  std::size_t count() const { return errors_.size(); }
  std::vector<Error> take() { return std::move(errors_); }

 private:
  std::vector<Error> errors_;
};

}  // namespace plugtest::scenarios
