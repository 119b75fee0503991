// Sessions on a floor whose lanes are declared independent, with readers and an operator that a
// test scripts, in the time of the wall but without waiting for it.

#include "harness/session/cross_check.h"
#include "tests/unit/harness/session/floor_world.h"

#include <algorithm>
#include <atomic>
#include <chrono>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plugtest::session {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* k_agreed =
    "Lane belt (reader alpha) and lane door (reader beta) do not hear each other, and run at the "
    "same time: reader beta on lane door heard reference piece ref on lane belt 0 times in 0.002 "
    "s; reader alpha on lane belt heard reference piece ref on lane door 0 times in 0.002 s.";

/// Holds what is asked on one lane until the same is asked on the other one, once.
class Meeting {
 public:
  explicit Meeting(std::string key) : key_(std::move(key)) {}

  bool hold(const std::string& key, const std::string& text) {
    if (key != key_) return false;
    (text.find("belt") != std::string::npos ? belt_ : door_) = true;
    return !took_place() && std::chrono::steady_clock::now() - begin_ < std::chrono::seconds(20);
  }
  bool took_place() const { return belt_ && door_; }

 private:
  std::string key_;
  std::atomic<bool> belt_{false};
  std::atomic<bool> door_{false};
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

std::vector<std::size_t> successes(const std::vector<model::RunResult>& results) {
  std::vector<std::size_t> all;
  for (const model::RunResult& result : results) all.push_back(result.outcomes.at(0).successes);
  return all;
}

class IndependentLanes : public testing::Test {
 protected:
  /// Each reader on a lane of its own, with both tag types.
  std::vector<model::RunPlan> two_lanes() const {
    return {world_.plan("alpha", "belt", "c1"), world_.plan("alpha", "belt", "c2"),
            world_.plan("beta", "door", "c2"), world_.plan("beta", "door", "c1")};
  }

  std::size_t asked(const std::string& key) const {
    return static_cast<std::size_t>(std::ranges::count(world_.questions, key));
  }

