#include "harness/score/suspects.h"

#include <functional>

#include <gtest/gtest.h>

namespace plugtest::score {
namespace {

using Misses = std::function<bool(std::uint32_t reader, std::uint32_t tag, std::uint32_t scenario)>;

std::vector<MatrixPoint> matrix(std::uint32_t readers, std::uint32_t tags, std::uint32_t scenarios,
                                const Misses& misses) {
  std::vector<MatrixPoint> points;
  for (std::uint32_t r = 0; r < readers; ++r) {
    for (std::uint32_t t = 0; t < tags; ++t) {
      for (std::uint32_t s = 0; s < scenarios; ++s) points.push_back({r, t, s, misses(r, t, s)});
    }
  }
  return points;
}

using Suspects = std::vector<Suspect>;

TEST(FindSuspects, AccusesNobodyWhenAllIsWell) {
  EXPECT_TRUE(find_suspects({}).empty());
  EXPECT_TRUE(find_suspects(matrix(8, 12, 6, [](auto...) { return false; })).empty());
}

TEST(FindSuspects, ChanceMissesOfAHealthyEventAccuseNobody) {
  const auto points = matrix(8, 12, 6, [](auto r, auto t, auto s) {
    return (r == 1 && t == 2 && s == 3) || (r == 4 && t == 2 && s == 0) ||
           (r == 4 && t == 9 && s == 5);
  });
  EXPECT_TRUE(find_suspects(points).empty());
}

TEST(FindSuspects, TellsAReaderFromATagTypeWhereTheyCross) {
  const auto points = matrix(8, 12, 6, [](auto r, auto t, auto) { return r == 3 || t == 5; });
  EXPECT_EQ(find_suspects(points),
            (Suspects{{SuspectKind::reader, 3, {}}, {SuspectKind::tag_type, 5, {}}}));
}

TEST(FindSuspects, FindsWhatStandsOutInOneScenarioOnly) {
  const auto points =
      matrix(8, 12, 6, [](auto r, auto t, auto s) { return s == 2 && (r == 3 || t == 5); });
  EXPECT_EQ(find_suspects(points),
            (Suspects{{SuspectKind::reader, 3, 2U}, {SuspectKind::tag_type, 5, 2U}}));
}

TEST(FindSuspects, AScenarioThatManyMissHereAndThereIsTheChannel) {
  const auto points =
      matrix(8, 12, 6, [](auto r, auto t, auto s) { return s == 4 && (r * 7 + t * 5) % 3 == 0; });
  EXPECT_EQ(find_suspects(points), (Suspects{{SuspectKind::channel, 4, {}}}));
}

TEST(FindSuspects, TheTagTypeThatMissesFirstWhereNobodyHasPowerToSpareIsNotAccused) {
  // Six readers of eight miss it in the one scenario, where others miss here and there, too.
  const auto points = matrix(8, 12, 6, [](auto r, auto t, auto s) {
    if (s != 3) return false;
    return t == 11 ? r < 6 : t >= 8 && (r + t) % 4 == 0;
  });
  EXPECT_EQ(find_suspects(points), Suspects{});
  // Elsewhere nobody misses, so with the others at ease it is the type.
  const auto alone =
      matrix(8, 12, 6, [](auto r, auto t, auto s) { return s == 3 && t == 11 && r < 6; });
  EXPECT_EQ(find_suspects(alone), (Suspects{{SuspectKind::tag_type, 11, 3U}}));
}

TEST(FindSuspects, AWeakTagTypeIsFoundWhereItMattersAndBelowHalf) {
  // Missed by three of eight readers in every scenario: never by most.
  const auto points =
      matrix(8, 12, 6, [](auto r, auto t, auto s) { return t == 7 && (r + s) % 8 < 3; });
  EXPECT_EQ(find_suspects(points), (Suspects{{SuspectKind::tag_type, 7, {}}}));
}

TEST(FindSuspects, OnePairIsNeitherOfTheTwo) {
  EXPECT_TRUE(find_suspects(matrix(8, 12, 6, [](auto r, auto t, auto) {
                return r == 3 && t == 5;
              })).empty());
}

TEST(FindSuspects, AnEventOfTwoReadersIsEnoughToConvictOne) {
  EXPECT_EQ(find_suspects(matrix(2, 2, 1, [](auto r, auto, auto) { return r == 1; })),
            (Suspects{{SuspectKind::reader, 1, {}}}));
  EXPECT_TRUE(find_suspects(matrix(1, 4, 1, [](auto...) { return true; })).empty());
}

TEST(FindSuspects, WhatNobodyMeetsInOneScenarioIsTheChannel) {
  EXPECT_EQ(find_suspects(matrix(2, 2, 1, [](auto...) { return true; })),
            (Suspects{{SuspectKind::channel, 0, {}}}));
}

}  // namespace
}  // namespace plugtest::score
