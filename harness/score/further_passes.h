#pragma once

#include "harness/model/decision_rule.h"

#include <cstdint>
#include <optional>

namespace plugtest::score {

/// How many more passes would settle a cell, were they allowed.
struct FurtherPasses {
  std::optional<std::uint32_t> all_succeed;  ///< until a pass, when every one succeeds
  std::optional<std::uint32_t> all_fail;     ///< until a fail, when none succeeds
  /// Until either, when they succeed as often as those before. Empty: that share lies where the
  /// rule does not decide within `k_most_further_passes`.
  std::optional<std::uint32_t> as_before;

  bool operator==(const FurtherPasses&) const = default;
};

constexpr std::uint32_t k_most_further_passes = 10'000;

/// For `successes` of `passes` that left the rule undecided (or inconclusive). Beyond the rule's
/// own number of passes the same thresholds (sequential) or the same exact bounds (fixed) are
/// taken. It tells an organizer what a decision would cost; it is no licence to go on until one
/// likes the result: a new attempt is a run of its own.
FurtherPasses further_passes(const model::DecisionRule& rule, std::uint32_t successes,
                             std::uint32_t passes);

}  // namespace plugtest::score
