#include "harness/engine/run.h"
#include "tests/unit/harness/engine/run_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plugtest::engine {
namespace {

using model::BatchCheck;
using model::k_first_check;
using model::PassKind;
using model::Reason;
using model::Verdict;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

/// Remembers what a rig was asked to place.
class AskedRig final : public api::Rig {
 public:
  explicit AskedRig(api::Rig& inner) : inner_(inner) {}

  std::vector<PassKind> kinds;
  std::vector<std::size_t> sizes;

  void load(const api::LoadRequest& request, api::Done<model::Manifest> done) override {
    kinds.push_back(request.kind);
    sizes.push_back(request.pieces.size());
    inner_.load(request, std::move(done));
  }
  void pass(Nanos timeout, api::Done<model::PassTimes> done) override {
    inner_.pass(timeout, std::move(done));
  }
  void act(const api::Handwork& what, Nanos timeout, api::Done<void> done) override {
    inner_.act(what, timeout, std::move(done));
  }
  void abort() override { inner_.abort(); }

 private:
  api::Rig& inner_;
};

class BatchTest : public RunTest {
 protected:
  BatchTest() : asked_(rig_) {
    scenario_.decision = model::FixedRule{1, 0.05, 0.95};
    scenario_.settings.session = 2;
    part_.id = "batch-1";
    part_.opens = part_.closes = true;
    model::Piece reference = pieces_[0];
    reference.id = model::PieceId("ref");
    reference.uii = *identity::Uii::from_hex("3000000000000000000000ff");
    part_.reference = reference;
    part_.pieces = pieces_;
    reader_.reports = [this](std::uint32_t inventory) {
      const bool is_check = inventory > k_first_check;
      if (!is_check) return see(inventory, pieces_.size());
      const bool is_empty_field = (inventory - k_first_check) % 2 == 1;
      return heard(inventory, is_empty_field ? in_empty_field_ : std::vector{part_.reference->uii});
    };
  }

  std::vector<model::Observation> heard(std::uint32_t inventory,
                                        const std::vector<identity::Uii>& uiis) {
    std::vector<model::Observation> reports;
    for (const identity::Uii& uii : uiis) {
      model::Observation report;
      report.uii = uii;
      report.received = clock_.now();
      report.inventory_id = inventory;
      reports.push_back(report);
    }
    return reports;
  }

  model::RunResult run_with_batch() {
    engine::Run run({.runtime = runtime_,
                     .reader = reader_,
                     .rig = asked_,
                     .evidence = evidence_,
                     .listener = listener_,
                     .plan = plan_,
                     .scenario = scenario_,
                     .record = record_,
                     .pieces = pieces_,
                     .batch = part_});
    if (aborted_after_a_pass_) listener_.then = [&run](std::uint32_t) { run.abort(); };
    std::optional<model::RunResult> result;
    run.start([&](model::RunResult ended) { result = std::move(ended); });
    const auto driven =
        lab::run_lock_step(io_, clock_, ledger_, lab::Pace::fast, std::chrono::milliseconds(2000),
                           [&] { return result.has_value(); });
    EXPECT_TRUE(driven) << to_string(driven.error());
    return result.value_or(model::RunResult{});
  }

