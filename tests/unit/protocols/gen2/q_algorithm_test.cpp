#include "protocols/gen2/q_algorithm.h"

#include "tests/unit/protocols/gen2/inventory_model.h"

#include <array>
#include <cstdio>

#include <gtest/gtest.h>

namespace plugtest::gen2 {
namespace {

TEST(q_algorithm, empty_slots_lower_q) {
  QAlgorithm algorithm(4, 200);
  EXPECT_FALSE(algorithm.on_empty());           // 3.8
  EXPECT_FALSE(algorithm.on_empty());           // 3.6
  EXPECT_EQ(algorithm.on_empty(), UpDn::down);  // 3.4
  EXPECT_EQ(algorithm.q(), 3);
  EXPECT_FALSE(algorithm.on_single());
  EXPECT_FALSE(algorithm.on_empty());  // 3.2
}

TEST(q_algorithm, collisions_raise_q) {
  QAlgorithm algorithm(4, 350);
  EXPECT_FALSE(algorithm.on_collision());         // 4.35
  EXPECT_EQ(algorithm.on_collision(), UpDn::up);  // 4.7
  EXPECT_EQ(algorithm.q(), 5);
}

TEST(q_algorithm, half_rounds_up) {
  QAlgorithm algorithm(4, 500);
  EXPECT_EQ(algorithm.on_collision(), UpDn::up);  // 4.5
  EXPECT_EQ(algorithm.q(), 5);
  QAlgorithm other(4, 500);
  EXPECT_FALSE(other.on_empty());  // 3.5
}

TEST(q_algorithm, stays_within_0_and_15) {
  QAlgorithm low(0, 500);
  for (int i = 0; i < 10; ++i) EXPECT_FALSE(low.on_empty());
  EXPECT_EQ(low.on_collision(), UpDn::up);
  QAlgorithm high(15, 500);
  for (int i = 0; i < 10; ++i) EXPECT_FALSE(high.on_collision());
  EXPECT_FALSE(high.on_empty());           // 14.5
  EXPECT_EQ(high.on_empty(), UpDn::down);  // 14.0
}

TEST(q_algorithm, fixed_q_never_moves) {
  auto algorithm = QAlgorithm::fixed(6);
  for (int i = 0; i < 100; ++i) {
    EXPECT_FALSE(algorithm.on_collision());
    EXPECT_FALSE(algorithm.on_empty());
    EXPECT_FALSE(algorithm.on_single());
  }
  EXPECT_EQ(algorithm.q(), 6);
}

// ---- whole inventories -------------------------------------------------------------------------

TEST(q_algorithm, slot_buckets_give_what_single_commands_give) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    auto plain = make_tags(40, seed);
    auto sorted = make_tags(40, seed);
    EXPECT_EQ(inventory<PlainAir>(plain, 300), inventory<BucketAir>(sorted, 300)) << seed;
  }
}

struct QVector {
  int tags;
  std::int32_t step_milli;
  double slots;
  double efficiency;
  double idle;
  double collided;
};

TEST(q_algorithm, mean_slots_of_the_fact_sheet) {
  // N = 10 depends on the rule for ending a round: 27.0 is the figure for the rule used here, and
  // the other columns of that row are for another rule.
  constexpr std::array<QVector, 4> table = {{{10, 200, 27.0, 0.370, 0, 0},
                                             {50, 350, 146.9, 0.340, 52.0, 44.9},
                                             {100, 200, 293.5, 0.341, 101.9, 91.5},
                                             {200, 200, 589.9, 0.339, 200.4, 189.6}}};
  std::printf("tags   C     slots  table  efficiency  table   idle  table  collided  table\n");
  for (const QVector& row : table) {
    const MeanCounts mean = mean_inventory(row.tags, row.step_milli, 2000);
    const double efficiency = row.tags / mean.slots;
    std::printf("%4d  %.2f  %7.1f  %5.1f  %10.3f  %5.3f  %5.1f  %5.1f  %8.1f  %5.1f\n", row.tags,
                row.step_milli / 1000.0, mean.slots, row.slots, efficiency, row.efficiency,
                mean.idle, row.idle, mean.collided, row.collided);
    EXPECT_NEAR(mean.slots, row.slots, 0.03 * row.slots) << row.tags << " tags";
    EXPECT_NEAR(efficiency, row.efficiency, 0.03 * row.efficiency) << row.tags << " tags";
    if (row.idle == 0) continue;
    // The table is of 60 seeds, so these two counts have a standard error of 2 % there.
    EXPECT_NEAR(mean.idle, row.idle, 0.06 * row.idle) << row.tags << " tags";
    EXPECT_NEAR(mean.collided, row.collided, 0.06 * row.collided) << row.tags << " tags";
  }
}

}  // namespace
}  // namespace plugtest::gen2
