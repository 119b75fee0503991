#include "harness/engine/run.h"

#include "tests/unit/harness/engine/run_fixture.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plugtest::engine {
namespace {

using model::Reason;
using model::Verdict;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::Contains;
using testing::Not;

TEST_F(RunTest, PassesUntilTheSequentialRuleHasDecided) {
  const model::RunResult result = run();
  ASSERT_EQ(result.outcomes.size(), 1U);
  EXPECT_EQ(result.outcomes[0].verdict, Verdict::pass);
  EXPECT_EQ(result.outcomes[0].passes, 18U) << "clean passes needed at 0.95 / 0.80 / 5 % / 5 %";
  EXPECT_EQ(listener_.passes, 18U);
  EXPECT_EQ(evidence_.passes.size(), 18U);
  ASSERT_EQ(result.passes.size(), 18U);
  EXPECT_EQ(result.passes[17].index, 17U);
  EXPECT_EQ(result.passes[17].times.end - result.passes[17].times.begin, seconds(5));
  EXPECT_EQ(evidence_.observations, 18U * 3U);
  EXPECT_EQ(result.evidence, "runs/remembered");
  EXPECT_EQ(reader_.calls.back(), "close");
}

TEST_F(RunTest, APieceMissedInEveryPassFails) {
  reader_.reports = [this](std::uint32_t inventory) { return see(inventory, 2); };
  const model::RunResult result = run();
  EXPECT_EQ(result.outcomes[0].verdict, Verdict::fail);
  EXPECT_EQ(result.outcomes[0].successes, 0U);
}

TEST_F(RunTest, EachPassHasAnInventoryOfItsOwn) {
  std::vector<std::uint32_t> inventories;
  reader_.reports = [&](std::uint32_t inventory) {
    inventories.push_back(inventory);
    return see(inventory, 3);
  };
  run();
  for (std::size_t i = 0; i < inventories.size(); ++i) EXPECT_EQ(inventories[i], i + 1);
}

TEST_F(RunTest, AReaderThatCannotBeReachedIsInconclusiveAndSaysSo) {
  reader_.on_connect = fail(ErrorCode::unreachable, "connection refused");
  const model::RunResult result = run();
  EXPECT_EQ(result.outcomes[0].verdict, Verdict::inconclusive);
  EXPECT_THAT(result.outcomes[0].reasons, Contains(Reason::unreachable));
  EXPECT_THAT(reader_.calls, Not(Contains("close")));
}

TEST_F(RunTest, AnotherReaderThanTheRegisteredOneIsNotMeasured) {
  record_.reported_model = "M2";
  const model::RunResult result = run();
  EXPECT_THAT(result.outcomes[0].reasons, Contains(Reason::identity_differs));
  EXPECT_EQ(listener_.passes, 0U);
}

TEST_F(RunTest, SettingsThatReadBackDifferentAreRefused) {
  reader_.applied = model::AppliedSettings{};
  reader_.applied->power_mdbm = 20'000;
  const model::RunResult result = run();
  EXPECT_EQ(result.outcomes[0].verdict, Verdict::fail);
  EXPECT_THAT(result.outcomes[0].reasons, Contains(Reason::settings_refused));
  EXPECT_EQ(result.outcomes[0].attribution, model::Attribution::reader);
}

TEST_F(RunTest, AnotherEstimateOfTheTagPopulationIsOnlyNoted) {
  reader_.applied = model::AppliedSettings{};
  reader_.applied->tag_population = 77;
  const model::RunResult result = run();
  EXPECT_EQ(result.outcomes.at(0).verdict, Verdict::pass) << result.outcomes.at(0).detail;
  EXPECT_THAT(evidence_.notes, testing::Contains(testing::HasSubstr("The reader expects 77 tags")));
}

TEST_F(RunTest, AReaderThatStallsFailsInBoundedTime) {
  reader_.on_stop = std::nullopt;
  const HostTime begin = clock_.now();
  const model::RunResult result = run();
  EXPECT_EQ(result.outcomes[0].verdict, Verdict::fail);
  EXPECT_THAT(result.outcomes[0].reasons, Contains(Reason::peer_stalled));
  EXPECT_LE(clock_.now() - begin, seconds(5 + 10 + 10));
  EXPECT_EQ(evidence_.passes.size(), 1U) << "what was seen is kept";
}

TEST_F(RunTest, ALostLinkSpoilsThePassAndTheRunGoesOn) {
  clock_.call_at(clock_.now() + seconds(1), [this] {
    reader_.listener().on_observations(see(1, 2));
    reader_.listener().on_link_down({ErrorCode::link_lost, "unplugged"});
  });
  const model::RunResult result = run();
  EXPECT_EQ(result.outcomes[0].verdict, Verdict::pass);
  EXPECT_EQ(result.outcomes[0].passes, 18U);
  EXPECT_EQ(result.outcomes[0].disturbed, 1U) << "shown, and not counted";
  ASSERT_EQ(result.passes.size(), 19U);
  EXPECT_EQ(result.passes[0].disturbed, Reason::link_lost);
  EXPECT_EQ(result.passes[0].times.end - result.passes[0].times.begin, seconds(1))
      << "ends at once";
  EXPECT_FALSE(result.passes[1].disturbed);
  EXPECT_EQ(evidence_.observations, 2U + 18U * 3U);
  EXPECT_THAT(reader_.calls, testing::IsSupersetOf({"connect", "identify", "configure", "start"}));
  EXPECT_EQ(std::ranges::count(reader_.calls, "connect"), 2);
  EXPECT_EQ(std::ranges::count(reader_.calls, "configure"), 2);
}

TEST_F(RunTest, AReaderThatComesBackLateIsWaitedForWithinAStep) {
  clock_.call_at(clock_.now() + seconds(1), [this] {
    reader_.on_connect = fail(ErrorCode::unreachable, "no such device");
    reader_.listener().on_link_down({ErrorCode::link_lost, "unplugged"});
  });
  clock_.call_at(clock_.now() + seconds(7), [this] { reader_.on_connect = Result<void>{}; });
  const model::RunResult result = run();
  EXPECT_EQ(result.outcomes[0].verdict, Verdict::pass);
  EXPECT_EQ(result.outcomes[0].disturbed, 1U);
  EXPECT_GT(std::ranges::count(reader_.calls, "connect"), 10);
}

TEST_F(RunTest, AReaderThatStaysAwayIsInconclusive) {
  clock_.call_at(clock_.now() + seconds(1), [this] {
    reader_.on_connect = fail(ErrorCode::unreachable, "no such device");
    reader_.listener().on_link_down({ErrorCode::link_lost, "connection reset"});
  });
  const HostTime begin = clock_.now();
  const model::RunResult result = run();
  EXPECT_EQ(result.outcomes[0].verdict, Verdict::inconclusive);
  EXPECT_THAT(result.outcomes[0].reasons, Contains(Reason::link_lost));
  EXPECT_EQ(result.outcomes[0].disturbed, 1U);
  EXPECT_LE(clock_.now() - begin, seconds(2 + 2 + 10)) << "pass, guard, step";
  EXPECT_THAT(result.outcomes[0].detail, testing::HasSubstr("connection reset"));
}

TEST_F(RunTest, ALinkLostBetweenPassesSpoilsNone) {
  clock_.call_at(clock_.now() + seconds(6), [this] {
    reader_.listener().on_link_down({ErrorCode::link_lost, "connection reset"});
  });
  const model::RunResult result = run();
  EXPECT_EQ(result.outcomes[0].verdict, Verdict::pass);
  EXPECT_EQ(result.outcomes[0].disturbed, 0U);
  EXPECT_EQ(std::ranges::count(reader_.calls, "connect"), 2);
}

TEST_F(RunTest, AnotherReaderInItsPlaceIsNotMeasured) {
  clock_.call_at(clock_.now() + seconds(1), [this] {
    reader_.identity.serial = "2";
    reader_.listener().on_link_down({ErrorCode::link_lost, "unplugged"});
  });
  const model::RunResult result = run();
  EXPECT_THAT(result.outcomes[0].reasons, Contains(Reason::identity_differs));
  EXPECT_EQ(listener_.passes, 1U);
  EXPECT_THAT(result.outcomes[0].detail, testing::HasSubstr("serial number 2"));
}

TEST_F(RunTest, ALinkThatIsLostInEveryPassEndsTheRun) {
  listener_.then = [this](std::uint32_t) { drop_in_a_second(); };
  drop_in_a_second();
  const model::RunResult result = run();
  EXPECT_EQ(result.outcomes[0].verdict, Verdict::inconclusive);
  EXPECT_THAT(result.outcomes[0].reasons, Contains(Reason::link_lost));
  EXPECT_EQ(result.outcomes[0].disturbed, 3U);
}

TEST_F(RunTest, ALinkThatDoesNotAnswerAnyMoreIsTheReadersFault) {
  clock_.call_at(clock_.now() + seconds(1), [this] {
    reader_.listener().on_link_down({ErrorCode::timed_out, "no keepalive"});
  });
  const model::RunResult result = run();
  EXPECT_EQ(result.outcomes[0].verdict, Verdict::fail);
  EXPECT_EQ(std::ranges::count(reader_.calls, "connect"), 1);
}

TEST_F(RunTest, AnAbortEndsTheWaitForAReader) {
  clock_.call_at(clock_.now() + seconds(1), [this] {
    reader_.on_connect = fail(ErrorCode::unreachable, "no such device");
    reader_.listener().on_link_down({ErrorCode::link_lost, "unplugged"});
  });
  clock_.call_at(clock_.now() + seconds(4), [this] { abort_(); });
  const HostTime begin = clock_.now();
  const model::RunResult result = run();
  EXPECT_THAT(result.outcomes[0].reasons, Contains(Reason::aborted));
  EXPECT_LE(clock_.now() - begin, seconds(5));
}

TEST_F(RunTest, GarbageOnAHealthyLinkFails) {
  clock_.call_at(clock_.now() + seconds(1), [this] {
    reader_.listener().on_link_down({ErrorCode::protocol, "no LLRP message", {.byte_offset = 77}});
  });
  const model::RunResult result = run();
  EXPECT_EQ(result.outcomes[0].verdict, Verdict::fail);
  EXPECT_THAT(result.outcomes[0].reasons, Contains(Reason::peer_broke_protocol));
}

TEST_F(RunTest, AbortInMidPassKeepsWhatWasSeen) {
  clock_.call_at(clock_.now() + seconds(1), [this] {
    reader_.listener().on_observations(see(1, 1));
    abort_();
  });
  const HostTime begin = clock_.now();
  const model::RunResult result = run();
  EXPECT_THAT(result.outcomes[0].reasons, Contains(Reason::aborted));
  EXPECT_LE(clock_.now() - begin, seconds(2));
  EXPECT_TRUE(evidence_.finished);
  EXPECT_THAT(reader_.calls, Contains("cancel"));
}

TEST_F(RunTest, AbortBetweenPassesDoesNotWaitForTheGuard) {
  scenario_.budgets.guard = seconds(1000);
  clock_.call_at(clock_.now() + seconds(7), [this] { abort_(); });
  const HostTime begin = clock_.now();
  run();
  EXPECT_EQ(clock_.now() - begin, seconds(7));
  EXPECT_EQ(listener_.passes, 1U);
}

TEST_F(RunTest, AnOperatorWhoDoesNotAnswerIsNotTheReadersFault) {
  rig_.refuse_load = Error{ErrorCode::timed_out, "no answer"};
  const model::RunResult result = run();
  EXPECT_EQ(result.outcomes[0].verdict, Verdict::inconclusive);
  EXPECT_THAT(result.outcomes[0].reasons, Contains(Reason::operator_timeout));
}

TEST_F(RunTest, AReaderThatDoesNotOfferThePowerIsNotApplicable) {
  reader_.can.power_table_mdbm = {10'000, 27'000};
  scenario_.settings.power_mdbm = 30'000;
  const model::RunResult result = run();
  EXPECT_EQ(result.outcomes[0].verdict, Verdict::not_applicable);
  EXPECT_THAT(result.outcomes[0].reasons, Contains(Reason::not_offered));
  EXPECT_THAT(result.outcomes[0].detail, testing::HasSubstr("goes from 10.00 dBm to 27.00 dBm"));
  EXPECT_EQ(std::ranges::count(reader_.calls, "configure"), 0) << "nothing is radiated";
}

TEST_F(RunTest, ALoadThatMovesAtAnotherSpeedIsNotTheScenarios) {
  scenario_.motion.speed_mps = 1;
  rig_.speed_mmps = 1'150;
  scenario_.decision = model::FixedRule{1, 0.05, 0.95};
  clock_.call_at(clock_.now() + seconds(60), [this] { abort_(); });
  const model::RunResult result = run();
  ASSERT_FALSE(result.passes.empty());
  EXPECT_EQ(result.passes[0].disturbed, Reason::speed_differs);
  EXPECT_EQ(result.outcomes[0].passes, 0U);
  EXPECT_THAT(evidence_.notes, Contains(testing::HasSubstr(
                                   "The photo-eyes saw the load move at 1.150 m/s, the scenario "
                                   "states 1 m/s, 10 % more or less.")));
}

TEST_F(RunTest, AtAboutTheStatedSpeedAPassCountsAndTheSpeedIsKept) {
  rig_.speed_mmps = 1'090;
  scenario_.decision = model::FixedRule{1, 0.05, 0.95};
  const model::RunResult result = run();
  EXPECT_EQ(result.outcomes[0].passes, 1U);
  EXPECT_EQ(evidence_.passes[0].times.speed_mmps, 1'090);
}

TEST_F(RunTest, InputsOfTheReaderAreTheRigsAndEvidence) {
  rig_.on_pass = [this] { reader_.listener().on_input({2, true, clock_.now(), {}}); };
  scenario_.decision = model::FixedRule{1, 0.05, 0.95};
  run();
  ASSERT_EQ(rig_.inputs.size(), 1U);
  EXPECT_EQ(rig_.inputs[0].port, 2);
  EXPECT_THAT(evidence_.notes, Contains("input 2 is high"));
}

TEST_F(RunTest, PhotoEyesThatTellNothingAreNotTheReadersFault) {
  rig_.refuse_load = Error{ErrorCode::unreachable, "no photo-eye"};
  const model::RunResult result = run();
  EXPECT_EQ(result.outcomes[0].verdict, Verdict::inconclusive);
  EXPECT_THAT(result.outcomes[0].reasons, Contains(Reason::eye_silent));
}

TEST_F(RunTest, EvidenceThatCannotBeWrittenIsOurError) {
  evidence_.disk_error = Error{ErrorCode::io, "no space left on device"};
  const model::RunResult result = run();
  EXPECT_EQ(result.outcomes[0].verdict, Verdict::error);
  EXPECT_EQ(result.outcomes[0].attribution, model::Attribution::harness);
}

TEST_F(RunTest, ARecordingIsOnePass) {
  one_recorded_pass_ = true;
  reader_.reports = [this](std::uint32_t) { return see(4711, 3); };
  const model::RunResult result = run();
  EXPECT_EQ(listener_.passes, 1U);
  EXPECT_EQ(result.outcomes[0].identified, 3U) << "whatever inventory the recording was made in";
}

TEST_F(RunTest, AMixedLoadGoesOnUntilEveryTypeIsDecided) {
  plan_.tag_types.push_back(model::TagTypeId("c2"));
  model::Piece other = pieces_[0];
  other.id = model::PieceId("other");
  other.tag_type = plan_.tag_types[1];
  other.uii = *identity::Uii::from_hex("3fffffffffffffffffffffff");
  pieces_.push_back(other);
  // The second type is missed in the first pass: it needs more passes than the first type.
  reader_.reports = [this](std::uint32_t inventory) {
    return see(inventory, inventory == 1 ? 3 : 4);
  };
  const model::RunResult result = run();
  ASSERT_EQ(result.outcomes.size(), 2U);
  EXPECT_EQ(result.outcomes[0].verdict, Verdict::pass);
  EXPECT_EQ(result.outcomes[0].passes, 18U);
  EXPECT_EQ(result.outcomes[1].verdict, Verdict::pass);
  EXPECT_GT(result.outcomes[1].passes, 18U);
}

TEST_F(RunTest, AnAbortThatComesWhenAllIsDoneChangesNothing) {
  scenario_.decision = model::FixedRule{1, 0.05, 0.95};
  reader_.reports = [this](std::uint32_t inventory) { return see(inventory, pieces_.size()); };
  bool aborted = false;
  reader_.on_close = [&] {
    aborted = true;
    abort_();
  };
  const model::RunResult result = run();
  EXPECT_TRUE(aborted);
  EXPECT_THAT(result.outcomes[0].reasons, testing::ElementsAre(Reason::requirement_met));
  EXPECT_THAT(result.outcomes[0].detail, testing::StartsWith("1 of 1 passes succeeded"));
}

/// An abort at one of the moments around the begin of the second pass.
class AbortedRun : public RunTest, public testing::WithParamInterface<int> {
 protected:
  /// Aborts after so many tasks more of this instant.
  void abort_after(int tasks) {
    clock_.call_at(clock_.now(), [this, tasks] {
      if (tasks > 0) return abort_after(tasks - 1);
      aborted_ = true;
      abort_();
    });
  }
  bool aborted_ = false;
};

TEST_P(AbortedRun, MovesNothingAnyMore) {
  clock_.call_at(clock_.now() + seconds(7), [this] { abort_after(GetParam()); });
  rig_.on_pass = [this] { EXPECT_FALSE(aborted_) << "a load moves that nobody waits for"; };
  const model::RunResult result = run();
  EXPECT_EQ(result.outcomes.at(0).reasons.at(0), Reason::aborted);
  EXPECT_EQ(clock_.now() - lab::default_epoch(), seconds(7)) << "at once";
}

INSTANTIATE_TEST_SUITE_P(AtAnyMoment, AbortedRun, testing::Range(0, 20));

}  // namespace
}  // namespace plugtest::engine
