#pragma once

#include <string>

namespace plugtest::model {

/// A physical value with where it comes from. `source` is a citation, "measured ..." or
/// "assumption"; it is never empty in a validated plan.
struct Sourced {
  double value = 0;
  std::string source;

  bool operator==(const Sourced&) const = default;
};

}  // namespace plugtest::model
