#include "harness/score/cell.h"
#include "tests/unit/harness/score/builders.h"

#include <gtest/gtest.h>

namespace plugtest::score {
namespace {

using model::Attribution;
using model::PassScore;
using model::Reason;
using model::RunOutcome;
using model::SequentialRule;
using model::TagTypeId;
using model::Verdict;
using testing::score_of;

std::vector<PassScore> passes(std::uint32_t good, std::uint32_t bad) {
  std::vector<PassScore> scores;
  for (std::uint32_t i = 0; i < good + bad; ++i) {
    scores.push_back(score_of(i, "red", i < bad ? 9 : 10, 10));
  }
  return scores;
}

RunOutcome outcome(const std::vector<PassScore>& scores, const RunEnding& ending = {},
                   const std::vector<model::PassExtras>& extras = {}) {
  return conclude(TagTypeId("red"), SequentialRule{}, scores, extras, 0, ending);
}

TEST(Conclude, PassesByTheRule) {
  const RunOutcome result = outcome(passes(18, 0));
  EXPECT_EQ(result.verdict, Verdict::pass);
  EXPECT_EQ(result.reasons, std::vector{Reason::requirement_met});
  EXPECT_EQ(result.attribution, Attribution::none);
  EXPECT_EQ(result.successes, 18U);
  EXPECT_EQ(result.passes, 18U);
  EXPECT_EQ(result.identified, 180U);
  EXPECT_EQ(result.expected, 180U);
  EXPECT_EQ(result.detail,
            "18 of 18 passes succeeded, 180 of 180 items identified from 0 tag reports.");
}

TEST(Conclude, NamesWhatWasMissedMostAndWhatIsForeign) {
  std::vector<PassScore> scores = passes(0, 2);
  scores[0].missed = {model::PieceId("p1"), model::PieceId("p2"), model::PieceId("p3")};
  scores[1].missed = {model::PieceId("p3"), model::PieceId("p4")};
  model::PassExtras extras;
  extras.foreign = {*identity::Uii::from_hex("3034")};
  const std::string detail = outcome(scores, {}, {extras}).detail;
  EXPECT_NE(detail.find("Missed: p3, p1, p2 and 1 other."), std::string::npos) << detail;
  EXPECT_NE(detail.find("Foreign: 3034."), std::string::npos) << detail;
}

TEST(Conclude, FailsByTheRuleAndLeavesTheCauseOpen) {
  const RunOutcome result = outcome(passes(0, 3));
  EXPECT_EQ(result.verdict, Verdict::fail);
  EXPECT_EQ(result.reasons, (std::vector{Reason::requirement_missed, Reason::items_missed}));
  EXPECT_EQ(result.attribution, Attribution::unknown);
}

TEST(Conclude, PassesAfterTheDecisionDoNotCount) {
  std::vector<PassScore> scores = passes(18, 0);
  for (std::uint32_t i = 18; i < 40; ++i) scores.push_back(score_of(i, "red", 0, 10));
  const RunOutcome result = outcome(scores);
  EXPECT_EQ(result.verdict, Verdict::pass);
  EXPECT_EQ(result.passes, 18U);
  EXPECT_EQ(result.expected, 180U);
}

TEST(Conclude, OtherTagTypesAndEmptyPassesDoNotCount) {
  std::vector<PassScore> scores = passes(18, 0);
  scores.insert(scores.begin(), score_of(0, "blue", 0, 10));
  scores.insert(scores.begin(), score_of(0, "red", 0, 0));
  EXPECT_EQ(outcome(scores).verdict, Verdict::pass);
}

TEST(Conclude, TooFewPassesAreInconclusive) {
  const RunOutcome result = outcome(passes(1, 0));
  EXPECT_EQ(result.verdict, Verdict::inconclusive);
  EXPECT_EQ(result.reasons, std::vector{Reason::too_few_passes});
}

TEST(Conclude, UnexpectedReadsMakeARemark) {
  model::PassExtras extras;
  extras.pass = 3;
  extras.foreign.push_back(testing::uii("a1"));
  const RunOutcome result = outcome(passes(18, 0), {}, {extras});
  EXPECT_EQ(result.verdict, Verdict::pass_with_remark);
  EXPECT_EQ(result.reasons, (std::vector{Reason::requirement_met, Reason::foreign_reads}));
  EXPECT_NE(result.detail.find("1 foreign"), std::string::npos);
  extras.pass = 18;  // after the decision
  EXPECT_EQ(outcome(passes(18, 0), {}, {extras}).verdict, Verdict::pass);
}

TEST(Conclude, WrongDataBelongsToATagTypeThatMissed) {
  model::PassExtras extras;
  extras.wrong_data.push_back(testing::uii("a1"));
  extras.pass = 0;
  EXPECT_EQ(outcome(passes(26, 1), {}, {extras}).reasons.back(), Reason::wrong_data);
  extras.pass = 1;
  EXPECT_EQ(outcome(passes(26, 1), {}, {extras}).reasons.back(), Reason::items_missed);
}

TEST(Conclude, SaysHowOftenPiecesWereReadWhereThatIsLimited) {
  std::vector<PassScore> scores = passes(0, 3);
  for (PassScore& score : scores) score.identified = score.expected;
  scores[0].over_read = 2;
  scores[0].most_reads = 5;
  scores[1].over_read = 1;
  scores[1].most_reads = 14;
  const RunOutcome result = outcome(scores);
  EXPECT_EQ(result.verdict, Verdict::fail);
  EXPECT_EQ(result.reasons, (std::vector{Reason::requirement_missed, Reason::duplicate_reads}));
  EXPECT_NE(result.detail.find(", 3 items read more often than allowed, one of them 14 times."),
            std::string::npos)
      << result.detail;
}

struct Ending {
  Reason reason;
  std::uint32_t clean_passes;
  Verdict verdict;
  Attribution attribution;
};

class Endings : public ::testing::TestWithParam<Ending> {};

TEST_P(Endings, GiveTheVerdictOfTheDesign) {
  const Ending& row = GetParam();
  const RunOutcome result = outcome(passes(row.clean_passes, 0), {row.reason, "It ended."});
  EXPECT_EQ(result.verdict, row.verdict) << to_string(row.reason);
  EXPECT_EQ(result.attribution, row.attribution) << to_string(row.reason);
  const bool decided_before = row.verdict == Verdict::pass;
  EXPECT_EQ(result.reasons.front(), decided_before ? Reason::requirement_met : row.reason);
  EXPECT_EQ(result.detail.find("It ended."), 0U);
}

INSTANTIATE_TEST_SUITE_P(
    Conclude, Endings,
    ::testing::Values(
        // misbehaviour on a healthy link: the reader fails, whatever it read before
        Ending{Reason::peer_refused, 0, Verdict::fail, Attribution::reader},
        Ending{Reason::peer_stalled, 5, Verdict::fail, Attribution::reader},
        Ending{Reason::peer_broke_protocol, 18, Verdict::fail, Attribution::reader},
        Ending{Reason::settings_refused, 0, Verdict::fail, Attribution::reader},
        // a link lost for an unknown cause proves nothing
        Ending{Reason::link_lost, 5, Verdict::inconclusive, Attribution::unknown},
        Ending{Reason::link_lost, 18, Verdict::pass, Attribution::none},
        Ending{Reason::unreachable, 0, Verdict::inconclusive, Attribution::unknown},
        Ending{Reason::identity_differs, 0, Verdict::inconclusive, Attribution::operator_},
        // error is ours only
        Ending{Reason::harness_fault, 18, Verdict::error, Attribution::harness},
        // stopped by people
        Ending{Reason::aborted, 0, Verdict::not_run, Attribution::none},
        Ending{Reason::aborted, 5, Verdict::inconclusive, Attribution::operator_},
        Ending{Reason::operator_timeout, 5, Verdict::inconclusive, Attribution::operator_},
        Ending{Reason::budget_exhausted, 0, Verdict::not_run, Attribution::none},
        Ending{Reason::budget_exhausted, 5, Verdict::inconclusive, Attribution::unknown},
        Ending{Reason::not_claimed, 0, Verdict::not_applicable, Attribution::none},
        // what the reader says of itself, and what the floor was set up for
        Ending{Reason::not_offered, 0, Verdict::not_applicable, Attribution::none},
        Ending{Reason::outside_region_plan, 0, Verdict::inconclusive, Attribution::operator_},
        Ending{Reason::batch_check_failed, 0, Verdict::inconclusive, Attribution::unknown},
        Ending{Reason::eye_silent, 5, Verdict::inconclusive, Attribution::operator_}));

TEST(Conclude, CountsDisturbedPasses) {
  const RunOutcome result =
      conclude(TagTypeId("red"), SequentialRule{}, passes(18, 0), {}, 2, RunEnding{});
  EXPECT_EQ(result.disturbed, 2U);
  EXPECT_NE(result.detail.find("2 more disturbed and not counted"), std::string::npos);
}

}  // namespace
}  // namespace plugtest::score
