#include "harness/score/batch_check.h"

#include "harness/score/cell.h"
#include "tests/unit/harness/score/event_builder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plugtest::score {
namespace {

using model::BatchCheck;
using model::BatchChecks;
using model::PassKind;
using model::PassRecord;
using model::PieceId;
using model::Reason;
using model::Verdict;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::piece;
using testing::read_of;

PassRecord check_of(PassKind kind) {
  PassRecord pass;
  pass.index = model::k_first_check;
  pass.kind = kind;
  pass.times.begin = HostTime(std::chrono::milliseconds(1000));
  pass.times.end = HostTime(std::chrono::milliseconds(3000));
  return pass;
}

/// Piece "p1" is of the loads, "p9" of elsewhere.
PassRecord empty_field() {
  PassRecord pass = check_of(PassKind::empty_field);
  pass.manifest.expected = {{piece("p1", "red", "aa01"), model::ItemId("i1")}};
  pass.manifest.elsewhere = {piece("p9", "red", "aa09")};
  return pass;
}

PassRecord reference(std::initializer_list<std::int32_t> levels) {
  PassRecord pass = check_of(PassKind::reference);
  pass.manifest.expected = {{piece("ref", "red", "bb01"), model::ItemId("ref")}};
  for (const std::int32_t level : levels) {
    pass.observations.push_back(read_of("bb01", 1500));
    pass.observations.back().rssi_mdbm = level;
  }
  return pass;
}

TEST(BatchCheck, AnEmptyFieldHoldsAndStatesWhoseTagsAreInTheHall) {
  PassRecord pass = empty_field();
  EXPECT_TRUE(judge_check(pass, {}).held);
  EXPECT_EQ(judge_check(pass, {}).detail, "");
  pass.observations = {read_of("cc01", 1100), read_of("aa09", 1200), read_of("cc01", 1300)};
  const BatchCheck check = judge_check(pass, {});
  EXPECT_TRUE(check.held);
  EXPECT_THAT(check.pieces, ElementsAre(PieceId("p9")));
  EXPECT_THAT(check.unknown, ElementsAre(testing::uii("cc01")));
  EXPECT_EQ(check.detail, "Tags of the hall are within reach: p9 and cc01.");
}

TEST(BatchCheck, APieceOfTheLoadsMustNotBeHeardInTheEmptyField) {
  PassRecord pass = empty_field();
  pass.observations = {read_of("aa01", 1100)};
  const BatchCheck check = judge_check(pass, {});
  EXPECT_FALSE(check.held);
  EXPECT_EQ(check.detail, "With nothing in the lane the reader reported p1 of the load.");
}

TEST(BatchCheck, TheTagsOfTheHallMayBeLimited) {
  PassRecord pass = empty_field();
  pass.observations = {read_of("cc01", 1100), read_of("cc02", 1200)};
  BatchChecks policy;
  policy.most_unknown = 2;
  EXPECT_TRUE(judge_check(pass, policy).held);
  policy.most_unknown = 1;
  EXPECT_FALSE(judge_check(pass, policy).held);
  EXPECT_EQ(judge_check(pass, policy).detail,
            "With nothing in the lane the reader reported 2 unknown tags, 1 are allowed.");
}

TEST(BatchCheck, AReferencePieceIsReadOftenEnoughAndAtItsLevel) {
  BatchChecks policy;
  policy.least_reads = 2;
  policy.level_mdbm = -50'000;
  policy.most_drift_mdb = 3'000;
  const BatchCheck good = judge_check(reference({-51'000, -52'000}), policy);
  EXPECT_TRUE(good.held) << good.detail;
  EXPECT_EQ(good.reference, PieceId("ref"));
  EXPECT_EQ(good.reads, 2U);
  EXPECT_EQ(good.mean_rssi_mdbm, -51'500);
  EXPECT_TRUE(good.pieces.empty()) << "the piece itself is not among the others";

  const BatchCheck rare = judge_check(reference({-51'000}), policy);
  EXPECT_FALSE(rare.held);
  EXPECT_EQ(rare.detail, "Reference piece ref was read 1 times in 2 s, at least 2 were expected.");
  const BatchCheck weak = judge_check(reference({-53'500, -53'700}), policy);
  EXPECT_FALSE(weak.held);
  EXPECT_EQ(weak.detail,
            "Reference piece ref was read at -53.6 dBm, -50.0 dBm was expected, 3.0 dB more or "
            "less.");
}

TEST(BatchCheck, AReaderWithoutLevelsIsJudgedByReadsAlone) {
  PassRecord pass = reference({});
  pass.observations = {read_of("bb01", 1500)};
  pass.observations[0].seen_count = 5;
  BatchChecks policy;
  policy.least_reads = 5;
  policy.level_mdbm = -50'000;
  EXPECT_TRUE(judge_check(pass, policy).held);
}

TEST(BatchCheck, WhatWasDisturbedDoesNotHold) {
  PassRecord pass = empty_field();
  pass.disturbed = Reason::link_lost;
  EXPECT_FALSE(judge_check(pass, {}).held);
  EXPECT_EQ(judge_check(pass, {}).detail, "It was disturbed (link_lost).");
}

/// Two runs of one batch, the first with the checks before it, the second with those after it.
struct Batch {
  model::EventPlan event = testing::event_with({"a"}, {"red", "blue"}, {"belt"});
  std::vector<model::RunResult> runs{testing::good_run(testing::plan_of("a", "red", "belt")),
                                     testing::bad_run(testing::plan_of("a", "blue", "belt"))};

  explicit Batch(std::int32_t level_before = -50'000, std::int32_t level_after = -50'000) {
    event.checks.emplace();
    for (model::RunResult& run : runs) run.batch = "b";
    runs[0].checks = {of(PassKind::empty_field, {}), of(PassKind::reference, level_before)};
    runs[1].checks = {of(PassKind::empty_field, {}), of(PassKind::reference, level_after)};
    for (BatchCheck& check : runs[1].checks) check.closes_batch = true;
  }

  static BatchCheck of(PassKind kind, std::optional<std::int32_t> level) {
    BatchCheck check;
    check.kind = kind;
    check.held = true;
    if (level) check.reference = PieceId("ref");
    check.mean_rssi_mdbm = level;
    return check;
  }

  std::vector<model::CellResult> cells() const { return make_cells(event, {}, runs); }
};

TEST(Batches, WhatIsInOrderFromBeginToEndStandsAsItIs) {
  const auto cells = Batch().cells();
  EXPECT_EQ(cells[0].verdict, Verdict::pass);
  EXPECT_EQ(cells[1].verdict, Verdict::fail);
}

TEST(Batches, ACheckThatDoesNotHoldMakesEveryCellOfItsBatchInconclusive) {
  Batch batch;
  batch.runs[1].checks[0].held = false;
  batch.runs[1].checks[0].detail = "A lift truck full of tags.";
  for (const model::CellResult& cell : batch.cells()) {
    EXPECT_EQ(cell.verdict, Verdict::inconclusive);
    EXPECT_EQ(cell.reasons.front(), Reason::batch_check_failed);
    EXPECT_EQ(cell.attribution, model::Attribution::unknown);
    EXPECT_EQ(
        cell.detail.find("The check after its batch did not hold: A lift truck full of tags."), 0U)
        << cell.detail;
    EXPECT_GT(cell.n, 0U) << "what was counted is shown all the same";
  }
}

TEST(Batches, AReaderThatMisbehavedFailsWhateverItsBatch) {
  Batch batch;
  batch.runs[0].checks[0].held = false;
  model::RunOutcome& outcome = batch.runs[0].outcomes[0];
  outcome.verdict = Verdict::fail;
  outcome.reasons = {Reason::peer_broke_protocol};
  outcome.attribution = model::Attribution::reader;
  EXPECT_EQ(batch.cells()[0].verdict, Verdict::fail);
  EXPECT_EQ(batch.cells()[1].verdict, Verdict::inconclusive);
}

TEST(Batches, ABatchIsOnlyAsGoodAsTheCheckAfterIt) {
  Batch batch;
  batch.runs.pop_back();
  const auto cells = batch.cells();
  EXPECT_EQ(cells[0].verdict, Verdict::inconclusive);
  EXPECT_THAT(cells[0].detail, HasSubstr("The checks after its batch were not made."));
}

TEST(Batches, AReferenceThatDriftedTellsThatReaderOrLaneHaveChanged) {
  EXPECT_EQ(Batch(-50'000, -56'000).cells()[0].verdict, Verdict::pass);
  const auto cells = Batch(-50'000, -56'100).cells();
  EXPECT_EQ(cells[0].verdict, Verdict::inconclusive);
  EXPECT_EQ(
      cells[0].detail.find("Reference piece ref was read at -50.0 dBm before its batch and at "
                           "-56.1 dBm after it: more than 6.0 dB apart"),
      0U)
      << cells[0].detail;
}

TEST(Batches, AnotherAttemptCountsInPlaceOfADoubtfulOne) {
  Batch batch;
  batch.runs[1].checks[0].held = false;
  model::RunResult again = testing::good_run(testing::plan_of("a", "blue", "belt", 2));
  again.batch = "c";
  again.checks = batch.runs[0].checks;
  for (BatchCheck check : batch.runs[0].checks) {
    check.closes_batch = true;
    again.checks.push_back(check);
  }
  batch.runs.push_back(again);
  const auto cells = batch.cells();
  EXPECT_EQ(cells[1].verdict, Verdict::pass) << cells[1].detail;
  EXPECT_EQ(cells[1].counted_attempt, 2U);
}

}  // namespace
}  // namespace plugtest::score
