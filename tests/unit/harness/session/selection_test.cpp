#include "harness/session/selection.h"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

namespace plugtest::session {
namespace {

model::EventPlan event() {
  model::EventPlan event;
  event.id = "e";
  event.seed = 7;
  for (const char* id : {"alpha", "beta"}) {
    model::ReaderRecord reader;
    reader.id = model::ReaderId(id);
    event.readers.push_back(reader);
  }
  for (const char* id : {"c1", "c2", "d1"}) {
    model::TagType type;
    type.id = model::TagTypeId(id);
    if (id[0] == 'd') type.protocol = model::AirProtocol::type_d;
    event.tag_types.push_back(type);
  }
  for (const char* id : {"belt", "sack"}) {
    model::ScenarioPlan scenario;
    scenario.id = model::ScenarioId(id);
    event.scenarios.push_back(scenario);
  }
  event.scenarios[1].population = model::Population::mixed;
  return event;
}

TEST(Select, KeepsTheEventsOrderAndRefusesWhatFitsNothing) {
  const auto part = select(event(), {{"b*"}, {}, {"sack"}});
  ASSERT_TRUE(part);
  ASSERT_EQ(part->readers.size(), 1U);
  EXPECT_EQ(part->readers[0].id.str(), "beta");
  EXPECT_EQ(part->tag_types.size(), 3U);
  const auto none = select(event(), {{"alhpa"}, {}, {}});
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, ErrorCode::usage);
  EXPECT_EQ(none.error().message,
            "no reader is called 'alhpa' (did you mean 'alpha'?); there are: alpha, beta");
}

TEST(PlanRuns, OneRunPerTypeOrOneForAMixedLoad) {
  const std::vector<model::RunPlan> runs = plan_runs(event());
  // belt: two readers x two claimed types; sack: two readers, one mixed load each.
  ASSERT_EQ(runs.size(), 6U);
  EXPECT_EQ(runs[0].tag_types.size(), 1U);
  EXPECT_EQ(runs[4].tag_types.size(), 2U) << "Type D is not claimed";
  std::set<std::string> ids;
  std::set<std::uint64_t> seeds;
  for (const model::RunPlan& run : runs) {
    ids.insert(run.id.str());
    seeds.insert(run.seed);
  }
  EXPECT_EQ(ids.size(), runs.size());
  EXPECT_EQ(seeds.size(), runs.size());
  EXPECT_EQ(runs[0].plan_hash, runs[1].plan_hash) << "cells of one scenario compare";
  EXPECT_NE(runs[0].plan_hash, runs[4].plan_hash);
}

TEST(PlanRuns, EqualEventsHaveEqualIdsAndAChangeShows) {
  EXPECT_EQ(plan_runs(event()), plan_runs(event()));
  model::EventPlan other = event();
  other.scenarios[0].motion.speed_mps = 2;
  EXPECT_NE(plan_runs(event())[0].plan_hash, plan_runs(other)[0].plan_hash);
  other = event();
  other.readers[0].firmware = "2.0";
  EXPECT_EQ(plan_runs(event())[0].plan_hash, plan_runs(other)[0].plan_hash);
  EXPECT_NE(plan_runs(event())[0].id, plan_runs(other)[0].id);
}

TEST(PlanRuns, APartHasTheSameRunsAsTheWhole) {
  const auto part = select(event(), {{"beta"}, {"c2"}, {"belt"}});
  ASSERT_TRUE(part);
  const std::vector<model::RunPlan> runs = plan_runs(*part);
  ASSERT_EQ(runs.size(), 1U);
  const std::vector<model::RunPlan> all = plan_runs(event());
  EXPECT_NE(std::ranges::find(all, runs[0]), all.end());
}

TEST(PlanRuns, AReaderThatLacksWhatAScenarioNeedsHasNoRun) {
  model::EventPlan plan = event();
  plan.scenarios[0].needs = {model::Feature::power_control};
  plan.readers[0].lacks = {model::Feature::power_control};
  for (const model::RunPlan& run : plan_runs(plan)) {
    EXPECT_FALSE(run.reader.str() == "alpha" && run.scenario.str() == "belt");
  }
  EXPECT_EQ(plan_runs(plan).size(), 4U);
}

TEST(PlanRuns, AScriptThatWritesTagsIsNotPlayedWithTypeD) {
  model::EventPlan plan = event();
  for (model::ReaderRecord& reader : plan.readers) {
    reader.claims = {model::AirProtocol::type_c, model::AirProtocol::type_d};
  }
  EXPECT_EQ(plan_runs(plan).size(), 8U);
  plan.scenarios[0].steps.push_back({model::StepRole::stimulus, model::TagOperation{}});
  EXPECT_EQ(plan_runs(plan).size(), 6U);
}

TEST(Select, TheNameOfASweepStandsForItsPoints) {
  model::EventPlan plan = event();
  plan.scenarios[0].id = model::ScenarioId("speed@1");
  plan.scenarios[1].id = model::ScenarioId("speed@2.5");
  EXPECT_EQ(select(plan, {{}, {}, {"speed"}})->scenarios.size(), 2U);
  EXPECT_EQ(select(plan, {{}, {}, {"speed@2*"}})->scenarios.size(), 1U);
  EXPECT_FALSE(select(plan, {{}, {}, {"speed@3"}}));
}

/// The event with the first scenario under the vendor's policy.
model::EventPlan left_to_vendors() {
  model::EventPlan plan = event();
  plan.scenarios[0].policy = model::SettingsPolicy::vendor;
  return plan;
}

TEST(PlanRuns, AReadersOwnSettingsAreFrozenInThePlanHashWhereTheyCount) {
  const std::vector<model::RunPlan> before = plan_runs(left_to_vendors());
  model::EventPlan plan = left_to_vendors();
  plan.readers[0].vendor_settings.session = 3;
  const std::vector<model::RunPlan> after = plan_runs(plan);
  ASSERT_EQ(before.size(), after.size());
  for (std::size_t i = 0; i < after.size(); ++i) {
    const bool set = after[i].reader.str() == "alpha" && after[i].scenario.str() == "belt";
    EXPECT_EQ(before[i].plan_hash == after[i].plan_hash, !set) << after[i].reader.str();
    EXPECT_EQ(scenario_of(plan, after[i]).settings.session, set ? 3 : 1);
  }
}

}  // namespace
}  // namespace plugtest::session
