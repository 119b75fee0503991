#include "harness/score/decision.h"

#include <gtest/gtest.h>

namespace plugtest::score {
namespace {

using model::DecisionRule;
using model::FixedRule;
using model::SequentialRule;

Decision clean(const DecisionRule& rule, std::uint32_t passes) {
  return decide(rule, passes, passes);
}

// The number that DESIGN 8 states.
TEST(Sequential, AcceptsAtEighteenCleanPasses) {
  const SequentialRule rule;
  EXPECT_EQ(clean(rule, 17), Decision::pending);
  EXPECT_EQ(clean(rule, 18), Decision::pass);
}

// With the same rule, by hand: a failure adds ln(0.20 / 0.05) = 1.3863, a success takes away
// ln(0.95 / 0.80) = 0.1719, and the thresholds are -+ ln 19 = -+ 2.9444.
TEST(Sequential, MatchesTheSumsDoneByHand) {
  const SequentialRule rule;
  EXPECT_EQ(decide(rule, 0, 2), Decision::pending);    //  2.7726
  EXPECT_EQ(decide(rule, 0, 3), Decision::fail);       //  4.1589
  EXPECT_EQ(decide(rule, 7, 10), Decision::fail);      //  4.1589 - 1.2030 = 2.9559
  EXPECT_EQ(decide(rule, 8, 11), Decision::pending);   //  4.1589 - 1.3748 = 2.7841
  EXPECT_EQ(decide(rule, 25, 26), Decision::pending);  //  1.3863 - 4.2963 = -2.9100
  EXPECT_EQ(decide(rule, 26, 27), Decision::pass);     //  1.3863 - 4.4681 = -3.0818
}

TEST(Sequential, ReachingTheCapIsInconclusive) {
  SequentialRule rule;
  rule.max_passes = 12;
  EXPECT_EQ(clean(rule, 11), Decision::pending);
  EXPECT_EQ(clean(rule, 12), Decision::inconclusive);
  EXPECT_EQ(decide(rule, 0, 12), Decision::fail);
}

// p1 / p0 = 1/2 and beta / (1 - alpha) = 1/4: two clean passes meet the threshold exactly.
TEST(Sequential, TieDecides) {
  const SequentialRule rule{.accept_level = 0.8,
                            .reject_level = 0.4,
                            .false_reject = 0.2,
                            .false_accept = 0.2,
                            .max_passes = 60};
  EXPECT_EQ(clean(rule, 1), Decision::pending);
  EXPECT_EQ(clean(rule, 2), Decision::pass);
}

TEST(Fixed, DecidesAtTheStatedNumberOfPasses) {
  const FixedRule rule;  // 59 passes, 95 %
  EXPECT_EQ(clean(rule, 58), Decision::pending);
  EXPECT_EQ(clean(rule, 59), Decision::pass);
  EXPECT_EQ(decide(rule, 58, 59), Decision::inconclusive);
  EXPECT_EQ(decide(rule, 0, 58), Decision::pending);
  EXPECT_EQ(decide(rule, 50, 59), Decision::fail);
}

TEST(Fixed, TakesTheExactBound) {
  EXPECT_EQ(clean(FixedRule{.passes = 299, .requirement = 0.99}, 299), Decision::pass);
  EXPECT_EQ(clean(FixedRule{.passes = 298, .requirement = 0.99}, 298), Decision::inconclusive);
}

TEST(ReasonOf, NamesTheRuleThatSpoke) {
  EXPECT_EQ(reason_of(SequentialRule{}, Decision::pass), model::Reason::requirement_met);
  EXPECT_EQ(reason_of(SequentialRule{}, Decision::fail), model::Reason::requirement_missed);
  EXPECT_EQ(reason_of(SequentialRule{}, Decision::inconclusive), model::Reason::cap_reached);
  EXPECT_EQ(reason_of(FixedRule{}, Decision::inconclusive), model::Reason::straddles_requirement);
  EXPECT_EQ(reason_of(FixedRule{}, Decision::pending), model::Reason::too_few_passes);
}

TEST(Decider, FirstDecisionIsFinal) {
  Decider decider(SequentialRule{});
  for (int i = 0; i < 18; ++i) decider.add(true);
  ASSERT_EQ(decider.decision(), Decision::pass);
  for (int i = 0; i < 18; ++i) decider.add(false);
  EXPECT_EQ(decider.decision(), Decision::pass);
  EXPECT_EQ(decider.successes(), 18U);
  EXPECT_EQ(decider.passes(), 18U);
}

}  // namespace
}  // namespace plugtest::score
