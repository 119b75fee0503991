#include "harness/score/order.h"

#include "tests/unit/harness/score/builders.h"

#include <gtest/gtest.h>

namespace plugtest::score {
namespace {

using std::chrono::milliseconds;
using testing::pass_with;
using testing::piece;
using testing::read_of;
using testing::reader_ms;

model::PassRecord three_items() {
  return pass_with({piece("p1", "t", "a1"), piece("p2", "t", "a2"), piece("p3", "t", "a3")});
}

void add(model::PassRecord& pass, const char* hex, std::int64_t ms, std::int32_t level_mdbm) {
  pass.observations.push_back(read_of(hex, ms));
  pass.observations.back().rssi_mdbm = level_mdbm;
}

TEST(OrderOf, TakesTheMomentOfThePeak) {
  model::PassRecord pass = three_items();
  add(pass, "a1", 1100, -60'000);
  add(pass, "a1", 1200, -50'000);
  add(pass, "a2", 1000, -70'000);  // seen first of all, but far away
  add(pass, "a2", 1500, -50'000);
  add(pass, "a2", 1600, -50'000);
  add(pass, "a3", 1700, -55'000);
  const auto moments = item_moments(pass, OrderEstimator::rssi_peak);
  ASSERT_EQ(moments.size(), 3U);
  EXPECT_EQ(moments[0], milliseconds(1200));
  EXPECT_EQ(moments[1], milliseconds(1550));
  EXPECT_EQ(order_of(pass, OrderEstimator::rssi_peak),
            (PassOrder{.pass = 0, .pairs = 2, .right = 2, .items = 3, .complete = true}));
  // Half way: 1150, 1300, 1700.
  EXPECT_EQ(item_moments(pass, OrderEstimator::midpoint)[1], milliseconds(1300));
}

TEST(OrderOf, UsesReaderTimeWhenAllReportsHaveIt) {
  model::PassRecord pass = three_items();
  add(pass, "a2", 2900, -50'000);  // reported in a burst, all at once
  add(pass, "a1", 2900, -50'000);
  pass.observations[0].first_seen = reader_ms(500);
  pass.observations[0].last_seen = reader_ms(700);
  pass.observations[1].first_seen = reader_ms(300);
  EXPECT_EQ(order_of(pass, OrderEstimator::rssi_peak).right, 1U);
  EXPECT_EQ(item_moments(pass, OrderEstimator::midpoint)[1], milliseconds(600));
  pass.observations[1].first_seen.reset();
  // Now only the reception compares, and that is the same for both: no order.
  EXPECT_EQ(order_of(pass, OrderEstimator::midpoint).pairs, 1U);
  EXPECT_EQ(order_of(pass, OrderEstimator::midpoint).right, 0U);
}

TEST(OrderOf, CountsOnlyNeighboursThatWereBothSeen) {
  model::PassRecord pass = three_items();
  add(pass, "a1", 1100, -50'000);
  add(pass, "a3", 1000, -50'000);
  EXPECT_EQ(order_of(pass, OrderEstimator::midpoint),
            (PassOrder{.pass = 0,
                       .estimator = OrderEstimator::midpoint,
                       .pairs = 0,
                       .right = 0,
                       .items = 2,
                       .complete = false}));
}

TEST(OrderOf, WithoutLevelsHasNoPeak) {
  model::PassRecord pass = three_items();
  pass.observations.push_back(read_of("a1", 1100));
  pass.observations.push_back(read_of("a2", 1200));
  EXPECT_EQ(order_of(pass, OrderEstimator::rssi_peak).items, 0U);
  EXPECT_EQ(order_of(pass, OrderEstimator::midpoint).items, 2U);
}

TEST(SummarizeOrder, TreatsAPassAsOneValue) {
  std::vector<PassOrder> passes(20,
                                {.pass = 0, .pairs = 9, .right = 9, .items = 10, .complete = true});
  const auto perfect = summarize_order(passes);
  ASSERT_TRUE(perfect);
  EXPECT_NEAR(perfect->right, 1, 1e-12);
  EXPECT_NEAR(perfect->low, 0.8316, 5e-5);
  EXPECT_EQ(perfect->complete, 20U);
  passes[0].right = 0;
  passes[0].complete = false;
  passes.push_back({});  // nothing to order
  const auto spoilt = summarize_order(passes);
  EXPECT_NEAR(spoilt->right, 0.95, 1e-12);
  EXPECT_EQ(spoilt->passes, 20U);
  EXPECT_EQ(spoilt->complete, 19U);
  EXPECT_EQ(summarize_order({}), std::nullopt);
}

}  // namespace
}  // namespace plugtest::score