  FloorWorld world_;
};

TEST_F(IndependentLanes, RunAtTheSameTimeWithTheResultsThatTheyHaveAlone) {
  Meeting meeting("load");
  world_.hold = [&](const auto& key, const auto& text) { return meeting.hold(key, text); };
  const std::vector<model::RunPlan> plans = two_lanes();
  const std::vector<model::RunResult> results = world_.run(plans);
  EXPECT_TRUE(meeting.took_place()) << "both lanes are loaded at the same time";
  EXPECT_EQ(world_.most_runs_at_once, 2U);
  EXPECT_FALSE(world_.mail_was_in_two_lanes);
  EXPECT_THAT(world_.remarks, ElementsAre(k_agreed));
  ASSERT_EQ(results.size(), 4U);
  for (std::size_t i = 0; i < plans.size(); ++i) {
    EXPECT_EQ(results[i].plan, plans[i]) << "in the order of the plans";
    EXPECT_THAT(world_.notes[plans[i].id], Contains(k_agreed));
  }

  FloorWorld alone;
  alone.event.independent_lanes.clear();
  const std::vector<model::RunResult> others = alone.run(plans);
  EXPECT_EQ(alone.most_runs_at_once, 1U);
  EXPECT_THAT(alone.remarks, IsEmpty());
  ASSERT_EQ(others.size(), 4U);
  for (std::size_t i = 0; i < plans.size(); ++i) {
    EXPECT_EQ(results[i].outcomes, others[i].outcomes);
    EXPECT_EQ(results[i].checks, others[i].checks);
    EXPECT_EQ(results[i].outcomes.at(0).successes, 2U);
  }
}

TEST_F(IndependentLanes, WaitForTheMailThatTheOtherHas) {
  world_.run({world_.plan("alpha", "belt", "c1"), world_.plan("alpha", "belt", "c2"),
              world_.plan("beta", "door", "c1"), world_.plan("beta", "door", "c2")});
  EXPECT_FALSE(world_.mail_was_in_two_lanes);
  EXPECT_THAT(world_.notes, SizeIs(4));
}

TEST_F(IndependentLanes, ThatHearEachOtherRunOneAfterTheOtherAndPeopleAreTold) {
  world_.leaks = {{"door", "belt"}};
  const std::vector<model::RunPlan> plans = two_lanes();
  const std::vector<model::RunResult> results = world_.run(plans);
  EXPECT_EQ(world_.most_runs_at_once, 1U);
  EXPECT_THAT(results, SizeIs(4));
  const std::string told =
      "Lane belt (reader alpha) and lane door (reader beta) run one after the other: reader beta "
      "on lane door heard reference piece ref on lane belt 3 times in 0.002 s.";
  EXPECT_THAT(world_.remarks, ElementsAre(told));
  for (const model::RunPlan& plan : plans) EXPECT_THAT(world_.notes[plan.id], Contains(told));
}

TEST_F(IndependentLanes, AReaderThatCannotBeReachedAgreesToNothing) {
  world_.unreachable = {"beta"};
  const std::vector<model::RunResult> results = world_.run(two_lanes());
  EXPECT_EQ(world_.most_runs_at_once, 1U);
  ASSERT_THAT(world_.remarks, SizeIs(1));
  EXPECT_THAT(world_.remarks[0], HasSubstr("run one after the other: reader beta on lane door "
                                           "could not listen for lane belt (nobody is there"));
  ASSERT_THAT(results, SizeIs(4));
  EXPECT_EQ(results[0].outcomes.at(0).successes, 2U) << "the runs give their own verdicts";
  EXPECT_THAT(results[2].outcomes.at(0).reasons, ElementsAre(model::Reason::unreachable));
}

TEST_F(IndependentLanes, AnOperatorWhoDoesNotAnswerAgreesToNothing) {
  world_.unanswered = {"cross-read"};
  const std::vector<model::RunResult> results = world_.run(two_lanes());
  EXPECT_EQ(world_.most_runs_at_once, 1U);
  ASSERT_THAT(world_.remarks, SizeIs(1));
  EXPECT_THAT(world_.remarks[0],
              HasSubstr("whether others hear lane belt could not be tried (no answer to "
                        "'cross-read' in time"));
  EXPECT_EQ(successes(results), (std::vector<std::size_t>{2, 2, 2, 2}));
}

TEST_F(IndependentLanes, AreNotTriedAgainWhereTheyHaveAgreed) {
  model::ScenarioPlan again = world_.event.scenarios[0];
  again.id = model::ScenarioId("belt-again");
  world_.event.scenarios.push_back(again);
  const std::vector<model::RunPlan> plans{
      world_.plan("alpha", "belt", "c1"), world_.plan("beta", "door", "c2"),
      world_.plan("beta", "belt", "c1"), world_.plan("alpha", "door", "c2"),
      world_.plan("alpha", "belt-again", "c2")};
  // Only the fourth batch changes: beta on the door once more, beside alpha on the belt.
  std::vector<model::RunPlan> third = plans;
  third.push_back(world_.plan("beta", "door", "c1"));
  EXPECT_THAT(world_.run(third), SizeIs(6));
  EXPECT_EQ(asked("cross-read"), 4U) << "two rounds, two lanes each";
  EXPECT_THAT(world_.remarks, SizeIs(2));
  for (const model::RunPlan& plan : third) {
    EXPECT_THAT(world_.notes[plan.id], Contains(HasSubstr("do not hear each other")));
  }
}

TEST_F(IndependentLanes, AreTriedAgainAtAnotherPower) {
  model::ScenarioPlan again = world_.event.scenarios[0];
  again.id = model::ScenarioId("belt-again");
  again.settings.power_mdbm += 1'000;
  world_.event.scenarios.push_back(again);
  EXPECT_THAT(
      world_.run({world_.plan("alpha", "belt", "c1"), world_.plan("beta", "door", "c2"),
                  world_.plan("beta", "belt", "c1"), world_.plan("alpha", "door", "c2"),
                  world_.plan("alpha", "belt-again", "c2"), world_.plan("beta", "door", "c1")}),
      SizeIs(6));
  EXPECT_EQ(asked("cross-read"), 6U);
}

TEST_F(IndependentLanes, AStandardThatTwoLanesShareNeedsAPieceOfIt) {
  for (model::TagType& type : world_.event.tag_types) {
    if (type.id.str() == "c2") type.protocol = model::AirProtocol::type_d;
  }
  for (model::ReaderRecord& reader : world_.event.readers) {
    reader.claims = {model::AirProtocol::type_c, model::AirProtocol::type_d};
  }
  world_.run(two_lanes());
  EXPECT_EQ(asked("cross-read"), 0U);
  EXPECT_EQ(world_.most_runs_at_once, 1U);
  ASSERT_THAT(world_.remarks, SizeIs(1));
  EXPECT_THAT(world_.remarks[0], HasSubstr("no reference piece is of type-d, which lane belt "
                                           "shares with another"));
}

TEST_F(IndependentLanes, AStopDuringTheCheckBeginsNoRun) {
  std::stop_source stop;
  world_.hold = [&](const auto& key, const auto&) {
    if (key == "cross-read") stop.request_stop();
    return key == "cross-read";
  };
  EXPECT_THAT(world_.run(two_lanes(), stop.get_token()), IsEmpty());
  EXPECT_THAT(world_.notes, IsEmpty());
  EXPECT_THAT(world_.questions, ElementsAre("cross-read"));
}

TEST_F(IndependentLanes, AStopEndsTheRunsOfAllLanesWithWhatTheyHave) {
  std::stop_source stop;
  Meeting meeting("load");
  world_.hold = [&](const auto& key, const auto& text) {
    if (meeting.hold(key, text)) return true;
    if (key == "pass-end" && meeting.took_place()) stop.request_stop();
    return key == "pass-end";
  };
  const std::vector<model::RunResult> results = world_.run(two_lanes(), stop.get_token());
  ASSERT_THAT(results, SizeIs(2)) << "one on each lane";
  for (const model::RunResult& result : results) {
    EXPECT_THAT(result.outcomes.at(0).reasons, ElementsAre(model::Reason::aborted));
  }
}

TEST_F(IndependentLanes, ShareAnOperatorWhoIsAskedOneThingAtATime) {
  rigs::OperatorTurns turns;
  world_.turns = &turns;
  EXPECT_EQ(successes(world_.run(two_lanes())), (std::vector<std::size_t>{2, 2, 2, 2}));
  EXPECT_EQ(world_.most_questions_at_once, 1U);
  EXPECT_EQ(asked("pass-end"), 8U);
}

TEST_F(IndependentLanes, BeginNoRunWhenTheTimeOfTheEventIsUsedUp) {
  world_.event.budget = Nanos(1);
  EXPECT_THAT(world_.run(two_lanes()), IsEmpty());
  EXPECT_THAT(world_.questions, IsEmpty());
}

TEST_F(IndependentLanes, AreTriedWithTheRunOfEachBatchThatRadiatesMost) {
  model::ScenarioPlan loud = world_.event.scenarios[0];
  loud.id = model::ScenarioId("loud");
  loud.settings.power_mdbm += 1'000;
  world_.event.scenarios.push_back(loud);
  world_.event.tag_types[1].protocol = model::AirProtocol::type_d;
  const std::vector<model::RunPlan> plans{world_.plan("beta", "door", "c1"),
                                          world_.plan("alpha", "belt", "c1"),
                                          world_.plan("alpha", "loud", "c2")};
  const std::vector<Round> rounds = plan_rounds(world_.event, plans);
  ASSERT_THAT(rounds, SizeIs(1));
  const std::vector<TriedLane> lanes = lanes_to_try(world_.event, plans, rounds[0]);
  ASSERT_THAT(lanes, SizeIs(2));
  EXPECT_EQ(lanes[0].reader.str(), "alpha") << "by the names of the lanes";
  EXPECT_EQ(lanes[0].scenario.id.str(), "loud");
  EXPECT_THAT(lanes[0].protocols,
              ElementsAre(model::AirProtocol::type_c, model::AirProtocol::type_d));
  EXPECT_EQ(lanes[1].scenario.id.str(), "door");
  EXPECT_THAT(stand_ins(*world_.event.checks, lanes[0].protocols), SizeIs(1));
  EXPECT_FALSE(lanes[0].sounds_like(lanes[1]));
  EXPECT_TRUE(lanes[0].sounds_like(lanes[0]));
}

}  // namespace
}  // namespace plugtest::session
