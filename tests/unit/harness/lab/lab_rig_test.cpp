#include "harness/lab/lab_rig.h"

#include "tests/unit/harness/lab/lab_fixture.h"

#include <optional>

#include <gtest/gtest.h>

namespace plugtest::lab {
namespace {

using std::chrono::seconds;
using test::conveyor_plan;
using test::LabBench;

/// What the calls of one test came to.
struct Calls {
  bool over = false;
  std::optional<model::Manifest> manifest;
  std::optional<model::PassTimes> times;
  ErrorCode error = ErrorCode::internal;

  api::Done<model::Manifest> on_load() {
    over = false;
    return [this](const Result<model::Manifest>& result) { take(result, manifest); };
  }
  api::Done<model::PassTimes> on_pass() {
    over = false;
    return [this](const Result<model::PassTimes>& result) { take(result, times); };
  }

 private:
  template <class T>
  void take(const Result<T>& result, std::optional<T>& value) {
    over = true;
    value.reset();
    if (result) {
      value = *result;
    } else {
      error = result.error().code;
    }
  }
};

TEST(LabRig, LoadsAndPassesWithoutEverAnsweringInsideTheCall) {
  LabBench bench(conveyor_plan(1));
  Calls calls;
  bench.lab().rig().load({0, bench.pieces()}, calls.on_load());
  EXPECT_FALSE(calls.over);
  bench.run_until([&] { return calls.over; });
  ASSERT_TRUE(calls.manifest);
  ASSERT_EQ(calls.manifest->expected.size(), 10U);
  for (std::size_t i = 0; i < 10; ++i) {
    EXPECT_EQ(calls.manifest->expected[i].piece, bench.pieces()[i]);
  }
  EXPECT_EQ(calls.manifest->expected[0].item.str(), "item-001");
  bench.lab().rig().pass(seconds(60), calls.on_pass());
  EXPECT_FALSE(calls.over);
  bench.run_until([&] { return calls.over; });
  ASSERT_TRUE(calls.times);
  // Run-in 1.5 m, ten parcels of 0.4 m with nine gaps of 0.1 to 0.2 m, run-out 1.5 m at 1 m/s.
  const Nanos lasted = calls.times->end - calls.times->begin;
  EXPECT_GE(lasted, std::chrono::milliseconds(7'900));
  EXPECT_LE(lasted, std::chrono::milliseconds(8'800));
}

TEST(LabRig, PlacesItemsAnewForEveryPassAndTheSameForTheSameSeed) {
  const auto duration = [](std::uint64_t seed, std::uint32_t pass) {
    LabBench bench(conveyor_plan(seed));
    bench.pass(pass);
    return bench.times().end - bench.times().begin;
  };
  EXPECT_EQ(duration(1, 0), duration(1, 0));
  EXPECT_NE(duration(1, 0), duration(1, 1));
  EXPECT_NE(duration(1, 0), duration(2, 0));
}

TEST(LabRig, PiecesRestBetweenPassesUntilTheirFlagsHaveFallenBack) {
  const auto second_load = [](double persistence_s) {
    LabPlan plan = conveyor_plan(1);
    plan.tag_types[0].radio.s2_persistence_max_s = {persistence_s, "test"};
    LabBench bench(plan);
    bench.pass(0);
    Calls calls;
    const HostTime begin = bench.clock().now();
    bench.lab().rig().load({1, bench.pieces()}, calls.on_load());
    bench.run_until([&] { return calls.over; });
    return bench.clock().now() - begin;
  };
  EXPECT_EQ(second_load(20), seconds(20));
  EXPECT_EQ(second_load(6), seconds(6));
  EXPECT_EQ(second_load(3600), LabRig::k_longest_rest);
}

TEST(LabRig, AbortEndsThePendingCallWithCancelled) {
  LabBench bench(conveyor_plan(1));
  Calls calls;
  bench.lab().rig().abort();
  bench.lab().rig().load({0, bench.pieces()}, calls.on_load());
  bench.lab().rig().abort();
  EXPECT_FALSE(calls.over);
  bench.run_until([&] { return calls.over; });
  EXPECT_EQ(calls.error, ErrorCode::cancelled);
  bench.lab().rig().load({0, bench.pieces()}, calls.on_load());
  bench.run_until([&] { return calls.over; });
  bench.lab().rig().pass(seconds(60), calls.on_pass());
  bench.wait(seconds(1));
  bench.lab().rig().abort();
  bench.run_until([&] { return calls.over; });
  EXPECT_EQ(calls.error, ErrorCode::cancelled);
  EXPECT_FALSE(bench.clock().next()) << "nothing of the aborted pass is left";
}

TEST(LabRig, APassThatTakesTooLongTimesOut) {
  LabPlan plan = conveyor_plan(1);
  plan.scenario.motion.speed_mps = 0.01;
  LabBench bench(plan);
  Calls calls;
  bench.lab().rig().load({0, bench.pieces()}, calls.on_load());
  bench.run_until([&] { return calls.over; });
  const HostTime begin = bench.clock().now();
  bench.lab().rig().pass(seconds(60), calls.on_pass());
  bench.run_until([&] { return calls.over; });
  EXPECT_EQ(calls.error, ErrorCode::timed_out);
  EXPECT_EQ(bench.clock().now() - begin, seconds(60));
}

TEST(LabRig, RefusesALoadThatIsNotThePlans) {
  LabBench bench(conveyor_plan(1));
  Calls calls;
  auto pieces = bench.pieces();
  pieces.pop_back();
  bench.lab().rig().load({0, pieces}, calls.on_load());
  EXPECT_FALSE(calls.over);
  bench.run_until([&] { return calls.over; });
  EXPECT_EQ(calls.error, ErrorCode::configuration);
  pieces = bench.pieces();
  pieces[3].tag_type = model::TagTypeId("unknown");
  bench.lab().rig().load({0, pieces}, calls.on_load());
  bench.run_until([&] { return calls.over; });
  EXPECT_EQ(calls.error, ErrorCode::configuration);
}

TEST(LabRig, ALaneCanBeEmptyOrHoldAReferencePieceInItsMiddle) {
  LabBench bench(conveyor_plan(1));
  Calls calls;
  bench.lab().rig().load({.pass = model::k_first_check,
                          .pieces = {},
                          .kind = model::PassKind::empty_field,
                          .stay = seconds(2)},
                         calls.on_load());
  bench.run_until([&] { return calls.over; });
  ASSERT_TRUE(calls.manifest);
  EXPECT_TRUE(calls.manifest->expected.empty());
  bench.lab().rig().pass(seconds(60), calls.on_pass());
  bench.run_until([&] { return calls.over; });
  ASSERT_TRUE(calls.times);
  EXPECT_EQ(calls.times->end - calls.times->begin, seconds(2));

  bench.lab().rig().load({.pass = model::k_first_check + 1,
                          .pieces = std::span(bench.pieces()).first(1),
                          .kind = model::PassKind::reference,
                          .stay = seconds(3)},
                         calls.on_load());
  bench.run_until([&] { return calls.over; });
  ASSERT_TRUE(calls.manifest);
  ASSERT_EQ(calls.manifest->expected.size(), 1U);
  EXPECT_EQ(calls.manifest->expected[0].piece, bench.pieces()[0]);
  bench.lab().rig().pass(seconds(60), calls.on_pass());
  bench.run_until([&] { return calls.over; });
  ASSERT_TRUE(calls.times);
  EXPECT_EQ(calls.times->end - calls.times->begin, seconds(3));

  bench.lab().rig().load({0, bench.pieces()}, calls.on_load());
  bench.run_until([&] { return calls.over; });
  ASSERT_TRUE(calls.manifest) << "mail as before";
  EXPECT_EQ(calls.manifest->expected.size(), 10U);
}

}  // namespace
}  // namespace plugtest::lab
