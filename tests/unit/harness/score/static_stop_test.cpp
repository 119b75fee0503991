#include "harness/score/static_stop.h"

#include <vector>

#include <gtest/gtest.h>

namespace plugtest::score {
namespace {

using model::StaticEnd;
using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(StaticStop, EndsWhenAllAreIdentified) {
  StaticStop stop(2);
  EXPECT_EQ(stop.end(milliseconds(1)), StaticEnd::unended);
  stop.identified(milliseconds(30));
  stop.identified(milliseconds(70));
  EXPECT_EQ(stop.end(milliseconds(70)), StaticEnd::complete);
  EXPECT_EQ(stop.deadline(), milliseconds(70));
}

TEST(StaticStop, WaitsFiveTimesTheTimeToEightyPercent) {
  StaticStop stop(10);
  for (int i = 1; i <= 8; ++i) stop.identified(milliseconds(100 * i));
  EXPECT_EQ(stop.t_percent(), milliseconds(800));
  EXPECT_EQ(stop.deadline(), milliseconds(4000));
  EXPECT_EQ(stop.end(milliseconds(3999)), StaticEnd::unended);
  EXPECT_EQ(stop.end(milliseconds(4000)), StaticEnd::stopped);
  stop.identified(milliseconds(4001));
  EXPECT_EQ(stop.count(), 8U);
  EXPECT_EQ(stop.last(), milliseconds(800));
}

TEST(StaticStop, GivesUpAfterTenSecondsBelowEightyPercent) {
  StaticStop stop(10);
  for (int i = 1; i <= 7; ++i) stop.identified(milliseconds(100 * i));
  EXPECT_EQ(stop.deadline(), seconds(10));
  EXPECT_EQ(stop.end(milliseconds(9999)), StaticEnd::unended);
  EXPECT_EQ(stop.end(seconds(10)), StaticEnd::aborted);
  EXPECT_EQ(stop.count(), 7U);
}

TEST(StaticStop, AnEighthTagAtTheLastMomentGivesMoreTime) {
  StaticStop stop(10);
  for (int i = 1; i <= 7; ++i) stop.identified(milliseconds(100 * i));
  stop.identified(seconds(9));
  EXPECT_EQ(stop.end(seconds(10)), StaticEnd::unended);
  EXPECT_EQ(stop.deadline(), seconds(45));
}

TEST(ReplayStatic, TreatsARecordingAlike) {
  const std::vector<Nanos> reads{milliseconds(10), milliseconds(20), milliseconds(30),
                                 milliseconds(40), milliseconds(500)};
  const StaticStop stop = replay_static(5, reads);
  EXPECT_EQ(stop.count(), 4U);
  EXPECT_EQ(stop.end(milliseconds(500)), StaticEnd::stopped);
}

}  // namespace
}  // namespace plugtest::score
