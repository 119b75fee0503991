#include "harness/model/decision_rule.h"

#include <limits>

#include <gtest/gtest.h>

namespace plugtest::model {
namespace {

TEST(CleanPassesNeeded, OfTheFixedRuleAreTheExactBinomialNumbers) {
  // Zero misses, one-sided 95 %: 59, 299, 598 and 2,995 trials for these rates.
  EXPECT_EQ(clean_passes_needed(FixedRule{1, 0.95, 0.95}), 59U);
  EXPECT_EQ(clean_passes_needed(FixedRule{1, 0.99, 0.95}), 299U);
  EXPECT_EQ(clean_passes_needed(FixedRule{1, 0.995, 0.95}), 598U);
  EXPECT_EQ(clean_passes_needed(FixedRule{1, 0.999, 0.95}), 2995U);
}

TEST(CleanPassesNeeded, IsNotOneTooManyWhereThePowerFitsExactly) {
  // 0.5^3 = 1 - 0.875
  EXPECT_EQ(clean_passes_needed(FixedRule{1, 0.5, 0.875}), 3U);
}

TEST(CleanPassesNeeded, OfTheSequentialRule) {
  // ln(0.95 / 0.05) / ln(0.95 / 0.80) = 17.13
  EXPECT_EQ(clean_passes_needed(SequentialRule{0.95, 0.80, 0.05, 0.05, 60}), 18U);
  EXPECT_EQ(clean_passes_needed(DecisionRule{SequentialRule{0.95, 0.80, 0.05, 0.05, 60}}), 18U);
}

TEST(CleanPassesNeeded, NeverSufficesForLevelsThatCannotBeMet) {
  constexpr auto never = std::numeric_limits<std::uint32_t>::max();
  EXPECT_EQ(clean_passes_needed(FixedRule{1, 1.0, 0.95}), never);
  EXPECT_EQ(clean_passes_needed(FixedRule{1, 0.95, 1.0}), never);
  EXPECT_EQ(clean_passes_needed(SequentialRule{0.80, 0.80, 0.05, 0.05, 60}), never);
  EXPECT_EQ(clean_passes_needed(SequentialRule{0.80, 0.95, 0.05, 0.05, 60}), never);
  EXPECT_EQ(clean_passes_needed(SequentialRule{1.0, 0.95, 0.05, 0.05, 60}), never);
}

}  // namespace
}  // namespace plugtest::model
