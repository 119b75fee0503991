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
  RunScorer scorer({TagTypeId("red"), TagTypeId("blue")}, {}, model::SequentialRule{});
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

TEST(RunScorer, DisturbedPassesDoNotCount) {
  RunScorer scorer({TagTypeId("red")}, {}, model::SequentialRule{});
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

}  // namespace
}  // namespace plugtest::score
