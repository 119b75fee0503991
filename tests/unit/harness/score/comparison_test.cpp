#include "harness/score/comparison.h"

#include "harness/score/cluster.h"
#include "tests/unit/harness/score/builders.h"
#include "tests/unit/harness/score/random_source.h"

#include <boost/math/distributions/binomial.hpp>
#include <gtest/gtest.h>

namespace plugtest::score {
namespace {

using testing::RandomSource;
using testing::score_of;

// Fisher's tea taster (1935): three of four right on either side. The two-sided value is 34/70.
TEST(FisherExact, KnowsTheLadyTastingTea) {
  EXPECT_NEAR(fisher_exact(3, 4, 1, 4), 34.0 / 70, 1e-12);
  EXPECT_NEAR(fisher_exact(4, 4, 0, 4), 2.0 / 70, 1e-12);
}

TEST(FisherExact, IsOneForEqualSharesAndForNothing) {
  EXPECT_DOUBLE_EQ(fisher_exact(10, 10, 10, 10), 1);
  EXPECT_DOUBLE_EQ(fisher_exact(0, 0, 3, 10), 1);
  EXPECT_NEAR(fisher_exact(18, 18, 0, 3), 2 * 1.0 / 1330, 1.0 / 1330);  // C(21,3) tables at most
}

TEST(ComparePassShares, AgreesWithMeansOfSuccesses) {
  std::vector<double> first(20, 1.0);
  std::vector<double> second(18, 1.0);
  first[0] = 0;
  second[0] = second[1] = second[2] = 0;
  const Difference by_means = compare_means(first, second);
  const Difference by_counts = compare_pass_shares(19, 20, 15, 18);
  EXPECT_NEAR(by_means.change, by_counts.change, 1e-12);
  EXPECT_NEAR(by_means.interval.low, by_counts.interval.low, 1e-9);
  EXPECT_NEAR(by_means.interval.high, by_counts.interval.high, 1e-9);
}

TEST(ComparePassShares, WithoutPassesKnowsNothing) {
  const Difference nothing = compare_pass_shares(0, 0, 18, 18);
  EXPECT_EQ(nothing.interval, (Interval{-1, 1}));
  EXPECT_FALSE(nothing.significant());
}

// By enumeration of every outcome, no chance in it.
TEST(ComparePassShares, CoversTheTrueDifference) {
  for (const auto& [n, m] : {std::pair{18U, 18U}, {20U, 60U}, {8U, 30U}}) {
    for (const auto& [p, q] :
         {std::pair{0.95, 0.95}, {0.95, 0.80}, {0.99, 0.90}, {0.5, 0.5}, {0.7, 0.95}}) {
      const boost::math::binomial_distribution<> first(n, p);
      const boost::math::binomial_distribution<> second(m, q);
      double covered = 0;
      for (std::uint32_t k = 0; k <= n; ++k) {
        for (std::uint32_t l = 0; l <= m; ++l) {
          const Interval interval = compare_pass_shares(k, n, l, m).interval;
          if (interval.low <= q - p && q - p <= interval.high) {
            covered += pdf(first, k) * pdf(second, l);
          }
        }
      }
      EXPECT_GE(covered, 0.95) << n << " and " << m << " passes at " << p << " and " << q;
    }
  }
}

TEST(CompareItemRates, CoverTheTrueDifferenceOfCorrelatedPasses) {
  constexpr int k_runs = 1000;
  for (const auto& [p, q, correlation] :
       {std::tuple{0.95, 0.95, 0.3}, {0.97, 0.85, 0.3}, {0.9, 0.9, 0.05}}) {
    RandomSource random(42);
    int covered = 0;
    for (int run = 0; run < k_runs; ++run) {
      std::vector<model::PassScore> alone;
      std::vector<model::PassScore> mixed;
      for (std::uint32_t pass = 0; pass < 20; ++pass) {
        alone.push_back(score_of(pass, "t", random.beta_binomial(24, p, correlation), 24));
        mixed.push_back(score_of(pass, "t", random.beta_binomial(8, q, correlation), 8));
      }
      const Interval interval = compare_item_rates(alone, mixed).interval;
      covered += interval.low <= q - p && q - p <= interval.high;
    }
    EXPECT_GE(covered, 930) << p << " and " << q;  // 95 % less three standard errors
  }
}

TEST(CompareItemRates, SeesATagOnTagEffect) {
  std::vector<model::PassScore> alone;
  std::vector<model::PassScore> mixed;
  for (std::uint32_t pass = 0; pass < 20; ++pass) {
    alone.push_back(score_of(pass, "t", 24, 24));
    mixed.push_back(score_of(pass, "t", pass % 2 == 0 ? 5 : 6, 8));
  }
  EXPECT_TRUE(compare_item_rates(alone, mixed).significant());
  EXPECT_LT(compare_item_rates(alone, mixed).change, -0.3);
  EXPECT_FALSE(compare_item_rates(alone, alone).significant());
}

}  // namespace
}  // namespace plugtest::score
