#include "harness/score/threshold.h"

#include "tests/unit/harness/score/random_source.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace plugtest::score {
namespace {

using testing::RandomSource;

std::vector<SweepPoint> sweep(RandomSource& random, double threshold, double slope,
                              std::uint32_t trials, double from = 10, double to = 30,
                              double step = 2) {
  std::vector<SweepPoint> points;
  for (double x = from; x <= to; x += step) {
    const double share = 1 / (1 + std::exp(-slope * (x - threshold)));
    points.push_back({x, random.binomial(trials, share), trials});
  }
  return points;
}

TEST(FitThreshold, FindsTheMiddleOfASymmetricSweep) {
  const std::vector<SweepPoint> points{
      {10, 0, 10}, {12, 2, 10}, {14, 5, 10}, {16, 8, 10}, {18, 10, 10}};
  const auto fit = fit_threshold(points);
  ASSERT_TRUE(fit);
  EXPECT_NEAR(fit->x, 14, 1e-6);
  ASSERT_TRUE(fit->low && fit->high);
  EXPECT_NEAR(14 - *fit->low, *fit->high - 14, 1e-4);
  EXPECT_GT(fit->slope, 0);
  EXPECT_FALSE(fit->separated);
}

// With one trial at 0 and one at 1 the penalised likelihood has a known shape: log odds -+ b/2 by
// symmetry, and p (1-p)^... the maximum of p^2 * p (1 - p) lies at p = 3/4, so b = 2 ln 3.
TEST(FitThreshold, MatchesFirthsEstimateDoneByHand) {
  const auto fit = fit_threshold(std::vector<SweepPoint>{{0, 0, 1}, {1, 1, 1}});
  ASSERT_TRUE(fit);
  EXPECT_NEAR(fit->slope, 2 * std::log(3.0), 1e-5);
  EXPECT_NEAR(fit->x, 0.5, 1e-9);
  EXPECT_TRUE(fit->separated);
}

TEST(FitThreshold, SeparationGivesAFiniteThresholdBetweenTheTwoSides) {
  const std::vector<SweepPoint> points{{20, 0, 20}, {22, 0, 20}, {24, 20, 20}, {26, 20, 20}};
  const auto fit = fit_threshold(points);
  ASSERT_TRUE(fit);
  EXPECT_TRUE(fit->separated);
  EXPECT_NEAR(fit->x, 23, 0.01);
  ASSERT_TRUE(fit->low && fit->high);
  // Anything between the last failures and the first successes explains them equally well.
  EXPECT_NEAR(*fit->low, 22, 0.1);
  EXPECT_NEAR(*fit->high, 24, 0.1);
  EXPECT_TRUE(std::isfinite(fit->slope));
}

TEST(FitThreshold, WorksForSuccessThatFalls) {
  const std::vector<SweepPoint> speeds{{1.0, 20, 20}, {1.5, 19, 20}, {2.0, 10, 20}, {2.5, 1, 20}};
  const auto half = fit_threshold(speeds);
  ASSERT_TRUE(half);
  EXPECT_LT(half->slope, 0);
  EXPECT_NEAR(half->x, 2.0, 0.05);
  EXPECT_LT(fit_threshold(speeds, 0.95)->x, half->x);  // the highest speed at 95 %
}

TEST(FitThreshold, SaysNothingAboutWhatWasNotTried) {
  EXPECT_EQ(fit_threshold(std::vector<SweepPoint>{{20, 20, 20}, {22, 20, 20}}), std::nullopt);
  EXPECT_EQ(fit_threshold(std::vector<SweepPoint>{{20, 0, 20}, {22, 0, 0}}), std::nullopt);
  EXPECT_EQ(fit_threshold(std::vector<SweepPoint>{{20, 10, 20}, {20, 3, 20}}), std::nullopt);
  EXPECT_EQ(fit_threshold({}), std::nullopt);
}

TEST(FitThreshold, ASweepWithoutTrendBoundsNothing) {
  const auto fit =
      fit_threshold(std::vector<SweepPoint>{{10, 5, 10}, {15, 4, 10}, {20, 5, 10}, {25, 5, 10}});
  ASSERT_TRUE(fit);
  EXPECT_FALSE(fit->low && fit->high);
}

struct Truth {
  double threshold, slope;
  std::uint32_t trials;
  double level;
};

class ThresholdCoverage : public ::testing::TestWithParam<Truth> {};

// 95 % of 200 sweeps, less three standard errors. Sweeps of a steep threshold are all separated.
TEST_P(ThresholdCoverage, HoldsForTheTruth) {
  const Truth& is = GetParam();
  constexpr int k_sweeps = 200;
  RandomSource random(64);
  const double truth = is.threshold + std::log(is.level / (1 - is.level)) / is.slope;
  int covered = 0;
  int separated = 0;
  for (int i = 0; i < k_sweeps; ++i) {
    const auto fit = fit_threshold(sweep(random, is.threshold, is.slope, is.trials), is.level);
    ASSERT_TRUE(fit);
    covered += (!fit->low || *fit->low <= truth) && (!fit->high || truth <= *fit->high);
    separated += fit->separated;
  }
  EXPECT_GE(covered, 0.904 * k_sweeps);
  if (is.slope > 15) {
    EXPECT_GT(separated, 0.9 * k_sweeps);
  }
}

INSTANTIATE_TEST_SUITE_P(FitThreshold, ThresholdCoverage,
                         ::testing::Values(Truth{19.3, 0.8, 10, 0.5}, Truth{19.3, 3, 10, 0.5},
                                           Truth{19.5, 20, 10, 0.5}, Truth{19.3, 0.8, 20, 0.95}));

}  // namespace
}  // namespace plugtest::score
