#include "harness/score/levels.h"

#include <array>

#include <gtest/gtest.h>

namespace plugtest::score {
namespace {

TEST(SummarizeLevels, OfNoLevelIsNothing) { EXPECT_EQ(summarize_levels({}), std::nullopt); }

TEST(SummarizeLevels, GivesPlaceAndSpread) {
  constexpr std::array<std::int32_t, 4> k_levels{-50'000, -60'000, -52'000, -58'000};
  const auto levels = summarize_levels(k_levels);
  ASSERT_TRUE(levels);
  EXPECT_EQ(*levels, (LevelSummary{.count = 4,
                                   .least_mdbm = -60'000,
                                   .tenth_mdbm = -60'000,
                                   .median_mdbm = -58'000,
                                   .greatest_mdbm = -50'000,
                                   .mean_mdbm = -55'000,
                                   .deviation_mdb = 4761}));  // sqrt(68 / 3) dB
}

TEST(SummarizeLevels, OneLevelHasNoSpread) {
  constexpr std::array<std::int32_t, 1> k_levels{-41'000};
  EXPECT_EQ(summarize_levels(k_levels)->deviation_mdb, 0);
  EXPECT_EQ(summarize_levels(k_levels)->tenth_mdbm, -41'000);
}

}  // namespace
}  // namespace plugtest::score
