#include "harness/lab/motion.h"

#include "harness/lab/load_pose.h"
#include "tests/unit/harness/lab/lab_fixture.h"

#include <numbers>
#include <set>

#include <gtest/gtest.h>

namespace plugtest::lab {
namespace {

using model::MotionKind;
using model::MotionSpec;
using std::chrono::milliseconds;
using std::chrono::seconds;

const HostTime k_begin{seconds(100)};

MotionSpec spec_of(MotionKind kind) {
  MotionSpec spec;
  spec.kind = kind;
  spec.speed_mps = 1;
  spec.run_in_m = spec.run_out_m = 1;
  return spec;
}

TEST(Motion, APushIsFasterOrSlowerByItsSpread) {
  MotionSpec spec = spec_of(MotionKind::push);
  spec.speed_spread.value = 0.25;
  EXPECT_EQ(Motion(spec, 1).speed_um_per_s(), 1'000'000);
  EXPECT_EQ(Motion(spec, 1, 1'000'000).speed_um_per_s(), 1'250'000);
  EXPECT_EQ(Motion(spec, 1, -1'000'000).speed_um_per_s(), 750'000);
  EXPECT_EQ(Motion(spec, 1, -1'000'000).duration(), seconds(4));
}

TEST(Motion, AStillLoadStandsWithItsMiddleInTheReadZone) {
  MotionSpec spec = spec_of(MotionKind::still);
  spec.stay = seconds(10);
  Motion motion(spec, 0.6);
  motion.begin(k_begin);
  EXPECT_EQ(motion.duration(), seconds(10));
  EXPECT_EQ(motion.front_um(k_begin), 300'000);
  EXPECT_EQ(motion.front_um(k_begin + seconds(5)), 300'000);
  EXPECT_EQ(motion.moved_um(k_begin + seconds(5)), 0);
  EXPECT_EQ(motion.when_moved(1), std::nullopt);
}

TEST(Motion, ASweepGoesToAndFroAndFadesAlongTheWholeWay) {
  MotionSpec spec = spec_of(MotionKind::sweep);
  spec.strokes = 2;
  Motion motion(spec, 1);  // 3 m each way
  motion.begin(k_begin);
  EXPECT_EQ(motion.duration(), seconds(6));
  EXPECT_EQ(motion.front_um(k_begin + seconds(2)), 1'000'000);
  EXPECT_EQ(motion.front_um(k_begin + seconds(3)), 2'000'000);
  EXPECT_EQ(motion.front_um(k_begin + seconds(4)), 1'000'000);
  EXPECT_EQ(motion.front_um(k_begin + seconds(6)), -1'000'000);
  EXPECT_EQ(motion.moved_um(k_begin + seconds(4)), 4'000'000);
}

TEST(Motion, ATumblingLoadTurnsAboutItsCentre) {
  MotionSpec spec = spec_of(MotionKind::tumble);
  spec.turns_per_m.value = 0.25;
  const Motion motion(spec, 1);
  EXPECT_TRUE(motion.turns());
  EXPECT_DOUBLE_EQ(motion.turned_rad(1'000'000), std::numbers::pi / 2);

  const LoadPose pose(2, {-0.5, 0, 0.4}, std::numbers::pi / 2);
  const Vec3 centre = pose.point_in_lane({-0.5, 0, 0.4});
  EXPECT_NEAR(centre.x, 1.5, 1e-12);
  EXPECT_NEAR(centre.z, 0.4, 1e-12);
  // What lay in front lies below: a wheel rolls forwards.
  const Vec3 front = pose.point_in_lane({0, 0, 0.4});
  EXPECT_NEAR(front.x, 1.5, 1e-12);
  EXPECT_NEAR(front.z, -0.1, 1e-12);
  const Vec3 back = pose.point_in_load(front);
  EXPECT_NEAR(back.x, 0, 1e-12);
  EXPECT_NEAR(back.z, 0.4, 1e-12);
  EXPECT_NEAR(pose.direction_in_lane({0, 0, 1}).x, 1, 1e-12);
}

TEST(Motion, EveryPassIsPushedAtAnotherSpeed) {
  LabPlan plan = test::conveyor_plan(1);
  plan.scenario.motion.kind = MotionKind::push;
  plan.scenario.motion.speed_spread.value = 0.25;
  std::get<model::TrainLoad>(plan.scenario.load).max_gap_m = 0.1;  // so that only the speed varies
  test::LabBench bench(plan);
  std::set<Nanos> lasted;
  for (std::uint32_t pass = 0; pass < 4; ++pass) {
    bench.pass(pass);
    const Nanos one = bench.times().end - bench.times().begin;
    // 1.5 m + ten parcels of 0.4 m, nine gaps of 0.1 m + 1.5 m at 0.75 to 1.25 m/s
    EXPECT_GE(one, milliseconds(6'320));
    EXPECT_LE(one, milliseconds(10'534));
    lasted.insert(one);
  }
  EXPECT_EQ(lasted.size(), 4U);
}

TEST(Motion, ASackThatTurnsOverShowsTagsThatOneThatStandsHides) {
  const auto read = [](MotionKind kind) {
    LabPlan plan = test::sack_plan(3);
    plan.scenario.motion.kind = kind;
    plan.scenario.motion.stay = seconds(4);
    plan.scenario.motion.turns_per_m.value = 0.5;
    // One antenna at the edge of its reach: what lies in its shadow stays there, unless it turns.
    plan.scenario.lane.antennas.resize(1);
    plan.scenario.settings.power_mdbm = 18'000;
    plan.tag_types = {test::tag_type("weak", -13)};
    test::LabBench bench(plan);
    std::size_t found = 0;
    for (std::uint32_t pass = 0; pass < 3; ++pass) found += test::distinct(bench.pass(pass));
    return found;
  };
  const std::size_t still = read(MotionKind::still);
  EXPECT_GT(still, 0U);
  EXPECT_GT(read(MotionKind::tumble), still);
}

}  // namespace
}  // namespace plugtest::lab
