#include "harness/lab/world.h"

#include "harness/lab/motion.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace plugtest::lab {
namespace {

TEST(World, TrainsLieOneBehindTheOtherWithTheGapsAskedFor) {
  model::TrainLoad train;
  RandomStream random = make_stream(1, "test");
  double longest = 0;
  double shortest = 1e9;
  for (int draw = 0; draw < 200; ++draw) {
    const Placement placement = draw_placement(train, random);
    ASSERT_EQ(placement.tags.size(), 10U);
    longest = std::max(longest, placement.length_m);
    shortest = std::min(shortest, placement.length_m);
    for (const TagPose& tag : placement.tags) {
      EXPECT_NEAR(length(tag.dipole), 1, 1e-9);
      EXPECT_GE(tag.position_m.z, -1e-9);
      EXPECT_LE(tag.position_m.z, train.item.size_m.z + 1e-9);
    }
    for (std::size_t i = 1; i < placement.tags.size(); ++i) {
      // Whole parcels and gaps lie between the centres; tags are at most half a diagonal off.
      EXPECT_LT(placement.tags[i].position_m.x, placement.tags[i - 1].position_m.x + 0.1);
    }
  }
  EXPECT_GE(shortest, 10 * 0.4 + 9 * 0.1);
  EXPECT_LE(longest, 10 * 0.4 + 9 * 0.2);
  EXPECT_GT(longest - shortest, 0.1);
}

TEST(World, SacksHoldTheirItemsAndTheFirstToMeetTheZoneComesFirst) {
  const model::SackLoad sack;
  RandomStream random = make_stream(2, "test");
  const Placement placement = draw_placement(sack, random);
  ASSERT_EQ(placement.tags.size(), 50U);
  double previous = 0;
  for (const TagPose& tag : placement.tags) {
    EXPECT_LE(tag.position_m.x, previous);
    previous = tag.position_m.x;
    EXPECT_GE(tag.position_m.x, -sack.sack_m.x);
    EXPECT_LE(std::abs(tag.position_m.y), sack.sack_m.y / 2);
    EXPECT_GE(tag.position_m.z, 0);
    EXPECT_LE(tag.position_m.z, sack.sack_m.z);
    EXPECT_NEAR(length(tag.dipole), 1, 1e-9);
  }
}

TEST(World, ItemsBetweenTagAndAntennaCostLoss) {
  Placement placement;
  Enclosure sack;
  sack.low_m = {-0.1, -0.2, -0.2};
  sack.high_m = {0.7, 0.2, 0.2};
  sack.wall_loss_mdb.fill(1'000);
  sack.loss_per_item_mdb = 150;
  sack.shadow_radius_m = 0.1;
  sack.items = {0, 1, 2, 3, 4};
  placement.enclosures = {sack};
  for (const double x : {0.0, 0.2, 0.4, 0.6}) placement.tags.push_back({{x, 0, 0}, {0, 0, 1}});
  placement.tags.push_back({{0.3, 0.15, 0}, {0, 0, 1}});  // beside the line
  EXPECT_EQ(load_loss_mdb(placement, 0, {2, 0, 0}), 1'000 + 3 * 150);
  EXPECT_EQ(load_loss_mdb(placement, 3, {2, 0, 0}), 1'000);
  EXPECT_EQ(load_loss_mdb(placement, 0, {-2, 0, 0}), 1'000);
}

TEST(World, CagesHoldTheirSacksOneOnTheOther) {
  model::RollCageLoad cage;
  cage.sacks = 4;
  cage.sack.items = 30;
  cage.sack.sack_m = {0.5, 0.5, 0.8};
  RandomStream random = make_stream(3, "test");
  const Placement placement = draw_placement(cage, random);
  ASSERT_EQ(placement.tags.size(), 120U);
  ASSERT_EQ(placement.enclosures.size(), 5U);
  EXPECT_EQ(placement.length_m, cage.cage_m.x);
  double floor = 0;
  std::vector<int> seen(120, 0);
  for (std::size_t i = 1; i < 5; ++i) {
    const Enclosure& sack = placement.enclosures[i];
    const Vec3 size = sack.high_m - sack.low_m;
    EXPECT_NEAR(size.x * size.y * size.z, 0.5 * 0.5 * 0.8, 1e-9) << "soft, the volume stays";
    EXPECT_NEAR(sack.low_m.z, floor, 1e-9);
    floor = sack.high_m.z;
    ASSERT_EQ(sack.items.size(), 30U);
    for (const std::uint32_t item : sack.items) {
      ++seen[item];
      const Vec3& at = placement.tags[item].position_m;
      EXPECT_GE(at.z, sack.low_m.z);
      EXPECT_LE(at.z, sack.high_m.z);
    }
  }
  EXPECT_EQ(seen, std::vector<int>(120, 1)) << "every item lies in one sack";
  EXPECT_LE(floor, cage.cage_m.z);
  for (std::size_t i = 1; i < 120; ++i) {
    EXPECT_LE(placement.tags[i].position_m.x, placement.tags[i - 1].position_m.x);
  }
}

TEST(World, APathPaysForEveryWallAndItemOnIt) {
  model::RollCageLoad cage;
  cage.sacks = 2;
  cage.sack.items = 1;
  cage.sack.sack_m = {0.8, 0.7, 0.5};  // as wide as the cage
  cage.sack.sack_loss_db.value = 1;
  cage.sack.loss_per_item_db.value = 0.15;
  RandomStream random = make_stream(4, "test");
  Placement placement = draw_placement(cage, random);
  const auto upper = placement.enclosures[2].items[0];
  const auto lower = placement.enclosures[1].items[0];
  placement.tags[upper].position_m = {-0.4, 0, 0.75};
  placement.tags[lower].position_m = {-0.4, 0, 0.25};
  // Sideways: the own sack and the mesh.
  EXPECT_EQ(load_loss_mdb(placement, upper, {-0.4, 2, 0.75}), 1'000 + 2'000);
  EXPECT_EQ(load_loss_mdb(placement, upper, {2, 0, 0.75}), 1'000 + 2'000);
  // Up: the own sack; cages are open above.
  EXPECT_EQ(load_loss_mdb(placement, upper, {-0.4, 0, 3}), 1'000);
  // Up through the other sack: in, its item, and out.
  EXPECT_EQ(load_loss_mdb(placement, lower, {-0.4, 0, 3}), 1'000 + 1'000 + 150 + 1'000);
  // Down: the metal floor, for the upper one the lower sack too.
  EXPECT_EQ(load_loss_mdb(placement, lower, {-0.4, 0, -1}), 1'000 + 25'000);
  EXPECT_EQ(load_loss_mdb(placement, upper, {-0.4, 0, -1}), 3'000 + 150 + 25'000);
  // A slant that leaves the lower sack through its side: the upper one is not met.
  EXPECT_EQ(load_loss_mdb(placement, lower, {-0.4, 2, 0.4}), 1'000 + 2'000);
}

TEST(World, StacksLieFlatWithTheirTagsAtOnePlace) {
  model::StackLoad stack;
  stack.item.size_m = {0.23, 0.16, 0.005};
  RandomStream random = make_stream(5, "test");
  const Placement placement = draw_placement(stack, random);
  ASSERT_EQ(placement.tags.size(), 20U);
  EXPECT_TRUE(placement.enclosures.empty());
  EXPECT_EQ(placement.length_m, 0.23);
  std::vector<double> heights;
  for (const TagPose& tag : placement.tags) {
    heights.push_back(tag.position_m.z);
    EXPECT_EQ(tag.dipole.z, 0);
    EXPECT_GT(std::abs(tag.dipole.x), 0.9) << "along the longer side";
    for (const TagPose& other : placement.tags) {
      EXPECT_LT(std::abs(tag.position_m.x - other.position_m.x), 0.12);
    }
  }
  std::sort(heights.begin(), heights.end());
  for (std::size_t i = 0; i < heights.size(); ++i) {
    EXPECT_NEAR(heights[i], 0.005 * static_cast<double>(i + 1), 1e-9);
  }
}

TEST(Motion, RunsFromRunInToRunOutAtConstantSpeed) {
  Motion motion(model::MotionSpec{.speed_mps = 2, .run_in_m = 1.5, .run_out_m = 0.5}, 4);
  const HostTime begin{std::chrono::seconds(100)};
  EXPECT_EQ(motion.front_um(begin), -1'500'000);
  EXPECT_FALSE(motion.when_moved(1));
  motion.begin(begin);
  EXPECT_EQ(motion.duration(), std::chrono::seconds(3));
  EXPECT_EQ(motion.front_um(begin - std::chrono::seconds(1)), -1'500'000);
  EXPECT_EQ(motion.front_um(begin + std::chrono::milliseconds(750)), 0);
  EXPECT_EQ(motion.front_um(begin + std::chrono::seconds(3)), 4'500'000);
  EXPECT_EQ(motion.front_um(begin + std::chrono::seconds(9)), 4'500'000);
  EXPECT_FALSE(motion.when_moved(6'000'001));
}

TEST(Motion, KnowsTheFirstMomentOfEveryPlace) {
  Motion motion(model::MotionSpec{.speed_mps = 0.7, .run_in_m = 1, .run_out_m = 1}, 0.3);
  const HostTime begin{std::chrono::seconds(5)};
  motion.begin(begin);
  for (std::int64_t um = 1; um < 2'300'000; um += 12'345) {
    const HostTime when = motion.when_moved(um).value();
    EXPECT_GE(motion.moved_um(when), um);
    EXPECT_LT(motion.moved_um(when - Nanos(1)), um);
  }
}

}  // namespace
}  // namespace plugtest::lab
