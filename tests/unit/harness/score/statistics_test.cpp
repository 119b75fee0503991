#include "harness/score/statistics.h"

#include <cmath>

#include <gtest/gtest.h>

namespace plugtest::score {
namespace {

struct Row {
  std::uint32_t successes, trials;
  double exact_low, exact_high, wilson_low, wilson_high;  // per cent, two decimals
};

class Table : public ::testing::TestWithParam<Row> {};

// facts/plugtest.md 5.4
TEST_P(Table, GivesThePublishedIntervals) {
  const Row& row = GetParam();
  const Interval exact = clopper_pearson(row.successes, row.trials);
  const Interval score = wilson(row.successes, row.trials);
  const auto percent = [](double share) { return std::round(share * 10'000) / 100; };
  EXPECT_DOUBLE_EQ(percent(exact.low), row.exact_low);
  EXPECT_DOUBLE_EQ(percent(exact.high), row.exact_high);
  EXPECT_DOUBLE_EQ(percent(score.low), row.wilson_low);
  EXPECT_DOUBLE_EQ(percent(score.high), row.wilson_high);
}

INSTANTIATE_TEST_SUITE_P(Statistics, Table,
                         ::testing::Values(Row{20, 20, 83.16, 100, 83.89, 100},
                                           Row{100, 100, 96.38, 100, 96.30, 100},
                                           Row{998, 1000, 99.28, 99.98, 99.27, 99.95},
                                           Row{2997, 3000, 99.71, 99.98, 99.71, 99.97}));

// Passes without a miss that prove a share with one-sided 95 %: facts/plugtest.md 5.4.
TEST(LowerBound, NeedsThePublishedNumberOfCleanTrials) {
  struct Claim {
    double share;
    std::uint32_t trials;
  };
  for (const Claim& claim : {Claim{0.95, 59}, {0.99, 299}, {0.995, 598}, {0.999, 2995}}) {
    EXPECT_GE(lower_bound(claim.trials, claim.trials), claim.share);
    EXPECT_LT(lower_bound(claim.trials - 1, claim.trials - 1), claim.share);
  }
}

// Agresti and Coull (1998) discuss 5 of 10; values of the exact method: 0.187 to 0.813.
TEST(ClopperPearson, IsSymmetric) {
  const Interval half = clopper_pearson(5, 10);
  EXPECT_NEAR(half.low, 0.187086, 5e-7);
  EXPECT_NEAR(half.high, 0.812914, 5e-7);
  for (std::uint32_t k = 0; k <= 30; ++k) {
    EXPECT_NEAR(clopper_pearson(k, 30).low, 1 - clopper_pearson(30 - k, 30).high, 1e-12);
  }
}

TEST(ClopperPearson, BoundsLieWhereTheTailsHaveTheStatedProbability) {
  // The definition: at the lower bound, k or more successes have probability 2.5 %.
  const auto probability = [](std::uint32_t k, std::uint32_t n, double p) {
    return std::exp(std::lgamma(n + 1.0) - std::lgamma(k + 1.0) - std::lgamma(n - k + 1.0)) *
           std::pow(p, k) * std::pow(1 - p, n - k);
  };
  for (const auto& [k, n] : {std::pair{3U, 17U}, {16U, 17U}, {40U, 60U}}) {
    const Interval interval = clopper_pearson(k, n);
    double upper_tail = 0;
    double lower_tail = 0;
    for (std::uint32_t i = 0; i <= n; ++i) {
      if (i >= k) upper_tail += probability(i, n, interval.low);
      if (i <= k) lower_tail += probability(i, n, interval.high);
    }
    EXPECT_NEAR(upper_tail, 0.025, 1e-9);
    EXPECT_NEAR(lower_tail, 0.025, 1e-9);
  }
}

TEST(Intervals, WithoutTrialsKnowNothing) {
  EXPECT_EQ(clopper_pearson(0, 0), (Interval{0, 1}));
  EXPECT_EQ(wilson(0, 0), (Interval{0, 1}));
  EXPECT_EQ(lower_bound(0, 0), 0);
  EXPECT_EQ(upper_bound(0, 0), 1);
}

TEST(Intervals, OneSidedBoundIsTheTwoSidedBoundOfTwiceTheTail) {
  EXPECT_NEAR(lower_bound(17, 20, 0.975), clopper_pearson(17, 20, 0.95).low, 1e-12);
  EXPECT_NEAR(upper_bound(17, 20, 0.975), clopper_pearson(17, 20, 0.95).high, 1e-12);
}

}  // namespace
}  // namespace plugtest::score
