#include "harness/lab/channel_ledger.h"

#include <gtest/gtest.h>

namespace plugtest::lab {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr HostTime at(int ms) { return HostTime(seconds(1000) + milliseconds(ms)); }

model::RegionPlan plan_of(Nanos max_dwell) {
  model::RegionPlan plan;
  plan.channels.resize(3);
  plan.max_dwell = max_dwell;
  return plan;
}

TEST(ChannelLedger, WithoutALimitEverythingIsAllowed) {
  ChannelLedger ledger(plan_of(Nanos(0)));
  ledger.used(1, at(0), at(100'000));
  EXPECT_EQ(ledger.allowance(1, at(100'000)), Nanos::max());
}

TEST(ChannelLedger, TheUseOfAnotherChannelEndsAStay) {
  ChannelLedger ledger(plan_of(seconds(2)));
  ledger.used(1, at(0), at(500));
  ledger.used(1, at(600), at(900));
  EXPECT_EQ(ledger.allowance(1, at(1000)), seconds(1));
  EXPECT_EQ(ledger.allowance(2, at(1000)), seconds(2));
  // Silence does not bring it about.
  EXPECT_FALSE(ledger.available(1, at(1000), milliseconds(1500)));
  ledger.used(2, at(1000), at(1001));
  EXPECT_EQ(ledger.allowance(1, at(1001)), seconds(2));
}

TEST(ChannelLedger, SilenceEndsAStayWhereThePlanSaysSo) {
  model::RegionPlan plan = plan_of(seconds(4));
  plan.off_time = milliseconds(100);
  ChannelLedger ledger(plan);
  ledger.used(1, at(0), at(3000));
  ledger.used(2, at(3000), at(3050));
  // Short silences count as the stay.
  EXPECT_EQ(ledger.allowance(1, at(3099)), milliseconds(901));
  EXPECT_EQ(ledger.available(1, at(3050), seconds(2)), at(3100));
  EXPECT_EQ(ledger.allowance(1, at(3100)), seconds(4));
}

TEST(ChannelLedger, WithAPeriodTheSumWithinItCounts) {
  model::RegionPlan plan = plan_of(milliseconds(400));
  plan.dwell_period = seconds(20);
  ChannelLedger ledger(plan);
  ledger.used(0, at(0), at(150));
  ledger.used(0, at(5000), at(5200));
  EXPECT_EQ(ledger.allowance(0, at(5200)), milliseconds(50));
  EXPECT_EQ(ledger.available(0, at(5200), milliseconds(40)), at(5200));
  EXPECT_EQ(ledger.available(0, at(5200), milliseconds(200)), at(20'150));
  EXPECT_EQ(ledger.available(0, at(5200), milliseconds(400)), at(25'200));
  // What is partly forgotten counts in part.
  EXPECT_EQ(ledger.allowance(0, at(20'100)), milliseconds(150));
  EXPECT_EQ(ledger.allowance(1, at(5200)), milliseconds(400));
}

}  // namespace
}  // namespace plugtest::lab
