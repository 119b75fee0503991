#include "harness/score/characteristics.h"

#include "harness/score/decision.h"

#include <cassert>
#include <utility>
#include <variant>
#include <vector>

namespace plugtest::score {

Characteristics characteristics(const model::DecisionRule& rule, double share) {
  assert(share >= 0 && share <= 1);
  Characteristics sum;
  std::vector<double> undecided{1.0};  // by number of successes
  double left = 1;
  for (std::uint32_t passes = 1; left > 0; ++passes) {
    std::vector<double> next(passes + 1, 0.0);
    for (std::uint32_t k = 0; k < passes; ++k) {
      next[k] += undecided[k] * (1 - share);
      next[k + 1] += undecided[k] * share;
    }
    left = 0;
    for (std::uint32_t k = 0; k <= passes; ++k) {
      if (next[k] == 0) continue;
      double* booked = nullptr;
      switch (decide(rule, k, passes)) {
        case Decision::pending:
          left += next[k];
          continue;
        case Decision::pass:
          booked = &sum.pass;
          break;
        case Decision::fail:
          booked = &sum.fail;
          break;
        case Decision::inconclusive:
          booked = &sum.inconclusive;
          break;
      }
      *booked += next[k];
      sum.expected_passes += next[k] * passes;
      next[k] = 0;
    }
    undecided = std::move(next);
  }
  return sum;
}

ErrorRates error_rates(const model::DecisionRule& rule) {
  if (const auto* fixed = std::get_if<model::FixedRule>(&rule)) {
    const Characteristics at = characteristics(rule, fixed->requirement);
    return {at.fail, at.pass};
  }
  const auto& wald = std::get<model::SequentialRule>(rule);
  return {characteristics(rule, wald.accept_level).fail,
          characteristics(rule, wald.reject_level).pass};
}

}  // namespace plugtest::score
