#include "harness/score/decision.h"

#include "harness/score/statistics.h"

#include <cassert>
#include <cmath>

namespace plugtest::score {
namespace {

// Far above the rounding error of the sums below, far below the step of one pass: a tie in exact
// arithmetic decides on every machine.
constexpr double k_tie = 1e-9;

Decision apply(const model::SequentialRule& rule, std::uint32_t successes, std::uint32_t passes) {
  const double per_success = std::log(rule.reject_level / rule.accept_level);
  const double per_failure = std::log((1.0 - rule.reject_level) / (1.0 - rule.accept_level));
  const double ratio = successes * per_success + (passes - successes) * per_failure;
  const double accept_at = std::log(rule.false_accept / (1.0 - rule.false_reject));
  const double reject_at = std::log((1.0 - rule.false_accept) / rule.false_reject);
  if (ratio <= accept_at + k_tie) return Decision::pass;
  if (ratio >= reject_at - k_tie) return Decision::fail;
  return passes < rule.max_passes ? Decision::pending : Decision::inconclusive;
}

Decision apply(const model::FixedRule& rule, std::uint32_t successes, std::uint32_t passes) {
  if (passes < rule.passes) return Decision::pending;
  if (lower_bound(successes, passes, rule.confidence) >= rule.requirement) return Decision::pass;
  if (upper_bound(successes, passes, rule.confidence) < rule.requirement) return Decision::fail;
  return Decision::inconclusive;
}

}  // namespace

Decision decide(const model::DecisionRule& rule, std::uint32_t successes, std::uint32_t passes) {
  assert(successes <= passes);
  return std::visit([&](const auto& kind) { return apply(kind, successes, passes); }, rule);
}

model::Reason reason_of(const model::DecisionRule& rule, Decision decision) {
  switch (decision) {
    case Decision::pass:
      return model::Reason::requirement_met;
    case Decision::fail:
      return model::Reason::requirement_missed;
    case Decision::inconclusive:
      return std::holds_alternative<model::FixedRule>(rule) ? model::Reason::straddles_requirement
                                                            : model::Reason::cap_reached;
    case Decision::pending:
      break;
  }
  return model::Reason::too_few_passes;
}

Decision Decider::add(bool success) {
  if (decided()) return decision_;
  ++passes_;
  if (success) ++successes_;
  decision_ = decide(rule_, successes_, passes_);
  return decision_;
}

}  // namespace plugtest::score
