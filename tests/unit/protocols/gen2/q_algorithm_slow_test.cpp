#include "tests/unit/protocols/gen2/inventory_model.h"

#include <gtest/gtest.h>

namespace plugtest::gen2 {
namespace {

TEST(q_algorithm_slow, mean_slots_for_five_hundred_tags) {
  const MeanCounts mean = mean_inventory(500, 200, 2000);
  EXPECT_NEAR(mean.slots, 1467.9, 0.03 * 1467.9);
  EXPECT_NEAR(mean.idle, 489.7, 0.03 * 489.7);
  EXPECT_NEAR(mean.collided, 478.2, 0.03 * 478.2);
}

}  // namespace
}  // namespace plugtest::gen2
