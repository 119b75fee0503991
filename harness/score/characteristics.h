#pragma once

#include "harness/model/decision_rule.h"

#include <cstdint>

namespace plugtest::score {

/// What a decision rule does when the true share of successful passes is known.
struct Characteristics {
  double pass = 0;             ///< probability
  double fail = 0;             ///< probability
  double inconclusive = 0;     ///< probability: the cap, or a straddling interval
  double expected_passes = 0;  ///< mean number of passes until the decision

  bool operator==(const Characteristics&) const = default;
};

/// Computed exactly, truncation at the cap included, by recursion over the number of successes:
/// after each pass the probability of every undecided count is carried on, that of the decided
/// ones is booked (Aroian 1968, "Sequential analysis, direct method", Technometrics 10). Wald's own
/// formulas know neither the cap nor the overshoot of the last pass. `share` is from 0 to 1. Takes
/// time with the square of the cap.
Characteristics characteristics(const model::DecisionRule& rule, double share);

/// The error rates that a rule really has, cap included.
struct ErrorRates {
  double false_fail = 0;  ///< to fail who is at the accept level (fixed rule: the requirement)
  double false_pass = 0;  ///< to pass who is at the reject level (fixed rule: the requirement)

  bool operator==(const ErrorRates&) const = default;
};

ErrorRates error_rates(const model::DecisionRule& rule);

}  // namespace plugtest::score
