#include "harness/score/further_passes.h"

#include <gtest/gtest.h>

namespace plugtest::score {
namespace {

using model::FixedRule;
using model::SequentialRule;

TEST(FurtherPasses, OfASequentialRuleFollowItsSums) {
  // 8 of 11: 3 * 1.3863 - 8 * 0.1719 = 2.7841. Fail at 2.9444: one failure. Pass at -2.9444:
  // 5.7285 / 0.1719 = 33.3.
  const FurtherPasses more = further_passes(SequentialRule{}, 8, 11);
  EXPECT_EQ(more.all_fail, 1U);
  EXPECT_EQ(more.all_succeed, 34U);
  ASSERT_TRUE(more.as_before);
  EXPECT_LE(*more.as_before, 10U);
}

TEST(FurtherPasses, LookBeyondTheCap) {
  const SequentialRule rule{.max_passes = 60};
  // 54 of 60: 6 * 1.3863 - 54 * 0.1719 = -0.9624; pass after 1.982 / 0.1719 = 11.5 more.
  EXPECT_EQ(further_passes(rule, 54, 60).all_succeed, 12U);
  // At nine of ten the sums fall by 0.0161 a pass: 123 more, and up to 48 more
  // until the rounding of one pass no longer matters.
  ASSERT_TRUE(further_passes(rule, 54, 60).as_before);
  EXPECT_NEAR(*further_passes(rule, 54, 60).as_before, 123, 50);
}

TEST(FurtherPasses, OfAFixedRuleAskForMoreThanWasPlanned) {
  // One miss in 59; the next number of passes that proves 95 % with one miss is 93.
  const FurtherPasses more = further_passes(FixedRule{}, 58, 59);
  EXPECT_EQ(more.all_succeed, 93U - 59U);
  ASSERT_TRUE(more.all_fail);
  EXPECT_LT(*more.all_fail, 10U);
}

TEST(FurtherPasses, AreNotPromisedWhereTheRuleNeverDecides) {
  EXPECT_EQ(further_passes(FixedRule{}, 95, 100).as_before, std::nullopt);
  EXPECT_EQ(further_passes(SequentialRule{}, 0, 0).as_before, std::nullopt);
  EXPECT_EQ(further_passes(SequentialRule{}, 0, 0).all_succeed, 18U);
}

}  // namespace
}  // namespace plugtest::score
