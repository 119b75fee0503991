#include "harness/score/decision.h"

#include "harness/model/seed.h"

#include <cmath>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

namespace plugtest::score {
namespace {

using model::DecisionRule;
using model::FixedRule;
using model::SequentialRule;

Decision clean(const DecisionRule& rule, std::uint32_t passes) {
  return decide(rule, passes, passes);
}

// The number that DESIGN 8 states.
TEST(Sequential, AcceptsAtEighteenCleanPasses) {
  const SequentialRule rule;
  EXPECT_EQ(clean(rule, 17), Decision::pending);
  EXPECT_EQ(clean(rule, 18), Decision::pass);
}

// With the same rule, by hand: a failure adds ln(0.20 / 0.05) = 1.3863, a success takes away
// ln(0.95 / 0.80) = 0.1719, and the thresholds are -+ ln 19 = -+ 2.9444.
TEST(Sequential, MatchesTheSumsDoneByHand) {
  const SequentialRule rule;
  EXPECT_EQ(decide(rule, 0, 2), Decision::pending);    //  2.7726
  EXPECT_EQ(decide(rule, 0, 3), Decision::fail);       //  4.1589
  EXPECT_EQ(decide(rule, 7, 10), Decision::fail);      //  4.1589 - 1.2030 = 2.9559
  EXPECT_EQ(decide(rule, 8, 11), Decision::pending);   //  4.1589 - 1.3748 = 2.7841
  EXPECT_EQ(decide(rule, 25, 26), Decision::pending);  //  1.3863 - 4.2963 = -2.9100
  EXPECT_EQ(decide(rule, 26, 27), Decision::pass);     //  1.3863 - 4.4681 = -3.0818
}

TEST(Sequential, ReachingTheCapIsInconclusive) {
  SequentialRule rule;
  rule.max_passes = 12;
  EXPECT_EQ(clean(rule, 11), Decision::pending);
  EXPECT_EQ(clean(rule, 12), Decision::inconclusive);
  EXPECT_EQ(decide(rule, 0, 12), Decision::fail);
}

// p1 / p0 = 1/2 and beta / (1 - alpha) = 1/4: two clean passes meet the threshold exactly.
TEST(Sequential, TieDecides) {
  const SequentialRule rule{.accept_level = 0.8,
                            .reject_level = 0.4,
                            .false_reject = 0.2,
                            .false_accept = 0.2,
                            .max_passes = 60};
  EXPECT_EQ(clean(rule, 1), Decision::pending);
  EXPECT_EQ(clean(rule, 2), Decision::pass);
}

TEST(Fixed, DecidesAtTheStatedNumberOfPasses) {
  const FixedRule rule;  // 59 passes, 95 %
  EXPECT_EQ(clean(rule, 58), Decision::pending);
  EXPECT_EQ(clean(rule, 59), Decision::pass);
  EXPECT_EQ(decide(rule, 58, 59), Decision::inconclusive);
  EXPECT_EQ(decide(rule, 0, 58), Decision::pending);
  EXPECT_EQ(decide(rule, 50, 59), Decision::fail);
}

TEST(Fixed, TakesTheExactBound) {
  EXPECT_EQ(clean(FixedRule{.passes = 299, .requirement = 0.99}, 299), Decision::pass);
  EXPECT_EQ(clean(FixedRule{.passes = 298, .requirement = 0.99}, 298), Decision::inconclusive);
}

TEST(ReasonOf, NamesTheRuleThatSpoke) {
  EXPECT_EQ(reason_of(SequentialRule{}, Decision::pass), model::Reason::requirement_met);
  EXPECT_EQ(reason_of(SequentialRule{}, Decision::fail), model::Reason::requirement_missed);
  EXPECT_EQ(reason_of(SequentialRule{}, Decision::inconclusive), model::Reason::cap_reached);
  EXPECT_EQ(reason_of(FixedRule{}, Decision::inconclusive), model::Reason::straddles_requirement);
  EXPECT_EQ(reason_of(FixedRule{}, Decision::pending), model::Reason::too_few_passes);
}

TEST(Decider, FirstDecisionIsFinal) {
  Decider decider(SequentialRule{});
  for (int i = 0; i < 18; ++i) decider.add(true);
  ASSERT_EQ(decider.decision(), Decision::pass);
  for (int i = 0; i < 18; ++i) decider.add(false);
  EXPECT_EQ(decider.decision(), Decision::pass);
  EXPECT_EQ(decider.successes(), 18U);
  EXPECT_EQ(decider.passes(), 18U);
}

// What the sequential rule does at a true share of successful passes.
struct Behaviour {
  double passed = 0;
  double failed = 0;
  double inconclusive = 0;
  double mean_passes = 0;
};

Behaviour simulate(const DecisionRule& rule, double share, std::uint64_t seed) {
  constexpr std::uint64_t k_runs = 20'000;
  Behaviour sum;
  for (std::uint64_t run = 0; run < k_runs; ++run) {
    Decider decider(rule);
    for (std::uint64_t pass = 0; !decider.decided(); ++pass) {
      const std::uint64_t draw = model::derive_seed(seed + run, "pass", pass) >> 11U;
      decider.add(static_cast<double>(draw) < share * 0x1p53);
    }
    sum.passed += decider.decision() == Decision::pass;
    sum.failed += decider.decision() == Decision::fail;
    sum.inconclusive += decider.decision() == Decision::inconclusive;
    sum.mean_passes += decider.passes();
  }
  return {sum.passed / k_runs, sum.failed / k_runs, sum.inconclusive / k_runs,
          sum.mean_passes / k_runs};
}

// The same by exact recursion over the number of successes: no chance in it.
Behaviour compute(const SequentialRule& rule, double share) {
  std::vector<double> alive{1.0};
  Behaviour sum;
  for (std::uint32_t n = 1; n <= rule.max_passes; ++n) {
    std::vector<double> next(n + 1, 0.0);
    for (std::uint32_t k = 0; k < n; ++k) {
      next[k] += alive[k] * (1 - share);
      next[k + 1] += alive[k] * share;
    }
    for (std::uint32_t k = 0; k <= n; ++k) {
      const Decision decision = decide(rule, k, n);
      if (decision == Decision::pending) continue;
      if (decision == Decision::pass) sum.passed += next[k];
      if (decision == Decision::fail) sum.failed += next[k];
      if (decision == Decision::inconclusive) sum.inconclusive += next[k];
      sum.mean_passes += next[k] * n;
      next[k] = 0;
    }
    alive = std::move(next);
  }
  return sum;
}

// Wald: the wrong decisions stay below alpha / (1 - beta) and beta / (1 - alpha).
TEST(Sequential, KeepsItsErrorRates) {
  SequentialRule rule;
  constexpr double k_bound = 0.05 / 0.95;
  const Behaviour at_accept = compute(rule, rule.accept_level);
  EXPECT_LT(at_accept.failed, k_bound);
  EXPECT_LT(compute(rule, rule.reject_level).passed, k_bound);
  SequentialRule patient = rule;
  patient.max_passes = 2000;
  EXPECT_GT(compute(patient, rule.accept_level).passed, 1 - k_bound);
  EXPECT_GT(compute(patient, rule.reject_level).failed, 1 - k_bound);
  EXPECT_NEAR(at_accept.passed + at_accept.failed + at_accept.inconclusive, 1, 1e-12);
  // Far from both levels the rule is quick: nothing like the 59 passes of the fixed rule.
  EXPECT_NEAR(compute(rule, 1.0).mean_passes, 18, 1e-9);
  EXPECT_LT(compute(rule, 0.5).mean_passes, 8);
}

// Wald's approximation of the expected number of passes ignores the overshoot, so the true number
// lies above it, by less than one decisive step.
TEST(Sequential, NeedsAboutTheExpectedNumberOfPasses) {
  SequentialRule rule;
  rule.max_passes = 2000;
  const double step_up = std::log(0.20 / 0.05);
  const double step_down = std::log(0.80 / 0.95);
  const double drift = 0.95 * step_down + 0.05 * step_up;
  const double wald = (0.95 * -std::log(19.0) + 0.05 * std::log(19.0)) / drift;
  const double exact = compute(rule, 0.95).mean_passes;
  EXPECT_GT(exact, wald);
  EXPECT_LT(exact, wald + step_up / -drift);
}

TEST(Sequential, SimulationAgreesWithTheRecursion) {
  const SequentialRule rule;
  for (const double share : {0.80, 0.88, 0.95}) {
    const Behaviour simulated = simulate(rule, share, 7);
    const Behaviour exact = compute(rule, share);
    EXPECT_NEAR(simulated.passed, exact.passed, 0.015) << share;  // 4 standard errors
    EXPECT_NEAR(simulated.failed, exact.failed, 0.015) << share;
    EXPECT_NEAR(simulated.mean_passes, exact.mean_passes, 0.5) << share;
  }
}

TEST(Fixed, RarelyPassesAtTheRequirementItself) {
  const FixedRule rule{.passes = 120, .requirement = 0.90, .confidence = 0.95};
  const Behaviour at_requirement = simulate(rule, 0.90, 11);
  EXPECT_LT(at_requirement.passed, 0.05);
  EXPECT_LT(at_requirement.failed, 0.05);
  EXPECT_GT(simulate(rule, 0.98, 11).passed, 0.90);
  EXPECT_GT(simulate(rule, 0.75, 11).failed, 0.90);
}

}  // namespace
}  // namespace plugtest::score
