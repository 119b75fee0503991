#include "harness/session/rounds.h"

#include <map>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace plugtest::session {
namespace {

using testing::ElementsAre;

using Group = std::vector<const char*>;

/// Runs of readers in scenarios; the scenario "belt-2" is on the lane "belt".
struct Floor {
  model::EventPlan event;
  std::vector<model::RunPlan> runs;

  explicit Floor(const std::vector<Group>& groups) {
    event.rig = model::RigKind::operator_prompts;
    for (const Group& group : groups) {
      auto& lanes = event.independent_lanes.emplace_back();
      for (const char* lane : group) lanes.emplace_back(lane);
    }
  }
  void add(const std::string& reader, const std::string& scenario,
           const std::vector<std::string>& tag_types = {}) {
    const model::ScenarioId id(scenario);
    if (std::ranges::find(event.scenarios, id, &model::ScenarioPlan::id) == event.scenarios.end()) {
      model::ScenarioPlan& plan = event.scenarios.emplace_back();
      plan.id = id;
      plan.lane.id = model::LaneId(scenario.substr(0, scenario.find('-')));
    }
    model::RunPlan& run = runs.emplace_back();
    run.reader = model::ReaderId(reader);
    run.scenario = id;
    for (const std::string& type : tag_types) run.tag_types.emplace_back(type);
  }

