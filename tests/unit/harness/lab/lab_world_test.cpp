// Whole passes: what the world and the surroundings of a scenario do to what is read.

#include "tests/unit/harness/lab/lab_fixture.h"

#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace plugtest::lab {
namespace {

using test::distinct;
using test::LabBench;

/// Items read of those presented, over `passes` passes.
double item_rate(const LabPlan& plan, std::uint32_t passes) {
  LabBench bench(plan);
  std::size_t read = 0;
  for (std::uint32_t pass = 0; pass < passes; ++pass) read += distinct(bench.pass(pass));
  return static_cast<double>(read) /
         (passes * static_cast<double>(model::item_count(plan.scenario.load)));
}

LabPlan cage_plan(double mesh_db, double sensitivity_dbm) {
  LabPlan plan = test::sack_plan();
  model::RollCageLoad cage;
  cage.sacks = 3;
  cage.sack.items = 15;
  cage.sack.item.size_m = {0.23, 0.16, 0.03};
  cage.mesh_loss_db.value = mesh_db;
  plan.scenario.load = cage;
  plan.tag_types = {test::tag_type("type-1", sensitivity_dbm)};
  return plan;
}

TEST(LabWorld, AMeshThatLetsNothingThroughHidesTheCage) {
  const double open = item_rate(cage_plan(2, -15), 2);
  const double tight = item_rate(cage_plan(20, -15), 2);
  std::printf("items read in a roll cage: mesh 2 dB %.3f, mesh 20 dB %.3f\n", open, tight);
  EXPECT_GT(open, 0.9);
  EXPECT_LT(tight, open - 0.3);
}

TEST(LabWorld, TagsThatLieCloseTakePowerFromEachOther) {
  LabPlan plan = test::conveyor_plan();
  model::StackLoad stack;
  stack.item.size_m = {0.23, 0.16, 0.002};
  plan.scenario.load = stack;
  plan.scenario.settings.power_mdbm = 18'000;  // no power to spare
  plan.tag_types = {test::tag_type("type-1", -15)};
  const double coupled = item_rate(plan, 4);
  plan.scenario.coupling.near_loss_db.value = 0;
  plan.scenario.coupling.per_tag_loss_db.value = 0;
  const double free = item_rate(plan, 4);
  std::printf("items read in a stack: coupled %.3f, without coupling %.3f\n", coupled, free);
  EXPECT_LT(coupled, free - 0.1);
}

/// Reads of one conveyor pass beside a neighbour five metres away that looks this way and hops.
std::size_t reads_beside(const std::string& link, double erp_dbm, double duty) {
  LabPlan plan = test::conveyor_plan();
  plan.reader.radio.link_profiles = {link};
  plan.scenario.settings.session = 0;
  plan.reader.radio.target_strategy = model::TargetStrategy::dual_target;
  plan.scenario.surroundings.neighbours = {{.id = "next",
                                            .position_m = {0, 5, 1},
                                            .boresight = {0, -1, 0},
                                            .erp_dbm = {erp_dbm, "test"},
                                            .duty = {duty, "test"}}};
  return LabBench(plan).pass(0).size();
}

TEST(LabWorld, ANeighbourCostsReadsAndSilentOnesNone) {
  LabPlan alone = test::conveyor_plan();
  alone.reader.radio.link_profiles = {"m4-320"};
  alone.scenario.settings.session = 0;
  alone.reader.radio.target_strategy = model::TargetStrategy::dual_target;
  const std::size_t quiet = LabBench(alone).pass(0).size();
  EXPECT_EQ(reads_beside("m4-320", 33, 0), quiet) << "the same bits";
  const std::size_t weak = reads_beside("m4-320", 0, 1);
  const std::size_t half = reads_beside("m4-320", 33, 0.5);
  const std::size_t always = reads_beside("m4-320", 33, 1);
  std::printf(
      "reads beside a neighbour: none %zu, 0 dBm ERP %zu, 33 dBm half the time %zu, always "
      "%zu\n",
      quiet, weak, half, always);
  EXPECT_LT(always, half);
  EXPECT_LT(half, quiet);
  EXPECT_GT(weak, always);
}

TEST(LabWorld, TheFloorAndFrequencyCoherenceChangeWhatIsRead) {
  LabPlan plan = test::conveyor_plan();
  const auto reads = [](const LabPlan& one) {
    std::vector<std::int32_t> levels;
    for (const api::TagRead& read : LabBench(one).pass(0)) levels.push_back(read.rssi_mdbm);
    return levels;
  };
  const auto plain = reads(plan);
  plan.scenario.surroundings.ground_reflection = {0.4, "test"};
  const auto floor = reads(plan);
  EXPECT_NE(floor, plain);
  EXPECT_EQ(reads(plan), floor) << "deterministic";
  plan.scenario.surroundings.coherence_mhz = {3, "test"};
  EXPECT_NE(reads(plan), floor);
}

}  // namespace
}  // namespace plugtest::lab