  AskedRig asked_;
  BatchPart part_;
  std::vector<identity::Uii> in_empty_field_;
  bool aborted_after_a_pass_ = false;
};

TEST_F(BatchTest, BeginsAndEndsWithAnEmptyFieldAndTheReferencePiece) {
  const model::RunResult result = run_with_batch();
  EXPECT_THAT(asked_.kinds, ElementsAre(PassKind::empty_field, PassKind::reference, PassKind::load,
                                        PassKind::empty_field, PassKind::reference));
  EXPECT_THAT(asked_.sizes, ElementsAre(0U, 1U, 3U, 0U, 1U));
  EXPECT_EQ(result.batch, "batch-1");
  ASSERT_THAT(result.checks, SizeIs(4));
  for (const BatchCheck& check : result.checks) EXPECT_TRUE(check.held) << check.detail;
  EXPECT_FALSE(result.checks[1].closes_batch);
  EXPECT_TRUE(result.checks[2].closes_batch);
  EXPECT_EQ(result.checks[3].reads, 1U);
  EXPECT_EQ(result.outcomes[0].verdict, Verdict::pass);
  EXPECT_EQ(result.outcomes[0].passes, 1U) << "checks are no passes";
  EXPECT_EQ(listener_.passes, 1U);
  EXPECT_EQ(evidence_.passes.size(), 5U) << "all of it is evidence";
  EXPECT_EQ(evidence_.passes[1].kind, PassKind::reference);
  EXPECT_EQ(evidence_.passes[2].index, 0U);
}

TEST_F(BatchTest, ChecksAskForEveryTagWhateverItsFlagsAndPassesAsTheScenarioSays) {
  run_with_batch();
  std::vector<int> sessions;
  for (const model::ReaderSettings& asked : reader_.configured) sessions.push_back(asked.session);
  EXPECT_THAT(sessions, ElementsAre(2, 0, 2, 0));
}

TEST_F(BatchTest, ChecksAskByAllProtocolsOfTheReaderWhateverTheLoadIs) {
  record_.claims = {model::AirProtocol::type_c, model::AirProtocol::type_d};
  scenario_.settings.protocols = {model::AirProtocol::type_d};
  run_with_batch();
  std::vector<std::vector<model::AirProtocol>> asked;
  for (const model::ReaderSettings& one : reader_.configured) asked.push_back(one.protocols);
  const std::vector<model::AirProtocol> both = record_.claims;
  const std::vector<model::AirProtocol> of_load = scenario_.settings.protocols;
  EXPECT_THAT(asked, ElementsAre(of_load, both, of_load, both));
}

TEST_F(BatchTest, OnlyTheFirstAndTheLastRunOfABatchCheckIt) {
  part_.opens = part_.closes = false;
  const model::RunResult result = run_with_batch();
  EXPECT_THAT(asked_.kinds, ElementsAre(PassKind::load));
  EXPECT_EQ(result.batch, "batch-1");
  EXPECT_TRUE(result.checks.empty());
}

TEST_F(BatchTest, WithoutAReferencePieceTheEmptyFieldIsRead) {
  part_.reference.reset();
  run_with_batch();
  EXPECT_THAT(asked_.kinds,
              ElementsAre(PassKind::empty_field, PassKind::load, PassKind::empty_field));
}

TEST_F(BatchTest, ARunWhoseBatchCannotBeginIsOver) {
  in_empty_field_ = {pieces_[1].uii};
  const model::RunResult result = run_with_batch();
  EXPECT_THAT(asked_.kinds, ElementsAre(PassKind::empty_field));
  EXPECT_EQ(result.outcomes[0].verdict, Verdict::inconclusive);
  EXPECT_EQ(result.outcomes[0].reasons.front(), Reason::batch_check_failed);
  EXPECT_THAT(result.outcomes[0].detail,
              HasSubstr("With nothing in the lane the reader reported piece-1 of the load."));
}

TEST_F(BatchTest, TagsOfTheHallAreKnownFromThenOn) {
  const identity::Uii hall = *identity::Uii::from_hex("aaaa");
  const identity::Uii other = *identity::Uii::from_hex("bbbb");
  in_empty_field_ = {hall};
  part_.hall = {*identity::Uii::from_hex("cccc")};
  const auto before = reader_.reports;
  reader_.reports = [&, before](std::uint32_t inventory) {
    auto reports = before(inventory);
    if (inventory > k_first_check) return reports;
    for (const auto& more : heard(inventory, {hall, other, part_.hall[0]})) reports.push_back(more);
    return reports;
  };
  const model::RunResult result = run_with_batch();
  ASSERT_THAT(result.extras, SizeIs(1));
  EXPECT_THAT(result.extras[0].hall, ElementsAre(hall, part_.hall[0]));
  EXPECT_THAT(result.extras[0].foreign, ElementsAre(other));
  EXPECT_THAT(evidence_.notes,
              testing::Contains(HasSubstr("before the batch: Tags of the hall are within reach")));
}

TEST_F(BatchTest, ACheckAfterTheBatchChangesNothingOfTheRunItself) {
  const auto before = reader_.reports;
  reader_.reports = [&, before](std::uint32_t inventory) {
    if (inventory > k_first_check + 2) return std::vector<model::Observation>{};
    return before(inventory);
  };
  const model::RunResult result = run_with_batch();
  EXPECT_EQ(result.outcomes[0].verdict, Verdict::pass);
  ASSERT_THAT(result.checks, SizeIs(4));
  EXPECT_FALSE(result.checks[3].held);
}

TEST_F(BatchTest, AReaderThatStallsInACheckFailsAsInAnyPass) {
  reader_.on_start.reset();
  const model::RunResult result = run_with_batch();
  EXPECT_EQ(result.outcomes[0].verdict, Verdict::fail);
  EXPECT_EQ(result.outcomes[0].reasons.front(), Reason::peer_stalled);
}

TEST_F(BatchTest, ARunOutOfTimeStillEndsItsBatch) {
  scenario_.decision = model::FixedRule{59, 0.95, 0.95};
  scenario_.budgets.run = std::chrono::seconds(30);
  const model::RunResult result = run_with_batch();
  EXPECT_EQ(result.outcomes[0].reasons.front(), Reason::budget_exhausted);
  EXPECT_THAT(result.checks, SizeIs(4));
}

TEST_F(BatchTest, AnAbortedRunLeavesItsBatchOpen) {
  scenario_.decision = model::FixedRule{59, 0.95, 0.95};
  aborted_after_a_pass_ = true;
  const model::RunResult result = run_with_batch();
  EXPECT_EQ(result.outcomes[0].reasons.front(), Reason::aborted);
  EXPECT_THAT(result.checks, SizeIs(2)) << "those before it";
}

TEST_F(BatchTest, ARunThatWasDecidedButHasNotEndedItsBatchIsNotWhole) {
  aborted_after_a_pass_ = true;
  const model::RunResult result = run_with_batch();
  EXPECT_EQ(result.outcomes[0].verdict, Verdict::pass);
  EXPECT_EQ(result.outcomes[0].reasons.back(), Reason::aborted) << "so that it is made again";
  EXPECT_THAT(result.checks, SizeIs(2));
}

}  // namespace
}  // namespace plugtest::engine
