#pragma once

#include "harness/model/decision_rule.h"
#include "harness/model/verdict.h"

#include <cstdint>

namespace plugtest::score {

enum class Decision : std::uint8_t { pending, pass, fail, inconclusive };

/// What `rule` says after `successes` of `passes`, judged at this point only.
///
/// Sequential (Wald 1945): the logarithm of the likelihood ratio of reject level to accept level
/// against the exact thresholds log(beta / (1 - alpha)) and log((1 - beta) / alpha); a tie decides.
/// At `max_passes` without either: inconclusive.
///
/// Fixed: pending below `passes`. Then pass when the exact one-sided lower bound reaches the
/// requirement, fail when the exact one-sided upper bound stays below it, else inconclusive.
Decision decide(const model::DecisionRule& rule, std::uint32_t successes, std::uint32_t passes);

/// The reason that belongs to a decision under a rule: requirement_met, requirement_missed,
/// cap_reached, straddles_requirement, or too_few_passes for `pending`.
model::Reason reason_of(const model::DecisionRule& rule, Decision decision);

/// Takes passes one by one, in the order in which they happened. The first decision is final:
/// passes added after it are ignored and do not count, so that a run which goes on for other tag
/// types cannot change what was decided.
class Decider {
 public:
  explicit Decider(const model::DecisionRule& rule) : rule_(rule) {}

  /// Counts one pass and returns the decision so far.
  Decision add(bool success);

  Decision decision() const { return decision_; }
  bool decided() const { return decision_ != Decision::pending; }
  std::uint32_t successes() const { return successes_; }  ///< k, up to the decision
  std::uint32_t passes() const { return passes_; }        ///< n, up to the decision

 private:
  model::DecisionRule rule_;
  std::uint32_t successes_ = 0;
  std::uint32_t passes_ = 0;
  Decision decision_ = Decision::pending;
};

}  // namespace plugtest::score