  /// "alpha@belt 0 1 | beta@door 2" for each round.
  std::vector<std::string> rounds() const {
    std::vector<std::string> texts;
    for (const Round& round : plan_rounds(event, runs)) {
      std::string text;
      for (const LaneRuns& lane : round.lanes) {
        text += (text.empty() ? "" : " | ") + lane.reader.str() + "@" + lane.lane.str();
        for (const std::size_t run : lane.runs) text += " " + std::to_string(run);
      }
      texts.push_back(text);
    }
    return texts;
  }
};

TEST(Rounds, ReadersChangePlacesOnTwoIndependentLanes) {
  Floor floor({Group{"belt", "door"}});
  floor.add("alpha", "belt-1");
  floor.add("alpha", "belt-1");
  floor.add("beta", "belt-1");
  floor.add("beta", "door-1");
  floor.add("alpha", "door-1");
  EXPECT_THAT(floor.rounds(),
              ElementsAre("alpha@belt 0 1 | beta@door 3", "beta@belt 2 | alpha@door 4"));
}

TEST(Rounds, WithoutGroupsAreTheRunsOneAfterTheOther) {
  Floor floor({});
  floor.add("alpha", "belt-1");
  floor.add("beta", "door-1");
  floor.add("alpha", "belt-2");
  EXPECT_THAT(floor.rounds(), ElementsAre("alpha@belt 0", "beta@door 1", "alpha@belt 2"));
}

TEST(Rounds, AReaderIsOnOneLaneAndALaneHasOneReader) {
  Floor floor({Group{"belt", "door"}});
  floor.add("alpha", "belt-1");
  floor.add("alpha", "door-1");
  EXPECT_THAT(floor.rounds(), ElementsAre("alpha@belt 0", "alpha@door 1"));
}

TEST(Rounds, OnlyLanesOfOneGroupGoTogether) {
  Floor floor({Group{"belt", "door"}, Group{"sorter", "gate"}});
  floor.add("alpha", "belt-1");
  floor.add("beta", "gate-1");
  floor.add("gamma", "cage-1");
  floor.add("delta", "door-1");
  floor.add("epsilon", "sorter-1");
  EXPECT_THAT(floor.rounds(), ElementsAre("alpha@belt 0 | delta@door 3",
                                          "beta@gate 1 | epsilon@sorter 4", "gamma@cage 2"));
}

TEST(Rounds, ScenariosOfOneLaneThatFollowEachOtherStayTogether) {
  Floor floor({Group{"belt", "door"}});
  floor.add("alpha", "belt-1");
  floor.add("alpha", "belt-2");
  floor.add("beta", "door-1");
  EXPECT_THAT(floor.rounds(), ElementsAre("alpha@belt 0 1 | beta@door 2"));
}

TEST(Rounds, ReadersWhoseLoadsAreAlwaysTheSamePiecesDoNotGoTogether) {
  Floor floor({Group{"belt", "door"}});
  floor.add("alpha", "belt-1", {"c1", "c2"});
  floor.add("beta", "door-1", {"c2", "c3"});
  floor.add("gamma", "door-1", {"c2"});
  floor.add("gamma", "door-1", {"c3"});
  EXPECT_THAT(floor.rounds(), ElementsAre("alpha@belt 0 | gamma@door 2 3", "beta@door 1"));
}

/// Any floor: a few readers in a few scenarios on lanes that are grouped somehow.
Floor any_floor() {
  static const std::vector<std::vector<std::vector<const char*>>> groupings{
      {}, {{"a", "b"}}, {{"a", "b", "c"}}, {{"a", "b"}, {"c", "d"}}, {{"a", "b", "c", "d"}}};
  Floor floor(*rc::gen::elementOf(groupings));
  const auto count = *rc::gen::inRange(0, 30);
  for (int i = 0; i < count; ++i) {
    floor.add(*rc::gen::element<std::string>("alpha", "beta", "gamma", "delta"),
              *rc::gen::element<std::string>("a-1", "a-2", "b-1", "c-1", "d-1", "e-1"),
              {*rc::gen::element<std::string>("c1", "c2", "c3")});
  }
  return floor;
}

RC_GTEST_PROP(RoundsOfAnyFloor, HaveEveryRunExactlyOnceAndItsPlaceRight, ()) {
  const Floor floor = any_floor();
  std::multiset<std::size_t> made;
  for (const Round& round : plan_rounds(floor.event, floor.runs)) {
    RC_ASSERT(!round.lanes.empty());
    for (const LaneRuns& lane : round.lanes) {
      RC_ASSERT(!lane.runs.empty());
      made.insert(lane.runs.begin(), lane.runs.end());
      for (const std::size_t run : lane.runs) {
        RC_ASSERT(floor.runs.at(run).reader == lane.reader);
        const std::string scenario = floor.runs[run].scenario.str();
        RC_ASSERT(scenario.substr(0, 1) == lane.lane.str());
      }
    }
  }
  RC_ASSERT(made.size() == floor.runs.size());
  RC_ASSERT(std::set<std::size_t>(made.begin(), made.end()).size() == floor.runs.size());
}

RC_GTEST_PROP(RoundsOfAnyFloor, HaveNoReaderAndNoLaneTwice, ()) {
  const Floor floor = any_floor();
  for (const Round& round : plan_rounds(floor.event, floor.runs)) {
    std::set<model::ReaderId> readers;
    std::set<model::LaneId> lanes;
    for (const LaneRuns& lane : round.lanes) {
      RC_ASSERT(readers.insert(lane.reader).second);
      RC_ASSERT(lanes.insert(lane.lane).second);
    }
  }
}

RC_GTEST_PROP(RoundsOfAnyFloor, PutOnlyLanesOfOneGroupTogether, ()) {
  const Floor floor = any_floor();
  for (const Round& round : plan_rounds(floor.event, floor.runs)) {
    if (round.lanes.size() == 1) continue;
    const bool of_one = std::ranges::any_of(floor.event.independent_lanes, [&](const auto& group) {
      return std::ranges::all_of(round.lanes, [&](const LaneRuns& lane) {
        return std::ranges::find(group, lane.lane) != group.end();
      });
    });
    RC_ASSERT(of_one);
  }
}

RC_GTEST_PROP(RoundsOfAnyFloor, KeepTogetherAndInOrderWhatFollowsEachOther, ()) {
  const Floor floor = any_floor();
  std::map<std::size_t, std::pair<const LaneRuns*, std::size_t>> place;
  const std::vector<Round> rounds = plan_rounds(floor.event, floor.runs);
  for (const Round& round : rounds) {
    for (const LaneRuns& lane : round.lanes) {
      for (std::size_t i = 0; i < lane.runs.size(); ++i) place[lane.runs[i]] = {&lane, i};
    }
  }
  for (std::size_t i = 1; i < floor.runs.size(); ++i) {
    const bool one_batch =
        floor.runs[i - 1].reader == floor.runs[i].reader &&
        floor.runs[i - 1].scenario.str().substr(0, 1) == floor.runs[i].scenario.str().substr(0, 1);
    RC_ASSERT((place[i - 1].first == place[i].first) == one_batch);
    if (one_batch) RC_ASSERT(place[i - 1].second + 1 == place[i].second);
  }
}

}  // namespace
}  // namespace plugtest::session
