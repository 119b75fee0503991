#include "harness/score/cluster.h"

#include "tests/unit/harness/score/builders.h"
#include "tests/unit/harness/score/random_source.h"

#include <chrono>
#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

namespace plugtest::score {
namespace {

using testing::RandomSource;
using testing::score_of;

TEST(MeanInterval, IsClopperPearsonForSuccessAndFailure) {
  for (const auto& [k, n] : {std::pair{0U, 7U}, {3U, 7U}, {19U, 20U}, {58U, 59U}, {299U, 300U}}) {
    std::vector<double> values(n, 0);
    std::fill_n(values.begin(), k, 1.0);
    const Interval mine = mean_interval(values);
    const Interval exact = clopper_pearson(k, n);
    EXPECT_NEAR(mine.low, exact.low, 1e-9) << k << " of " << n;
    EXPECT_NEAR(mine.high, exact.high, 1e-9) << k << " of " << n;
  }
}

TEST(MeanInterval, OfPerfectPassesIsNoPoint) {
  const std::vector<double> perfect(20, 1.0);
  const Interval interval = mean_interval(perfect);
  EXPECT_NEAR(interval.low, std::pow(0.025, 1.0 / 20), 1e-9);  // 83.16 %, facts/plugtest.md 5.4
  EXPECT_EQ(interval.high, 1);
}

TEST(MeanInterval, KnowsNothingWithoutValues) { EXPECT_EQ(mean_interval({}), (Interval{0, 1})); }

// The definition, by drawing the weights: sorted uniform numbers cut 0..1 into pieces that are
// uniform on the simplex.
TEST(MeanInterval, IsTheQuantileOfAMeanWithRandomWeights) {
  const std::vector<double> values{0.4, 0.7, 0.7, 0.9, 1.0, 1.0};
  RandomSource random(5);
  constexpr int k_draws = 200'000;
  const Interval interval = mean_interval(values);
  int below = 0;
  for (int draw = 0; draw < k_draws; ++draw) {
    double sum = 0;
    double weights = 0;
    for (std::size_t i = 0; i <= values.size(); ++i) {  // one more value, of 0
      const double weight = -std::log(1 - random.uniform());
      weights += weight;
      if (i < values.size()) sum += weight * values[i];
    }
    if (sum < interval.low * weights) ++below;
  }
  EXPECT_NEAR(double(below) / k_draws, 0.025, 0.0015);  // 4 standard errors
}

TEST(MeanInterval, NarrowsWithPassesThatAgree) {
  std::vector<double> spread;
  for (int i = 0; i < 20; ++i) spread.push_back(i % 2 == 0 ? 0.5 : 1.0);
  const std::vector<double> alike(20, 0.75);
  EXPECT_LT(mean_interval(alike).high - mean_interval(alike).low,
            mean_interval(spread).high - mean_interval(spread).low);
}

TEST(MeanInterval, ManyValuesAgreeWithFewerAtTheSwitchOfMethod) {
  RandomSource random(17);
  std::vector<double> values;
  for (int i = 0; i < 2000; ++i) values.push_back(random.beta_binomial(20, 0.9, 0.2) / 20.0);
  const Interval exact = mean_interval(values);
  values.push_back(0.9);
  const Interval normal = mean_interval(values);
  EXPECT_NEAR(exact.low, normal.low, 3e-4);
  EXPECT_NEAR(exact.high, normal.high, 3e-4);
}

struct Passes {
  std::uint32_t passes, items;
  double mean, correlation;
};

class Coverage : public ::testing::TestWithParam<Passes> {};

// Each side must miss the truth in at most 2.5 % of runs, up to chance (4 standard errors of 1,000
// runs: 2 points). Perfect runs are among them: with strong correlation they are many.
TEST_P(Coverage, HoldsUnderBetaBinomialPasses) {
  const Passes& plan = GetParam();
  RandomSource random(20090420);
  constexpr int k_runs = 1000;
  int above = 0;
  int below = 0;
  int perfect = 0;
  for (int run = 0; run < k_runs; ++run) {
    std::vector<double> values;
    for (std::uint32_t pass = 0; pass < plan.passes; ++pass) {
      values.push_back(double(random.beta_binomial(plan.items, plan.mean, plan.correlation)) /
                       plan.items);
    }
    const Interval interval = mean_interval(values);
    if (interval.low > plan.mean) ++above;
    if (interval.high < plan.mean) ++below;
    if (std::accumulate(values.begin(), values.end(), 0.0) == plan.passes) ++perfect;
  }
  EXPECT_LE(above, 0.045 * k_runs);
  EXPECT_LE(below, 0.045 * k_runs);
  RecordProperty("coverage", std::to_string(1 - double(above + below) / k_runs));
  RecordProperty("perfect_runs", perfect);
}

INSTANTIATE_TEST_SUITE_P(MeanInterval, Coverage,
                         ::testing::Values(Passes{20, 10, 0.95, 0.05}, Passes{20, 10, 0.95, 0.5},
                                           Passes{20, 10, 0.99, 0.3}, Passes{20, 50, 0.99, 0.02},
                                           Passes{5, 10, 0.9, 0.3}, Passes{20, 10, 0.9, 0.9},
                                           Passes{60, 20, 0.8, 0.1}, Passes{18, 8, 0.5, 0.2}));

TEST(ItemRate, NamesTheWorstPass) {
  const std::vector<model::PassScore> scores{score_of(0, "t", 10, 10), score_of(1, "t", 8, 10),
                                             score_of(2, "t", 0, 0), score_of(3, "t", 8, 10)};
  const auto rate = item_rate(scores);
  ASSERT_TRUE(rate);
  EXPECT_NEAR(rate->mean, 26.0 / 30, 1e-12);
  EXPECT_EQ(rate->worst, 0.8);
  EXPECT_EQ(rate->worst_pass, 1U);
  EXPECT_EQ(rate->passes, 3U);
  EXPECT_LT(rate->interval.low, rate->mean);
  EXPECT_EQ(item_rate(std::vector{score_of(2, "t", 0, 0)}), std::nullopt);
}

}  // namespace
}  // namespace plugtest::score
