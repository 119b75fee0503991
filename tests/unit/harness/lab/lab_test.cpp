#include "harness/lab/lab.h"

#include "protocols/identity/sscc.h"
#include "tests/unit/harness/lab/lab_fixture.h"

#include <algorithm>
#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plugtest::lab {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::Collector;
using test::conveyor_plan;
using test::distinct;
using test::LabBench;
using test::sack_plan;
using testing::HasSubstr;

bool same(const api::TagRead& a, const api::TagRead& b) {
  return a.uii == b.uii && a.pc_word == b.pc_word && a.crc == b.crc && a.when == b.when &&
         a.antenna == b.antenna && a.rssi_mdbm == b.rssi_mdbm && a.channel == b.channel;
}

std::vector<api::TagRead> reads_of(const LabPlan& plan, bool single_steps, int passes = 2) {
  LabBench bench(plan);
  bench.set_single_steps(single_steps);
  std::vector<api::TagRead> all;
  for (int pass = 0; pass < passes; ++pass) {
    const auto reads = bench.pass(static_cast<std::uint32_t>(pass));
    all.insert(all.end(), reads.begin(), reads.end());
  }
  return all;
}

/// Reads in `passes` passes, distinct within each.
std::size_t identified(const LabPlan& plan, std::uint32_t passes) {
  LabBench bench(plan);
  std::size_t sum = 0;
  for (std::uint32_t pass = 0; pass < passes; ++pass) sum += distinct(bench.pass(pass));
  return sum;
}

TEST(Lab, EqualSeedsGiveEqualReadsAndOthersDoNot) {
  const auto first = reads_of(conveyor_plan(3), false);
  EXPECT_TRUE(std::ranges::equal(first, reads_of(conveyor_plan(3), false), same));
  EXPECT_FALSE(std::ranges::equal(first, reads_of(conveyor_plan(4), false), same));
}

TEST(Lab, HowFarTheRadioGetsInOneCallbackMakesNoDifference) {
  for (const LabPlan& plan : {conveyor_plan(5), sack_plan(6)}) {
    const auto in_one_go = reads_of(plan, false);
    EXPECT_FALSE(in_one_go.empty());
    EXPECT_TRUE(std::ranges::equal(in_one_go, reads_of(plan, true), same));
  }
}

TEST(Lab, OtherTimersMakeNoDifference) {
  const auto quiet = reads_of(conveyor_plan(5), false, 1);
  LabBench bench(conveyor_plan(5));
  std::function<void()> tick = [&] {
    bench.clock().call_at(bench.clock().now() + std::chrono::microseconds(777), tick);
  };
  tick();
  EXPECT_TRUE(std::ranges::equal(quiet, bench.pass(0), same));
}

TEST(Lab, ReadsTrainsOfTenCompletely) { EXPECT_GE(identified(conveyor_plan(8), 40), 399U); }

TEST(Lab, ReadsNearlyAllOfASackOfFifty) { EXPECT_GE(identified(sack_plan(9), 20), 980U); }

