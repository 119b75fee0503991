#include "harness/lab/hopper.h"

#include <map>

#include <gtest/gtest.h>

namespace plugtest::lab {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

model::RegionPlan plan_of(std::size_t channels, bool hopping, Nanos max_dwell) {
  model::RegionPlan plan;
  plan.channels.resize(channels);
  plan.hopping = hopping;
  plan.max_dwell = max_dwell;
  return plan;
}

TEST(Hopper, UsesEveryChannelOnceBeforeAnyAgainAndNeverOneTwiceInARow) {
  Hopper hopper(plan_of(20, true, seconds(2)), {3, 4, 5, 6, 7}, 1);
  HostTime now{seconds(1)};
  std::uint16_t before = 999;
  for (int cycle = 0; cycle < 50; ++cycle) {
    std::map<std::uint16_t, int> uses;
    for (int dwell = 0; dwell < 5; ++dwell, now += milliseconds(200)) {
      const auto stay = hopper.next(now);
      EXPECT_EQ(stay.begin, now);
      EXPECT_LE(stay.latest_end, now + seconds(2));
      EXPECT_NE(stay.channel, before);
      before = stay.channel;
      ++uses[stay.channel];
    }
    EXPECT_EQ(uses.size(), 5U);
  }
}

TEST(Hopper, WithoutHoppingStaysAsLongAsThePlanAllows) {
  Hopper hopper(plan_of(4, false, seconds(4)), {0, 1, 2, 3}, 1);
  const HostTime begin{seconds(1)};
  const auto first = hopper.next(begin);
  EXPECT_EQ(hopper.next(begin + seconds(1)).channel, first.channel);
  EXPECT_LE(first.latest_end, begin + seconds(4));
  EXPECT_NE(hopper.next(first.latest_end).channel, first.channel);
}

TEST(Hopper, WithASingleChannelIsSilentWhenTheStayIsOver) {
  Hopper hopper(plan_of(1, false, seconds(4)), {0}, 1);
  const auto first = hopper.next(HostTime{seconds(1)});
  const auto second = hopper.next(first.latest_end);
  EXPECT_EQ(second.channel, 0);
  EXPECT_GE(second.begin, first.latest_end + milliseconds(100));
  EXPECT_GT(second.latest_end, second.begin);
}

TEST(Hopper, WithoutALimitMayStayForEver) {
  Hopper hopper(plan_of(2, false, Nanos(0)), {0, 1}, 1);
  EXPECT_EQ(hopper.next(HostTime{seconds(1)}).latest_end, HostTime::max());
  EXPECT_EQ(hopper.next(HostTime{seconds(1000)}).channel, 0);
}

}  // namespace
}  // namespace plugtest::lab
