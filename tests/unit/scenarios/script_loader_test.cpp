// Sweeps, scripts and files that are built on others, as they come out of the loader.

#include "scenarios/loader.h"
#include "tests/doubles/temporary_folder.h"
#include "tests/unit/scenarios/files.h"
#include "tests/unit/scenarios/options.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <variant>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plugtest::scenarios {
namespace {

using model::ScenarioPlan;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<ScenarioPlan> library(const std::string& name) {
  auto plans = load_scenario(name, library_options());
  EXPECT_TRUE(plans.has_value()) << to_string(plans.error());
  return plans.value_or(std::vector<ScenarioPlan>{});
}

std::vector<std::string> ids(const std::vector<ScenarioPlan>& plans) {
  std::vector<std::string> all;
  for (const ScenarioPlan& plan : plans) all.push_back(plan.id.str());
  return all;
}

TEST(Sweeps, ARangeBecomesAScenarioForEveryPoint) {
  const auto points = library("conveyor-speed");
  EXPECT_THAT(ids(points),
              ElementsAre("conveyor-speed@0.5", "conveyor-speed@1", "conveyor-speed@1.5",
                          "conveyor-speed@2", "conveyor-speed@2.5", "conveyor-speed@3",
                          "conveyor-speed@3.5"));
  EXPECT_EQ(points[4].motion.speed_mps, 2.5);
  ASSERT_TRUE(points[4].sweep);
  EXPECT_EQ(points[4].sweep->sweep.str(), "conveyor-speed");
  EXPECT_EQ(points[4].sweep->axis, model::SweepAxis::speed);
  EXPECT_EQ(points[4].sweep->text, "2.5 m/s");
  EXPECT_EQ(points[4].sweep->index, 4U);
  EXPECT_EQ(points[4].sweep->points, 7U);
  EXPECT_EQ(points[4].title, "Parcels on ever faster conveyors, 2.5 m/s");
}

TEST(Sweeps, PowerNeedsAReaderWhosePowerCanBeSet) {
  const auto points = library("power-sweep");
  EXPECT_THAT(ids(points),
              ElementsAre("power-sweep@10", "power-sweep@12", "power-sweep@14", "power-sweep@17",
                          "power-sweep@20", "power-sweep@25", "power-sweep@30"));
  EXPECT_EQ(points[1].settings.power_mdbm, 12'000);
  EXPECT_THAT(points[1].needs, ElementsAre(model::Feature::power_control));
}

TEST(Sweeps, EveryAxisChangesWhatItNames) {
  EXPECT_EQ(std::get<model::StackLoad>(library("tray-stack")[4].load).item.size_m.z, 0.008);
  EXPECT_EQ(library("two-doors")[3].next_door->distance_m.value, 16);
  EXPECT_EQ(model::item_count(library("sack-population")[3].load), 200U);
  EXPECT_EQ(std::get<model::TrainLoad>(library("parcel-pitch")[2].load).max_gap_m, 0.1);
  EXPECT_EQ(library("cable-loss")[0].lane.antennas[0].cable_loss_db.value, 1);
  EXPECT_EQ(library("cable-loss")[2].lane.antennas[0].cable_loss_db.value, 9);
  const model::Vec3 away = library("gate-distance")[2].lane.antennas[0].position_m;
  EXPECT_NEAR(std::hypot(away.x, away.y, away.z), 3, 1e-9);
  EXPECT_EQ(library("mixed-standards")[0].type_d_share, 0.2);
  const auto vendors = library("mixed-vendors");
  EXPECT_THAT(ids(vendors), ElementsAre("mixed-vendors@single", "mixed-vendors@mixed"));
  EXPECT_EQ(vendors[0].population, model::Population::single);
  EXPECT_EQ(vendors[1].population, model::Population::mixed);
}

TEST(Scripts, TheLibrarysAreAsWritten) {
  const auto plan = library("antenna-lost").front();
  std::vector<std::string> steps;
  for (const model::Step& step : plan.steps) steps.push_back(describe(step));
  EXPECT_THAT(steps,
              ElementsAre("stimulus: start the inventory", "stimulus: the load begins to move",
                          "stimulus: wait 2 s", "stimulus: disconnect antenna 1",
                          "stimulus: wait until the load has passed",
                          "check: the reader has told of 'disconnected'",
                          "stimulus: stop the inventory", "stimulus: connect antenna 1"));
  const auto negative = library("negative-access").front();
  EXPECT_THAT(negative.needs, ElementsAre(model::Feature::tag_write, model::Feature::tag_lock,
                                          model::Feature::tag_kill));
  EXPECT_EQ(negative.pass_criterion.basis, model::PassBasis::operations);
}

TEST(Scripts, AScenarioWithoutStepsHasThePlainScript) {
  EXPECT_EQ(library("conveyor-parcels").front().steps, model::plain_script());
}

TEST(Library, EveryScenarioSaysItsPurposeItsSourcesAndItsLimits) {
  const auto names = scenario_names(library_options());
  for (const char* name :
       {"conveyor-parcels", "conveyor-speed", "sorter-loop",     "conveyor-mailbags",
        "bulk-sack",        "sack-static",    "letter-stack",    "tray-stack",
        "rollcage-portal",  "pallet-portal",  "doorway-gate",    "two-doors",
        "mixed-standards",  "mixed-vendors",  "handheld-search", "induction-write",
        "negative-access",  "power-sweep",    "antenna-lost",    "link-noise"}) {
    EXPECT_THAT(names, testing::Contains(name));
  }
  for (const std::string& name : names) {
    for (const ScenarioPlan& plan : library(name)) {
      EXPECT_FALSE(plan.objective.empty()) << name;
      EXPECT_FALSE(plan.references.empty()) << name;
      EXPECT_FALSE(plan.limits.empty()) << name;
    }
  }
}

constexpr const char* k_head = "plugtest: 1\nscenario: {id: own, title: Own}\n";

std::string complaint(const doubles::TemporaryFolder& folder, const std::string& file) {
  const auto plans = load_scenario((folder / file).string(), library_options());
  return plans ? "good" : to_string(plans.error());
}

TEST(Includes, AFileIsBuiltOnAnotherKeyByKey) {
  const doubles::TemporaryFolder folder;
  write(folder, "own.yaml",
        std::string(k_head) + "use: conveyor-parcels\nmotion: {speed: 3 m/s}\n");
  write(folder, "more.yaml", std::string(k_head) + "use: own.yaml\nmotion: {run_in: 2 m}\n");
  const auto plan = load_scenario((folder / "more.yaml").string(), library_options());
  ASSERT_TRUE(plan.has_value()) << to_string(plan.error());
  EXPECT_EQ(plan->front().motion.speed_mps, 3);
  EXPECT_EQ(plan->front().motion.run_in_m, 2);
  EXPECT_EQ(plan->front().motion.run_out_m, 1.5);
  EXPECT_EQ(plan->front().lane, library("conveyor-parcels").front().lane);
}

TEST(Includes, ACycleIsNamedAndRefused) {
  const doubles::TemporaryFolder folder;
  write(folder, "a.yaml", std::string(k_head) + "use: b.yaml\n");
  write(folder, "b.yaml", std::string(k_head) + "use: a.yaml\n");
  const std::string a = (folder / "a.yaml").string();
  const std::string b = (folder / "b.yaml").string();
  EXPECT_EQ(complaint(folder, "a.yaml"),
            b + ":3:6: a file is built on itself: " + a + " uses " + b + " uses " + a + "\n");
  const auto checked = validate_file(a, library_options());
  ASSERT_FALSE(checked.has_value());
  EXPECT_THAT(to_string(checked.error()), HasSubstr("a file is built on itself"));
}

TEST(Includes, ALongChainIsRefused) {
  const doubles::TemporaryFolder folder;
  for (int i = 0; i < 12; ++i) {
    write(folder, "f" + std::to_string(i) + ".yaml",
          std::string(k_head) + "use: f" + std::to_string(i + 1) + ".yaml\n");
  }
  EXPECT_THAT(complaint(folder, "f0.yaml"),
              HasSubstr("more than 8 files are built one on the other"));
}

TEST(Includes, AFileThatIsMissingIsNamedWhereItIsAskedFor) {
  const doubles::TemporaryFolder folder;
  write(folder, "own.yaml", std::string(k_head) + "use: conveyor-parcel\n");
  EXPECT_EQ(complaint(folder, "own.yaml"),
            (folder / "own.yaml").string() +
                ":3:6: unknown scenario 'conveyor-parcel' (did you mean 'conveyor-parcels'?)\n");
}

}  // namespace
}  // namespace plugtest::scenarios