TEST(Lab, MorePowerReadsMore) {
  std::size_t before = 0;
  for (const std::int32_t power_mdbm : {17'000, 20'000, 23'000}) {
    LabPlan plan = conveyor_plan(10);
    plan.tag_types = {test::tag_type("old", -10)};
    plan.scenario.settings.power_mdbm = power_mdbm;
    const std::size_t now = identified(plan, 15);
    EXPECT_GT(now, before) << power_mdbm;
    before = now;
  }
}

TEST(Lab, MoreDistanceReadsLess) {
  std::size_t before = 1'000'000;
  for (const double factor : {2.0, 5.0, 9.0}) {
    LabPlan plan = conveyor_plan(11);
    plan.tag_types = {test::tag_type("old", -10)};
    for (model::Antenna& antenna : plan.scenario.lane.antennas) {
      antenna.position_m.y *= factor;
      antenna.position_m.z *= factor;
    }
    const std::size_t now = identified(plan, 15);
    EXPECT_LT(now, before) << factor;
    before = now;
  }
}

TEST(Lab, ADeafReaderReadsLess) {
  LabPlan plan = conveyor_plan(12);
  plan.scenario.settings.power_mdbm = 15'000;
  const std::size_t good = identified(plan, 10);
  plan.reader.radio.sensitivity_dbm = {-45, "test"};
  EXPECT_LT(identified(plan, 10), good);
}

/// The most reads of one piece in a pass of the plan.
int most_reads(const LabPlan& plan) {
  LabBench bench(plan);
  std::map<identity::Uii, int> counts;
  int most = 0;
  for (const api::TagRead& read : bench.pass(0)) most = std::max(most, ++counts[read.uii]);
  return most;
}

TEST(Lab, SessionTwoFlagsOutlastTheChangeOfAntennaAndSessionZeroFlagsDoNot) {
  LabPlan plan = conveyor_plan(13);
  plan.scenario.settings.session = 2;
  plan.tag_types[0].radio.s2_persistence_min_s = {15, "test"};
  EXPECT_EQ(most_reads(plan), 1);
  plan.scenario.settings.session = 0;
  EXPECT_GT(most_reads(plan), 4);
}

TEST(Lab, TheFaultIgnoresSessionReadsAsInSessionZero) {
  LabPlan plan = conveyor_plan(13);
  plan.scenario.settings.session = 2;
  plan.reader.faults = {{model::ReaderFault::ignores_session, 0}};
  EXPECT_GT(most_reads(plan), 4);
}

TEST(Lab, PiecesStillMarkedFromTheLastPassAreNotReadAgain) {
  LabPlan plan = conveyor_plan(13);
  plan.scenario.settings.session = 2;
  plan.tag_types[0].radio.s2_persistence_min_s = {60, "test"};
  plan.tag_types[0].radio.s2_persistence_max_s = {90, "test"};
  LabBench bench(plan);
  EXPECT_EQ(distinct(bench.pass(0)), 10U);
  EXPECT_EQ(distinct(bench.pass(1)), 0U);
  bench.wait(seconds(120));
  EXPECT_EQ(distinct(bench.pass(2)), 10U);
}

TEST(Lab, ReadsCarryWhatTheReaderCanKnow) {
  LabBench bench(sack_plan(14));
  const auto reads = bench.pass(0);
  ASSERT_FALSE(reads.empty());
  HostTime before{};
  for (const api::TagRead& read : reads) {
    EXPECT_GT(read.when, before);
    before = read.when;
    EXPECT_GE(read.when, bench.times().begin);
    EXPECT_LE(read.when, bench.times().end);
    EXPECT_GE(read.antenna, 1);
    EXPECT_LE(read.antenna, 4);
    EXPECT_EQ(read.rssi_mdbm % 500, 0);
    EXPECT_LT(read.rssi_mdbm, -10'000);
    EXPECT_EQ(read.pc_word, 0x3000);
    // 2 W ERP is allowed on the inner channels only.
    EXPECT_GE(read.channel, 3);
    EXPECT_LE(read.channel, 18);
    EXPECT_TRUE(std::ranges::any_of(
        bench.pieces(), [&read](const model::Piece& piece) { return piece.uii == read.uii; }));
  }
}

TEST(Lab, ReadsAreToldAtTheirOwnTimeAndTheLoopHasItsTurnAfterEach) {
  class Watcher final : public api::TagReadListener {
   public:
    explicit Watcher(VirtualClock& clock) : clock_(clock) {}
    void on_tag_read(const api::TagRead& read) override {
      EXPECT_EQ(read.when, clock_.now());
      ++in_this_turn;
      ++all;
    }
    VirtualClock& clock_;
    int in_this_turn = 0;
    int all = 0;
  };
  LabBench bench(sack_plan(15));
  bench.pass(0);
  Watcher watcher(bench.clock());
  bool placed = false;
  bench.lab().rig().load({1, bench.pieces()}, [&](const auto&) { placed = true; });
  bench.run_until([&] { return placed; });
  ASSERT_TRUE(bench.lab().radio().start(bench.inventory(), watcher));
  bench.lab().rig().pass(seconds(60), [](const auto&) {});
  for (int turn = 0; turn < 200; ++turn) {
    watcher.in_this_turn = 0;
    ASSERT_TRUE(bench.clock().advance());
    EXPECT_LE(watcher.in_this_turn, 1);
  }
  EXPECT_GT(watcher.all, 10);
  bench.lab().radio().stop();
}

/// Counts what a reader tells of its own schedule.
class ScheduleWatcher final : public api::TagReadListener {
 public:
  void on_tag_read(const api::TagRead&) override { ++reads; }
  void on_channel(std::uint16_t) override { ++told; }
  void on_cycle() override { ++told; }

  int reads = 0;
  int told = 0;
};

TEST(Lab, AnEmptyFieldCostsATurnOfTheLoopForEachHopAndCycleAndNoneForSlots) {
  LabBench bench(conveyor_plan(16));
  ScheduleWatcher collector;
  ASSERT_TRUE(bench.lab().radio().start(bench.inventory(), collector));
  const HostTime end = bench.clock().now() + seconds(10);
  bool over = false;
  bench.clock().call_at(end, [&] { over = true; });
  int turns = 0;
  while (!over) {
    ASSERT_TRUE(bench.clock().advance());
    ++turns;
  }
  EXPECT_EQ(bench.clock().now(), end);
  EXPECT_LE(turns, collector.told + 3);
  EXPECT_EQ(collector.reads, 0);
  bench.lab().radio().stop();
}

TEST(Lab, StopMaySpeakOutOfATagReadAndStartAgain) {
  class Stopper final : public api::TagReadListener {
   public:
    explicit Stopper(api::VirtualRadio& radio) : radio_(radio) {}
    void on_tag_read(const api::TagRead&) override {
      ++reads;
      radio_.stop();
    }
    api::VirtualRadio& radio_;
    int reads = 0;
  };
  LabBench bench(conveyor_plan(17));
  Stopper stopper(bench.lab().radio());
  bool placed = false;
  bench.lab().rig().load({0, bench.pieces()}, [&](const auto&) { placed = true; });
  bench.run_until([&] { return placed; });
  ASSERT_TRUE(bench.lab().radio().start(bench.inventory(), stopper));
  EXPECT_TRUE(bench.lab().radio().running());
  bool passed = false;
  bench.lab().rig().pass(seconds(60), [&](const auto&) { passed = true; });
  bench.run_until([&] { return stopper.reads == 1; });
  EXPECT_FALSE(bench.lab().radio().running());
  ASSERT_TRUE(bench.lab().radio().start(bench.inventory(), stopper));
  bench.run_until([&] { return passed; });
  EXPECT_EQ(stopper.reads, 2);
}

TEST(Lab, RefusesPowerAboveTheRegionPlanAndNamesTheRule) {
  LabPlan plan = conveyor_plan(18);
  plan.scenario.lane.antennas[1].gain_dbi.value = 9;
  LabBench bench(plan);
  Collector collector;
  const auto refused = bench.lab().radio().start(bench.inventory(), collector);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::refused);
  EXPECT_THAT(refused.error().message, HasSubstr("port 2 would radiate 35.85 dBm ERP"));
  EXPECT_THAT(refused.error().message, HasSubstr("china-2007"));
  EXPECT_FALSE(bench.lab().radio().running());
}

TEST(Lab, RefusesAntennasModesAndStepsThatItDoesNotHave) {
  LabBench bench(conveyor_plan(19));
  Collector collector;
  const auto code = [&](const api::RadioInventory& inventory) {
    const auto started = bench.lab().radio().start(inventory, collector);
    return started ? ErrorCode::internal : started.error().code;
  };
  api::RadioInventory inventory = bench.inventory();
  inventory.antennas[0] = 7;
  EXPECT_EQ(code(inventory), ErrorCode::configuration);
  inventory = bench.inventory();
  inventory.mode = 1;
  EXPECT_EQ(code(inventory), ErrorCode::configuration);
  inventory = bench.inventory();
  inventory.power_mdbm[2] = 29'999;
  EXPECT_EQ(code(inventory), ErrorCode::configuration);
  inventory = bench.inventory();
  inventory.session = 4;
  EXPECT_EQ(code(inventory), ErrorCode::configuration);
  inventory = bench.inventory();
  inventory.power_mdbm.pop_back();
  EXPECT_EQ(code(inventory), ErrorCode::configuration);
}

TEST(Lab, TellsWhatTheReaderCanDo) {
  LabBench bench(conveyor_plan(20));
  const api::RadioCapabilities& can = bench.lab().radio().capabilities();
  EXPECT_EQ(can.power_table_mdbm.front(), 10'000);
  EXPECT_EQ(can.power_table_mdbm.back(), 30'000);
  EXPECT_EQ(can.power_table_mdbm.size(), 41U);
  ASSERT_EQ(can.modes.size(), 1U);
  EXPECT_EQ(can.modes[0].profile, "m4-320");
  EXPECT_EQ(can.modes[0].m, 4);
  EXPECT_NEAR(can.modes[0].blf_hz, 320'000, 500);
  EXPECT_EQ(can.channels_hz.size(), 20U);
  EXPECT_TRUE(can.hopping);
}

TEST(Lab, TheReadersClockIsOffAndMayDrift) {
  const auto offset_at = [](LabBench& bench, HostTime when) {
    return bench.lab().radio().reader_time(when).time_since_epoch() - when.time_since_epoch();
  };
  LabPlan plan = conveyor_plan(21);
  LabBench steady(plan);
  const HostTime begin = steady.clock().now();
  EXPECT_LE(std::chrono::abs(offset_at(steady, begin)), milliseconds(80));
  EXPECT_EQ(offset_at(steady, begin), offset_at(steady, begin + seconds(3600)));
  plan.reader.faults = {{model::ReaderFault::clock_drift, 200}};
  LabBench drifting(plan);
  EXPECT_EQ(offset_at(drifting, begin + seconds(10)) - offset_at(drifting, begin), milliseconds(2));
  EXPECT_EQ(offset_at(drifting, begin), offset_at(steady, begin));
}

TEST(Lab, RefusesPlansThatItCannotModel) {
  VirtualClock clock(default_epoch());
  const auto message = [&clock](const LabPlan& plan) {
    const auto made = make_lab(clock, plan);
    if (made) return std::string("made");
    EXPECT_EQ(made.error().code, ErrorCode::configuration);
    return made.error().message;
  };
  LabPlan plan = conveyor_plan();
  plan.tag_types[0].protocol = model::AirProtocol::type_d;
  EXPECT_THAT(message(plan), HasSubstr("tag type type-1: a Type D tag type needs an air profile"));
  plan.tag_types[0] = test::type_d("type-1");
  plan.tag_types[0].air->parameters = {{"lisen", "1", "", model::Confidence::model}};
  EXPECT_THAT(message(plan), HasSubstr("unknown parameter 'lisen' (did you mean 'listen'?)"));
  plan = conveyor_plan();
  plan.scenario.lane.antennas[3].port = 5;
  EXPECT_THAT(message(plan), HasSubstr("antenna port 5"));
  plan = conveyor_plan();
  plan.scenario.lane.antennas[0].boresight = {0, 0, 0};
  EXPECT_THAT(message(plan), HasSubstr("boresight"));
  plan = conveyor_plan();
  plan.scenario.motion.speed_mps = 0;
  EXPECT_THAT(message(plan), HasSubstr("m/s"));
  plan = conveyor_plan();
  plan.reader.radio.link_profiles = {"m4-321"};
  EXPECT_THAT(message(plan), HasSubstr("fixed-4port: unknown link profile 'm4-321'"));
  plan = conveyor_plan();
  plan.tag_types[0].faults = {{model::TagFault::shifted_identity, 0}};
  EXPECT_THAT(message(plan), HasSubstr("shifted-identity is one of the other standard"));
  plan = conveyor_plan();
  plan.region.channels.clear();
  EXPECT_THAT(message(plan), HasSubstr("no channel"));
}

TEST(MakePieces, GivesValidDistinctSerialsForTheTypesInTurn) {
  const std::vector<model::TagType> types = {test::tag_type("a"), test::tag_type("b")};
  const auto pieces = make_pieces(types, 7, 42);
  ASSERT_EQ(pieces.size(), 7U);
  std::set<identity::Uii> seen;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    EXPECT_EQ(pieces[i].tag_type, types[i % 2].id);
    EXPECT_TRUE(identity::sscc_from_uii(pieces[i].uii));
    seen.insert(pieces[i].uii);
  }
  EXPECT_EQ(seen.size(), 7U);
  EXPECT_EQ(pieces, make_pieces(types, 7, 42));
  EXPECT_NE(pieces, make_pieces(types, 7, 43));
}

}  // namespace
}  // namespace plugtest::lab
