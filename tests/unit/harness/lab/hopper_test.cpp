#include "harness/lab/hopper.h"

#include <map>

#include <gtest/gtest.h>

namespace plugtest::lab {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Nanos k_least = milliseconds(20);

model::RegionPlan plan_of(std::size_t channels, bool hopping, Nanos max_dwell) {
  model::RegionPlan plan;
  plan.channels.resize(channels);
  plan.hopping = hopping;
  plan.max_dwell = max_dwell;
  if (!hopping) plan.off_time = milliseconds(100);
  return plan;
}

TEST(Hopper, UsesEveryChannelOnceBeforeAnyAgainAndNeverOneTwiceInARow) {
  Hopper hopper(plan_of(20, true, seconds(2)));
  hopper.begin({3, 4, 5, 6, 7}, 1);
  HostTime now{seconds(1)};
  std::uint16_t before = 999;
  for (int cycle = 0; cycle < 50; ++cycle) {
    std::map<std::uint16_t, int> uses;
    for (int dwell = 0; dwell < 5; ++dwell, now += milliseconds(200)) {
      const auto stay = hopper.next(now, k_least);
      EXPECT_EQ(stay.begin, now);
      EXPECT_EQ(stay.latest_end, now + seconds(2));
      EXPECT_NE(stay.channel, before);
      before = stay.channel;
      ++uses[stay.channel];
      hopper.used(now, now + milliseconds(199));
    }
    EXPECT_EQ(uses.size(), 5U);
  }
}

TEST(Hopper, WithoutHoppingStaysAsLongAsThePlanAllows) {
  Hopper hopper(plan_of(4, false, seconds(4)));
  hopper.begin({0, 1, 2, 3}, 1);
  const HostTime begin{seconds(1)};
  const auto first = hopper.next(begin, k_least);
  hopper.used(begin, begin + seconds(1));
  const auto second = hopper.next(begin + seconds(1), k_least);
  EXPECT_EQ(second.channel, first.channel);
  EXPECT_EQ(second.latest_end, begin + seconds(4));
  hopper.used(begin + seconds(1), begin + milliseconds(3990));
  EXPECT_NE(hopper.next(begin + milliseconds(3990), k_least).channel, first.channel);
}

TEST(Hopper, WithASingleChannelIsSilentWhenTheStayIsOver) {
  Hopper hopper(plan_of(1, false, seconds(4)));
  hopper.begin({0}, 1);
  const auto first = hopper.next(HostTime{seconds(1)}, k_least);
  hopper.used(first.begin, first.latest_end);
  const auto second = hopper.next(first.latest_end, k_least);
  EXPECT_EQ(second.channel, 0);
  EXPECT_EQ(second.begin, first.latest_end + milliseconds(100));
  EXPECT_EQ(second.latest_end, second.begin + seconds(4));
}

TEST(Hopper, WithoutALimitMayStayForEver) {
  Hopper hopper(plan_of(2, false, Nanos(0)));
  hopper.begin({0, 1}, 1);
  EXPECT_EQ(hopper.next(HostTime{seconds(1)}, k_least).latest_end, HostTime::max());
  EXPECT_EQ(hopper.next(HostTime{seconds(1000)}, k_least).channel, 0);
}

TEST(Hopper, ATakenChannelIsPassedOver) {
  Hopper hopper(plan_of(3, false, seconds(4)));
  hopper.begin({0, 1, 2}, 1);
  EXPECT_EQ(hopper.next(HostTime{seconds(1)}, k_least).channel, 0);
  hopper.pass_over();
  EXPECT_EQ(hopper.next(HostTime{seconds(1)}, k_least).channel, 1);
  // Kept: it was not found taken.
  EXPECT_EQ(hopper.next(HostTime{seconds(1)}, k_least).channel, 1);
  hopper.pass_over();
  EXPECT_EQ(hopper.next(HostTime{seconds(1)}, k_least).channel, 2);
}

TEST(Hopper, WhatOneInventoryUsedCountsInTheNext) {
  model::RegionPlan plan = plan_of(2, true, milliseconds(400));
  plan.dwell_period = seconds(20);
  Hopper hopper(plan);
  hopper.begin({0, 1}, 1);
  const HostTime begin{seconds(100)};
  const auto first = hopper.next(begin, k_least);
  hopper.used(begin, begin + milliseconds(390));
  hopper.begin({first.channel}, 2);
  const auto again = hopper.next(begin + seconds(1), k_least);
  EXPECT_EQ(again.channel, first.channel);
  EXPECT_EQ(again.begin, begin + milliseconds(20'390));
}

}  // namespace
}  // namespace plugtest::lab
