#include "harness/score/further_passes.h"

#include "harness/score/decision.h"

#include <limits>
#include <variant>

namespace plugtest::score {
namespace {

// The rule as it would be with exactly `passes` passes allowed.
model::DecisionRule extended(model::DecisionRule rule, std::uint32_t passes) {
  if (auto* fixed = std::get_if<model::FixedRule>(&rule)) {
    fixed->passes = passes;
  } else {
    std::get<model::SequentialRule>(rule).max_passes = std::numeric_limits<std::uint32_t>::max();
  }
  return rule;
}

Decision decision_after(const model::DecisionRule& rule, std::uint32_t successes,
                        std::uint32_t passes) {
  return decide(extended(rule, passes), successes, passes);
}

bool settles(Decision decision) { return decision == Decision::pass || decision == Decision::fail; }

// The fewest more passes that settle it, when `least(n)` to `most(n)` of n of them succeed.
template <class Least, class Most>
std::optional<std::uint32_t> fewest(const model::DecisionRule& rule, std::uint32_t successes,
                                    std::uint32_t passes, const Least& least, const Most& most) {
  for (std::uint32_t n = 1; n <= k_most_further_passes; ++n) {
    const Decision decision = decision_after(rule, successes + least(n), passes + n);
    if (!settles(decision)) continue;
    if (decision == decision_after(rule, successes + most(n), passes + n)) return n;
  }
  return std::nullopt;
}

}  // namespace

FurtherPasses further_passes(const model::DecisionRule& rule, std::uint32_t successes,
                             std::uint32_t passes) {
  const auto all = [](std::uint32_t n) { return n; };
  const auto none = [](std::uint32_t) { return 0U; };
  FurtherPasses result;
  result.all_succeed = fewest(rule, successes, passes, all, all);
  result.all_fail = fewest(rule, successes, passes, none, none);
  if (passes == 0) return result;
  // No whole number of passes has exactly that share: the decision must not hang on the rounding.
  const auto down = [&](std::uint32_t n) {
    return static_cast<std::uint32_t>(std::uint64_t{n} * successes / passes);
  };
  const auto up = [&](std::uint32_t n) {
    return static_cast<std::uint32_t>((std::uint64_t{n} * successes + passes - 1) / passes);
  };
  result.as_before = fewest(rule, successes, passes, down, up);
  return result;
}

}  // namespace plugtest::score
