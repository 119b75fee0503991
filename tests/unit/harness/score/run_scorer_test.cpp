#include "harness/score/run_scorer.h"

#include "tests/unit/harness/score/builders.h"

#include <gtest/gtest.h>

namespace plugtest::score {
namespace {

using model::TagTypeId;
using model::Verdict;
using testing::pass_with;
using testing::piece;
using testing::read_of;

model::PassRecord mixed_pass(std::uint32_t index, bool red, bool blue) {
  model::PassRecord pass = pass_with({piece("r", "red", "a1"), piece("b", "blue", "b1")});
  pass.index = index;
  if (red) pass.observations.push_back(read_of("a1", 1100));
  if (blue) pass.observations.push_back(read_of("b1", 1200));
  return pass;
}

TEST(RunScorer, GoesOnUntilEveryTagTypeIsDecided) {
  RunScorer scorer({TagTypeId("red"), TagTypeId("blue")}, model::ScenarioPlan{});
  std::uint32_t index = 0;
  for (; index < 18; ++index) scorer.add(mixed_pass(index, true, index > 0));
  EXPECT_EQ(scorer.deciders()[0].decision(), Decision::pass);
  EXPECT_EQ(scorer.deciders()[1].decision(), Decision::pending);
  EXPECT_FALSE(scorer.decided());
  for (; index < 27; ++index) scorer.add(mixed_pass(index, false, true));
  EXPECT_TRUE(scorer.decided());

  const RunScore score = scorer.finish({});
  ASSERT_EQ(score.outcomes.size(), 2U);
  EXPECT_EQ(score.outcomes[0].verdict, Verdict::pass);
  EXPECT_EQ(score.outcomes[0].passes, 18U);
  EXPECT_EQ(score.outcomes[1].verdict, Verdict::pass);
  EXPECT_EQ(score.outcomes[1].passes, 27U);
  EXPECT_EQ(score.outcomes[1].successes, 26U);
  EXPECT_EQ(score.pass_scores.size(), 54U);
  EXPECT_EQ(score.extras.size(), 27U);
}

TEST(RunScorer, DoesNotWaitForATagTypeThatIsNotInTheLoad) {
  RunScorer scorer({TagTypeId("red"), TagTypeId("green")}, model::ScenarioPlan{});
  EXPECT_FALSE(scorer.decided());
  for (std::uint32_t i = 0; i < 17; ++i) scorer.add(mixed_pass(i, true, true));
  EXPECT_FALSE(scorer.decided());
  scorer.add(mixed_pass(17, true, true));
  EXPECT_TRUE(scorer.decided());
  EXPECT_EQ(scorer.finish({}).outcomes[1].passes, 0U);
}

TEST(RunScorer, DisturbedPassesDoNotCount) {
  RunScorer scorer({TagTypeId("red")}, model::ScenarioPlan{});
  model::PassRecord disturbed = mixed_pass(0, false, false);
  disturbed.disturbed = model::Reason::link_lost;
  EXPECT_FALSE(scorer.add(disturbed).scores.front().success);
  for (std::uint32_t i = 1; i <= 18; ++i) scorer.add(mixed_pass(i, true, true));
  const RunScore score = scorer.finish({});
  EXPECT_EQ(score.outcomes.front().verdict, Verdict::pass);
  EXPECT_EQ(score.outcomes.front().disturbed, 1U);
  EXPECT_EQ(score.pass_scores.size(), 18U);
  EXPECT_EQ(score.pass_scores.front().pass, 1U);
}

TEST(RunScorer, TellsTheOrderOfWhatPassesInFile) {
  model::ScenarioPlan belt;
  RunScorer scorer({TagTypeId("red"), TagTypeId("blue")}, belt);
  scorer.add(mixed_pass(0, true, true));  // at 1100 and 1200 ms, in the order of the manifest
  model::PassRecord other_way = pass_with({piece("b", "blue", "b1"), piece("r", "red", "a1")});
  other_way.index = 1;
  other_way.observations = {read_of("a1", 1100), read_of("b1", 1200)};
  scorer.add(other_way);
  const RunScore score = scorer.finish({});
  // No report has a level, so only the other estimator has anything to say.
  ASSERT_EQ(score.orders.size(), 2U);
  EXPECT_EQ(score.orders[0], (model::PassOrder{.pass = 0,
                                               .estimator = model::OrderEstimator::midpoint,
                                               .pairs = 1,
                                               .right = 1,
                                               .items = 2,
                                               .complete = true}));
  EXPECT_EQ(score.orders[1].right, 0U);
  belt.load = model::SackLoad{};
  RunScorer sack({TagTypeId("red")}, belt);
  sack.add(mixed_pass(0, true, true));
  EXPECT_TRUE(sack.finish({}).orders.empty());
}

TEST(RunScorer, UnderAStaticRuleWhatIsReadTooLateIsMissed) {
  model::ScenarioPlan still;
  still.load = model::StackLoad{};
  still.pass_criterion.static_stop = model::StaticStopRule{};
  still.pass_criterion.item_rate = 0.8;
  model::PassRecord pass =
      pass_with({piece("1", "red", "a1"), piece("2", "red", "a2"), piece("3", "red", "a3"),
                 piece("4", "red", "a4"), piece("5", "red", "a5")});
  pass.times.end = testing::at_ms(1000 + 9000);
  // Four of five within 0.4 s; the last one after five times that.
  pass.observations = {read_of("a1", 1100), read_of("a2", 1200), read_of("a3", 1300),
                       read_of("a4", 1400), read_of("a5", 3001)};
  RunScorer scorer({TagTypeId("red")}, still);
  const ScoredPass scored = scorer.add(pass);
  EXPECT_EQ(scored.scores[0].identified, 4U);
  EXPECT_EQ(scored.scores[0].missed, std::vector{model::PieceId("5")});
  EXPECT_EQ(scored.scores[0].t80, std::chrono::milliseconds(400));
  EXPECT_EQ(scored.scores[0].t100, std::nullopt);
  EXPECT_TRUE(scored.scores[0].success);
  EXPECT_EQ(scorer.finish({}).statics,
            (std::vector{model::StaticReading{.pass = 0,
                                              .end = model::StaticEnd::stopped,
                                              .population = 5,
                                              .identified = 4,
                                              .last = std::chrono::milliseconds(400),
                                              .t_percent = std::chrono::milliseconds(400)}}));
  pass.observations.back().received = testing::at_ms(3000);
  EXPECT_EQ(RunScorer({TagTypeId("red")}, still).add(pass).reading->end,
            model::StaticEnd::complete);
}

}  // namespace
}  // namespace plugtest::score
