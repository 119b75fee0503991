#include "tests/unit/protocols/gen2/inventory_model.h"

#include <cstdio>

#include <gtest/gtest.h>

namespace plugtest::gen2 {
namespace {

TEST(q_algorithm_slow, mean_slots_for_five_hundred_tags) {
  const MeanCounts mean = mean_inventory(500, 200, 2000);
  std::printf("tags   C     slots here  table    idle here  table  collided here  table\n");
  std::printf(" 500  0.20  %10.1f  1467.9  %9.1f  489.7  %13.1f  478.2\n", mean.slots, mean.idle,
              mean.collided);
  EXPECT_NEAR(mean.slots, 1467.9, 0.03 * 1467.9);
  EXPECT_NEAR(mean.idle, 489.7, 0.03 * 489.7);
  EXPECT_NEAR(mean.collided, 478.2, 0.03 * 478.2);
}

}  // namespace
}  // namespace plugtest::gen2
