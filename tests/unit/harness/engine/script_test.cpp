#include "harness/engine/run.h"
#include "tests/unit/harness/engine/run_fixture.h"

#include <algorithm>
#include <utility>
#include <variant>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plugtest::engine {
namespace {

using model::Reason;
using model::Step;
using model::StepRole;
using model::Verdict;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;

const Step k_start{StepRole::stimulus, model::StartInventory{}};
const Step k_stop{StepRole::stimulus, model::StopInventory{}};
const Step k_move{StepRole::stimulus, model::BeginMotion{}};
const Step k_end{StepRole::stimulus, model::AwaitMotion{}};

Step wait(Nanos time) { return {StepRole::stimulus, model::Wait{time}}; }

/// One pass decides nothing, but a pass is all that most of these need.
class ScriptTest : public RunTest {
 protected:
  ScriptTest() { scenario_.decision = model::FixedRule{1, 0.05, 0.95}; }

  /// What the reader was asked for between connecting and the goodbye.
  std::vector<std::string> calls() const {
    std::vector<std::string> of_pass;
    for (const std::string& call : reader_.calls) {
      const bool around =
          call == "connect" || call == "identify" || call == "capabilities" || call == "close";
      if (!around) of_pass.push_back(call);
    }
    return of_pass;
  }
};

TEST_F(ScriptTest, StepsAreTakenWhileTheLoadMoves) {
  scenario_.steps = {
      k_start, k_move, wait(seconds(2)), {StepRole::stimulus, model::AntennaCable{1, false}},
      k_end,   k_stop};
  HostTime cut;
  rig_.on_act = [&] { cut = clock_.now(); };
  const model::RunResult result = run();
  EXPECT_EQ(result.outcomes[0].verdict, Verdict::pass) << result.outcomes[0].detail;
  EXPECT_THAT(calls(), ElementsAre("configure", "start", "stop", "drain"));
  ASSERT_EQ(rig_.acts.size(), 1U);
  EXPECT_EQ(std::get<model::AntennaCable>(rig_.acts[0]).port, 1);
  ASSERT_EQ(result.passes.size(), 1U);
  const model::PassTimes& times = result.passes[0].times;
  EXPECT_EQ(times.end - times.begin, seconds(5)) << "the motion goes on";
  EXPECT_EQ(cut - times.begin, seconds(2));
}

TEST_F(ScriptTest, ARigWithoutHandsEndsTheRun) {
  rig_.acts_supported = false;
  scenario_.steps = {
      k_start, k_move, {StepRole::stimulus, model::AntennaCable{1, false}}, k_end, k_stop};
  const model::RunResult result = run();
  EXPECT_EQ(result.outcomes[0].verdict, Verdict::error);
  EXPECT_THAT(result.outcomes[0].detail, HasSubstr("no hands"));
}

TEST_F(ScriptTest, ACableThatNobodyTookOffIsNoLoadThatDidNotMove) {
  rig_.acts_supported = false;
  scenario_.steps = {
      k_start, {StepRole::stimulus, model::AntennaCable{3, false}}, k_move, k_end, k_stop};
  EXPECT_EQ(run().outcomes[0].detail.find("Could not take the cable of antenna 3 off: "), 0U);
}

TEST_F(ScriptTest, APromptThatNobodyAnsweredIsQuoted) {
  rig_.acts_supported = false;
  scenario_.steps = {k_start,
                     {StepRole::stimulus, model::AskOperator{"turn the cage round"}},
                     k_move,
                     k_end,
                     k_stop};
  EXPECT_EQ(run().outcomes[0].detail.find(
                "Could not do what the script asks for ('turn the cage round'): "),
            0U);
}

TEST_F(ScriptTest, ACheckHoldsWhenTheReaderToldOfIt) {
  scenario_.steps = {
      k_start, k_move, wait(seconds(1)), {StepRole::check, model::HeardEvent{"disconnected"}},
      k_end,   k_stop};
  rig_.on_pass = [this] {
    reader_.listener().on_reader_event(clock_.now(), "antenna 1 is disconnected");
  };
  EXPECT_EQ(run().outcomes[0].verdict, Verdict::pass);
}

TEST_F(ScriptTest, ACheckThatDoesNotHoldFailsThePass) {
  scenario_.steps = {
      k_start, k_move, k_end, k_stop, {StepRole::check, model::HeardEvent{"disconnected"}}};
  const model::RunResult result = run();
  EXPECT_EQ(result.outcomes[0].successes, 0U);
  ASSERT_EQ(result.pass_scores.size(), 1U);
  EXPECT_EQ(result.pass_scores[0].steps_failed, 1U);
  EXPECT_EQ(result.pass_scores[0].identified, 3U) << "items are another matter";
  EXPECT_THAT(result.outcomes[0].reasons, testing::Contains(Reason::step_failed));
  EXPECT_THAT(result.outcomes[0].detail, HasSubstr("1 check of the script did not hold"));
}

TEST_F(ScriptTest, WhatIsIdentifiedIsLookedAtWhereTheStepStands) {
  const Step all{StepRole::verify, model::Identified{1}};
  scenario_.steps = {k_start, k_move, all, k_end, k_stop, all};
  const model::RunResult result = run();
  ASSERT_EQ(evidence_.passes.size(), 1U);
  const auto& steps = evidence_.passes[0].steps;
  ASSERT_EQ(steps.size(), 2U);
  EXPECT_FALSE(steps[0].held) << "the reader tells at the stop";
  EXPECT_EQ(steps[0].step, 2U);
  EXPECT_EQ(steps[0].detail, "0 of 3 pieces were identified by then, 100 % were wanted");
  EXPECT_TRUE(steps[1].held);
}

TEST_F(ScriptTest, PowerIsSetAndTheNextPassBeginsWithTheScenarios) {
  scenario_.decision = model::FixedRule{2, 0.05, 0.95};
  scenario_.settings.power_mdbm = 30'000;
  scenario_.steps = {
      {StepRole::configure, model::SetPower{24'000}}, k_start, k_move, k_end, k_stop};
  run();
  std::vector<std::int32_t> power;
  for (const auto& settings : reader_.configured) power.push_back(settings.power_mdbm);
  EXPECT_THAT(power, ElementsAre(30'000, 24'000, 30'000, 24'000));
}

TEST_F(ScriptTest, ALinkThatIsCutOnPurposeIsTakenUpInMidPass) {
  rig_.acts_supported = false;  // so the run drops its own end
  scenario_.steps = {
      k_start, k_move, {StepRole::stimulus, model::CutLink{milliseconds(300)}}, k_end, k_stop};
  const model::RunResult result = run();
  EXPECT_EQ(result.outcomes[0].verdict, Verdict::pass) << result.outcomes[0].detail;
  EXPECT_EQ(result.outcomes[0].disturbed, 0U);
  EXPECT_THAT(calls(),
              ElementsAre("configure", "start", "cancel", "configure", "start", "stop", "drain"));
}

TEST_F(ScriptTest, AReaderThatStaysAwayAfterACutEndsTheRun) {
  scenario_.steps = {
      k_start, k_move, {StepRole::stimulus, model::CutLink{milliseconds(300)}}, k_end, k_stop};
  rig_.on_act = [this] {
    reader_.on_connect = Result<void>(fail(ErrorCode::unreachable, "nobody there"));
    reader_.listener().on_link_down({ErrorCode::link_lost, "cable off"});
  };
  const model::RunResult result = run();
  EXPECT_EQ(result.outcomes[0].verdict, Verdict::inconclusive);
  EXPECT_EQ(rig_.acts.size(), 2U) << "cut, and closed again";
}

TEST_F(ScriptTest, TagsAreOperatedOnOneByOneAndCountAsTheyWent) {
  model::TagOperation write;
  write.kind = model::TagOperation::Kind::write;
  write.words = {0x1234};
  scenario_.steps = {k_move, {StepRole::stimulus, write}, k_end};
  scenario_.pass_criterion.basis = model::PassBasis::operations;
  scenario_.pass_criterion.item_rate = 0.6;
  reader_.reports = nullptr;
  std::size_t asked = 0;
  reader_.on_access =
      [&](const model::AccessOrder& order) -> Result<std::optional<model::AccessedTag>> {
    EXPECT_EQ(order.operations.size(), 1U);
    model::AccessedTag tag;
    tag.results.resize(1);
    if (asked++ == 1) tag.results[0].outcome = model::AccessResult::Outcome::no_response;
    return tag;
  };
  const model::RunResult result = run();
  EXPECT_EQ(asked, 3U);
  ASSERT_EQ(result.pass_scores.size(), 1U);
  EXPECT_EQ(result.pass_scores[0].identified, 2U);
  EXPECT_THAT(result.pass_scores[0].missed, ElementsAre(model::PieceId("piece-1")));
  EXPECT_TRUE(result.pass_scores[0].success);
  EXPECT_EQ(evidence_.passes[0].steps[1].detail, "write of piece-1: the tag did not answer");
}

TEST_F(ScriptTest, ARunEndsWhenItsBudgetIsUsedUp) {
  scenario_.decision = model::SequentialRule{};
  scenario_.budgets.run = seconds(20);
  const model::RunResult result = run();
  EXPECT_EQ(result.outcomes[0].verdict, Verdict::inconclusive);
  EXPECT_EQ(result.outcomes[0].reasons.front(), Reason::budget_exhausted);
  EXPECT_EQ(result.outcomes[0].passes, 3U) << "of 5 s, 2 s apart: the fourth would begin at 21 s";
}

TEST_F(ScriptTest, AnAbortEndsAScriptThatWaits) {
  scenario_.steps = {k_start, k_move, wait(seconds(3)), k_end, k_stop};
  clock_.call_at(clock_.now() + seconds(1), [this] { abort_(); });
  const HostTime begin = clock_.now();
  const model::RunResult result = run();
  EXPECT_EQ(result.outcomes[0].reasons.front(), Reason::aborted);
  EXPECT_LE(clock_.now() - begin, seconds(2));
}

/// A load that stands still for five seconds, read by the static rule: two of the three pieces are
/// the share, and twice their time is granted for the third.
class StillLoadTest : public ScriptTest {
 protected:
  StillLoadTest() {
    scenario_.motion.kind = model::MotionKind::still;
    scenario_.pass_criterion.item_rate = 0.6;
    scenario_.pass_criterion.static_stop =
        model::StaticStopRule{.percent = 60, .factor = 2, .abort_after = seconds(3)};
    reader_.reports = [](std::uint32_t) { return std::vector<model::Observation>{}; };
  }

  /// `count` pieces are reported so long after the begin of the motion.
  void report(std::size_t count, Nanos after) {
    rig_.on_pass = [this, count, after, then = rig_.on_pass] {
      if (then) then();
      clock_.call_at(clock_.now() + after,
                     [this, count] { reader_.listener().on_observations(see(1, count)); });
    };
  }

  /// How long the only pass took, and how its reading ended.
  std::pair<Nanos, model::StaticEnd> reading() {
    const model::RunResult result = run();
    if (result.passes.size() != 1 || result.statics.size() != 1) return {};
    const model::PassTimes& times = result.passes[0].times;
    EXPECT_EQ(result.passes[0].disturbed, std::nullopt);
    return {times.end - times.begin, result.statics[0].end};
  }
};

TEST_F(StillLoadTest, EndsAtOnceWhenAllAreRead) {
  report(3, milliseconds(700));
  EXPECT_EQ(reading(), std::pair(Nanos(milliseconds(700)), model::StaticEnd::complete));
}

TEST_F(StillLoadTest, EndsAtTheFactorsTimeAfterTheShare) {
  report(1, milliseconds(100));
  report(2, milliseconds(800));
  EXPECT_EQ(reading(), std::pair(Nanos(milliseconds(1600)), model::StaticEnd::stopped));
}

TEST_F(StillLoadTest, GivesUpWithoutTheShare) {
  report(1, milliseconds(100));
  report(2, milliseconds(3100));
  EXPECT_EQ(reading(), std::pair(Nanos(seconds(3)), model::StaticEnd::aborted));
}

TEST_F(StillLoadTest, TheLoadThatLeavesEarlierEndsTheReading) {
  report(2, milliseconds(2900));
  EXPECT_EQ(reading(), std::pair(Nanos(seconds(5)), model::StaticEnd::unended));
}

TEST_F(StillLoadTest, AnAbortStillEndsTheRun) {
  clock_.call_at(clock_.now() + seconds(1), [this] { abort_(); });
  EXPECT_EQ(run().outcomes[0].reasons.front(), Reason::aborted);
}

TEST_F(ScriptTest, APassWhoseTimesDoNotFitIsDisturbedAndNoted) {
  scenario_.decision = model::FixedRule{2, 0.05, 0.95};
  std::uint32_t passes = 0;
  reader_.reports = [&](std::uint32_t inventory) {
    auto seen = see(inventory, 3);
    if (++passes == 1) {
      seen[1].first_seen = ReaderTime(seconds(9));
      seen[1].last_seen = ReaderTime(seconds(8));
    }
    return seen;
  };
  const model::RunResult result = run();
  ASSERT_EQ(result.passes.size(), 3U);
  EXPECT_EQ(result.passes[0].disturbed, Reason::clock_jumped);
  EXPECT_EQ(result.outcomes[0].disturbed, 1U);
  EXPECT_EQ(result.outcomes[0].passes, 2U);
  EXPECT_THAT(evidence_.notes, testing::Contains(HasSubstr(
                                   "tag report 2 of pass 1 was last seen 1.000 s before it was "
                                   "first seen")));
}

}  // namespace
}  // namespace plugtest::engine
