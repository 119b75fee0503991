#include "harness/session/batches.h"

#include "harness/session/floor_batches.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plugtest::session {
namespace {

using model::RunId;
using testing::ElementsAre;
using testing::IsEmpty;

/// Runs r1, r2 ... of the given readers, each in the scenario of that name, whose lane is "belt"
/// but for the scenario "gate".
struct Floor {
  model::EventPlan event;
  std::vector<model::RunPlan> runs;

  Floor(std::initializer_list<std::pair<const char*, const char*>> readers_and_scenarios,
        model::RigKind rig = model::RigKind::operator_prompts) {
    event.rig = rig;
    event.checks.emplace();
    for (const char* name : {"belt-a", "belt-b", "gate"}) {
      model::ScenarioPlan& scenario = event.scenarios.emplace_back();
      scenario.id = model::ScenarioId(name);
      scenario.lane.id = model::LaneId(std::string(name).substr(0, 4));
    }
    for (const auto& [reader, scenario] : readers_and_scenarios) {
      model::RunPlan& run = runs.emplace_back();
      run.id = RunId("r" + std::to_string(runs.size()));
      run.reader = model::ReaderId(reader);
      if (std::ranges::find(event.readers, run.reader, &model::ReaderRecord::id) ==
          event.readers.end()) {
        event.readers.emplace_back().id = run.reader;
      }
      run.scenario = model::ScenarioId(scenario);
    }
  }

  /// "r1:r1:oc": run, batch, whether it opens and closes it.
  std::vector<std::string> places(const std::vector<model::RunPlan>& missing) const {
    std::vector<std::string> texts;
    for (const auto& [id, place] : plan_batches(event, runs, missing)) {
      texts.push_back(id.str() + ":" + place.id + ":" + (place.opens ? "o" : "") +
                      (place.closes ? "c" : ""));
    }
    return texts;
  }
};

TEST(Batches, AreConsecutiveRunsOfOneReaderOnOneLane) {
  const Floor floor(
      {{"a", "belt-a"}, {"a", "belt-b"}, {"b", "belt-b"}, {"b", "gate"}, {"b", "gate"}});
  EXPECT_THAT(floor.places(floor.runs),
              ElementsAre("r1:r1:o", "r2:r1:c", "r3:r3:oc", "r4:r4:o", "r5:r4:c"));
}

TEST(Batches, AnotherPowerOrAnotherPlaceOfAnAntennaIsAnotherBatch) {
  Floor floor({{"a", "belt-a"}, {"a", "belt-a"}, {"a", "belt-b"}});
  floor.event.scenarios[1].settings.power_mdbm -= 3'000;
  EXPECT_THAT(floor.places(floor.runs), ElementsAre("r1:r1:o", "r2:r1:c", "r3:r3:oc"));
  floor.event.scenarios[1] = floor.event.scenarios[0];
  floor.event.scenarios[1].id = model::ScenarioId("belt-b");
  floor.event.scenarios[1].lane.antennas.emplace_back().position_m.y = 1;
  EXPECT_THAT(floor.places(floor.runs), ElementsAre("r1:r1:o", "r2:r1:c", "r3:r3:oc"));
}

TEST(Batches, OnAFloorAnInterruptedOneIsCheckedOnceMoreBeforeItGoesOn) {
  const Floor floor({{"a", "belt-a"}, {"a", "belt-a"}, {"a", "belt-a"}});
  EXPECT_THAT(floor.places({floor.runs[1], floor.runs[2]}),
              ElementsAre("r1:r1:", "r2:r1:o", "r3:r1:c"));
}

TEST(Batches, InTheLabTheSameRunsCheckThemHoweverOftenTheSessionWasInterrupted) {
  const Floor floor({{"a", "belt-a"}, {"a", "belt-a"}, {"a", "belt-a"}}, model::RigKind::lab);
  EXPECT_EQ(floor.places({floor.runs[1]}), floor.places(floor.runs));
}

TEST(Batches, ThereAreNoneWithoutAPolicyOrInRecordings) {
  Floor floor({{"a", "belt-a"}}, model::RigKind::replay);
  EXPECT_THAT(floor.places(floor.runs), IsEmpty());
  floor.event.rig = model::RigKind::lab;
  floor.event.checks.reset();
  EXPECT_THAT(floor.places(floor.runs), IsEmpty());
}

TEST(Batches, AReaderIsCheckedWithThePieceThatItClaimsToRead) {
  model::BatchChecks policy;
  for (const auto protocol : {model::AirProtocol::type_d, model::AirProtocol::type_c}) {
    model::TagType& type = policy.types.emplace_back();
    type.id = model::TagTypeId(std::string(to_string(protocol)));
    type.protocol = protocol;
    model::Piece& piece = policy.references.emplace_back();
    piece.id = model::PieceId("ref-" + type.id.str());
    piece.tag_type = type.id;
  }
  model::ReaderRecord reader;
  reader.claims = {model::AirProtocol::type_c};
  EXPECT_EQ(reference_of(policy, reader)->id.str(), "ref-type-c");
  reader.claims = {model::AirProtocol::type_c, model::AirProtocol::type_d};
  EXPECT_EQ(reference_of(policy, reader)->id.str(), "ref-type-d") << "the first of the list";
  reader.claims.clear();
  EXPECT_FALSE(reference_of(policy, reader));
}

/// As the plan of the batches has it.
engine::BatchPart planned(const char* id, bool opens = false) {
  engine::BatchPart part;
  part.id = id;
  part.opens = opens;
  return part;
}

model::RunResult with_check(const char* id, bool held, const char* heard = nullptr) {
  model::RunResult result;
  result.plan.id = RunId(id);
  model::BatchCheck& check = result.checks.emplace_back();
  check.held = held;
  if (heard != nullptr) check.unknown.push_back(*identity::Uii::from_hex(heard));
  return result;
}

TEST(FloorBatches, ABatchThatCouldNotBeginBeginsAnewWithItsNextRun) {
  FloorBatches batches;
  engine::BatchPart part = planned("r1", true);
  batches.join(part, RunId("r1"));
  EXPECT_EQ(part.id, "r1");
  batches.learn(with_check("r1", false));
  part = planned("r1");
  batches.join(part, RunId("r2"));
  EXPECT_TRUE(part.opens);
  EXPECT_EQ(part.id, "r2");
  batches.learn(with_check("r2", true));
  part = planned("r1");
  batches.join(part, RunId("r3"));
  EXPECT_FALSE(part.opens);
  EXPECT_EQ(part.id, "r2");
}

TEST(FloorBatches, WhatWasHeardInTheHallIsKnownToTheRunsThatFollow) {
  FloorBatches batches;
  engine::BatchPart part = planned("r1", true);
  batches.join(part, RunId("r1"));
  EXPECT_THAT(part.hall, IsEmpty());
  batches.learn(with_check("r1", true, "aaaa"));
  part = planned("r1");
  batches.join(part, RunId("r2"));
  EXPECT_THAT(part.hall, ElementsAre(*identity::Uii::from_hex("aaaa")));
  part = planned("r3");
  batches.join(part, RunId("r3"));
  EXPECT_THAT(part.hall, IsEmpty()) << "another lane hears others";
}

}  // namespace
}  // namespace plugtest::session
