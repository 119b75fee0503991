#include "harness/score/characteristics.h"

#include "harness/score/decision.h"
#include "tests/unit/harness/score/random_source.h"

#include <cmath>

#include <boost/math/distributions/binomial.hpp>
#include <gtest/gtest.h>

namespace plugtest::score {
namespace {

using model::DecisionRule;
using model::FixedRule;
using model::SequentialRule;
using testing::RandomSource;

Characteristics simulate(const DecisionRule& rule, double share, std::uint64_t seed) {
  constexpr int k_runs = 20'000;
  RandomSource random(seed);
  Characteristics sum;
  for (int run = 0; run < k_runs; ++run) {
    Decider decider(rule);
    while (!decider.decided()) decider.add(random.chance(share));
    sum.pass += decider.decision() == Decision::pass;
    sum.fail += decider.decision() == Decision::fail;
    sum.inconclusive += decider.decision() == Decision::inconclusive;
    sum.expected_passes += decider.passes();
  }
  return {sum.pass / k_runs, sum.fail / k_runs, sum.inconclusive / k_runs,
          sum.expected_passes / k_runs};
}

TEST(Characteristics, OfASmallRuleMatchThePathsCountedByHand) {
  // Accepts at two clean passes, rejects at two failures net; a cap of three.
  const SequentialRule rule{.accept_level = 0.8,
                            .reject_level = 0.4,
                            .false_reject = 0.2,
                            .false_accept = 0.2,
                            .max_passes = 3};
  // Per success ln 1/2, per failure ln 3, thresholds -+ ln 4: SS passes, FF fails (ln 9), SFF and
  // FSF fail (ln 4.5), SFS and FSS stay at ln 3/4: the cap.
  const double p = 0.7;
  const double q = 0.3;
  const Characteristics exact = characteristics(rule, p);
  EXPECT_NEAR(exact.pass, p * p, 1e-15);
  EXPECT_NEAR(exact.fail, q * q + 2 * p * q * q, 1e-15);
  EXPECT_NEAR(exact.inconclusive, 2 * p * p * q, 1e-15);
  EXPECT_NEAR(exact.expected_passes, 2 * (p * p + q * q) + 3 * 2 * p * q, 1e-12);
}

TEST(Characteristics, OfTheFixedRuleAreBinomialTails) {
  const FixedRule rule{.passes = 120, .requirement = 0.90, .confidence = 0.95};
  std::uint32_t least_pass = 0;
  while (decide(rule, least_pass, rule.passes) != Decision::pass) ++least_pass;
  const boost::math::binomial_distribution<> passes(rule.passes, 0.93);
  const Characteristics exact = characteristics(rule, 0.93);
  EXPECT_NEAR(exact.pass, cdf(complement(passes, least_pass - 1.0)), 1e-12);
  EXPECT_NEAR(exact.expected_passes, 120, 1e-9);
}

TEST(Characteristics, AgreeWithSimulation) {
  for (const double share : {0.70, 0.80, 0.88, 0.95, 0.99}) {
    const Characteristics drawn = simulate(SequentialRule{}, share, 7);
    const Characteristics exact = characteristics(SequentialRule{}, share);
    EXPECT_NEAR(exact.pass + exact.fail + exact.inconclusive, 1, 1e-12);
    EXPECT_NEAR(drawn.pass, exact.pass, 0.0142) << share;  // 4 standard errors at one half
    EXPECT_NEAR(drawn.fail, exact.fail, 0.0142) << share;
    EXPECT_NEAR(drawn.inconclusive, exact.inconclusive, 0.0142) << share;
    EXPECT_NEAR(drawn.expected_passes, exact.expected_passes, 0.5) << share;
  }
}

// Wald: the wrong decisions stay below alpha / (1 - beta) and beta / (1 - alpha), and without a cap
// nearly everything is decided.
TEST(Characteristics, WithoutACapNearlyAllIsDecided) {
  const SequentialRule patient{.max_passes = 1000};
  constexpr double k_bound = 0.05 / 0.95;
  EXPECT_GT(characteristics(patient, patient.accept_level).pass, 1 - k_bound);
  EXPECT_GT(characteristics(patient, patient.reject_level).fail, 1 - k_bound);
}

// Far from both levels the rule is quick: nothing like the 59 passes of the fixed rule.
TEST(Characteristics, ClearCasesTakeFewPasses) {
  EXPECT_NEAR(characteristics(SequentialRule{}, 1.0).expected_passes, 18, 1e-9);
  EXPECT_LT(characteristics(SequentialRule{}, 0.5).expected_passes, 8);
}

// Wald's approximation of the expected number of passes ignores the overshoot, so the true number
// lies above it, by less than one decisive step.
TEST(Characteristics, ExpectedPassesLieJustAboveWaldsApproximation) {
  const SequentialRule patient{.max_passes = 1000};
  const double step_up = std::log(0.20 / 0.05);
  const double step_down = std::log(0.80 / 0.95);
  const double drift = 0.95 * step_down + 0.05 * step_up;
  const double wald = (0.95 * -std::log(19.0) + 0.05 * std::log(19.0)) / drift;
  const double exact = characteristics(patient, 0.95).expected_passes;
  EXPECT_GT(exact, wald);
  EXPECT_LT(exact, wald + step_up / -drift);
}

TEST(Characteristics, TheFixedRuleRarelyPassesAtTheRequirementItself) {
  const FixedRule rule{.passes = 120, .requirement = 0.90, .confidence = 0.95};
  EXPECT_LE(characteristics(rule, 0.90).pass, 0.05);
  EXPECT_LE(characteristics(rule, 0.90).fail, 0.05);
  EXPECT_GT(characteristics(rule, 0.98).pass, 0.90);
  EXPECT_GT(characteristics(rule, 0.75).fail, 0.90);
}

TEST(ErrorRates, OfTheUsualRuleStayWithinWhatWasAskedFor) {
  const ErrorRates usual = error_rates(SequentialRule{});
  EXPECT_LT(usual.false_fail, 0.05 / 0.95);  // Wald's bounds
  EXPECT_LT(usual.false_pass, 0.05 / 0.95);
  EXPECT_GT(usual.false_fail, 0.02);
  EXPECT_GT(usual.false_pass, 0.02);
  const ErrorRates fixed = error_rates(FixedRule{});
  EXPECT_NEAR(fixed.false_pass, std::pow(0.95, 59), 1e-12);
  EXPECT_LE(fixed.false_fail, 0.05);
}

}  // namespace
}  // namespace plugtest::score
