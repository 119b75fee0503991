#include "harness/lab/virtual_clock.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace plugtest::lab {
namespace {

using std::chrono::milliseconds;

TEST(VirtualClock, RunsTimersInOrderOfTimeThenOfAsking) {
  VirtualClock clock(default_epoch());
  std::string order;
  clock.call_at(default_epoch() + milliseconds(20), [&] { order += 'c'; });
  clock.call_at(default_epoch() + milliseconds(10), [&] { order += 'a'; });
  clock.call_at(default_epoch() + milliseconds(10), [&] { order += 'b'; });
  while (clock.advance()) {
  }
  EXPECT_EQ(order, "abc");
  EXPECT_EQ(clock.now(), default_epoch() + milliseconds(20));
}

TEST(VirtualClock, TimeStandsStillWhileNobodyAdvances) {
  VirtualClock clock(default_epoch());
  clock.call_at(default_epoch() + milliseconds(5), [] {});
  EXPECT_EQ(clock.now(), default_epoch());
  EXPECT_EQ(clock.next(), default_epoch() + milliseconds(5));
}

TEST(VirtualClock, CancelledTimersNeverRun) {
  VirtualClock clock(default_epoch());
  bool ran = false;
  const auto id = clock.call_at(default_epoch() + milliseconds(5), [&] { ran = true; });
  clock.cancel(id);
  clock.cancel(id);  // a second time is no harm
  EXPECT_FALSE(clock.advance());
  EXPECT_FALSE(ran);
}

TEST(VirtualClock, ATimerInThePastIsDueNowAfterWhatWasDueNow) {
  VirtualClock clock(default_epoch());
  std::string order;
  clock.call_at(default_epoch(), [&] { order += '1'; });
  clock.call_at(default_epoch() - milliseconds(5), [&] { order += '2'; });
  while (clock.advance()) {
  }
  EXPECT_EQ(order, "12");
  EXPECT_EQ(clock.now(), default_epoch());
}

TEST(VirtualClock, CallbacksMaySetAndCancelTimers) {
  VirtualClock clock(default_epoch());
  std::vector<int> seen;
  const auto late = clock.call_at(default_epoch() + milliseconds(9), [&] { seen.push_back(9); });
  clock.call_at(default_epoch() + milliseconds(1), [&] {
    clock.cancel(late);
    clock.call_at(clock.now() + milliseconds(1), [&] { seen.push_back(2); });
  });
  while (clock.advance()) {
  }
  EXPECT_EQ(seen, std::vector<int>{2});
}

TEST(VirtualClock, TheHorizonEndsAtTheNextTimerAndAtTheLimit) {
  VirtualClock clock(default_epoch());
  EXPECT_EQ(clock.horizon(), HostTime::max());
  clock.call_at(default_epoch() + milliseconds(7), [] {});
  EXPECT_EQ(clock.horizon(), default_epoch() + milliseconds(7));
  clock.set_limit(default_epoch() + milliseconds(3));
  EXPECT_EQ(clock.horizon(), default_epoch() + milliseconds(3));
  clock.advance_to(default_epoch() + milliseconds(5));
  EXPECT_EQ(clock.horizon(), clock.now());
}

TEST(Timer, ForgetsItselfWithItsOwner) {
  VirtualClock clock(default_epoch());
  bool ran = false;
  {
    api::Timer timer(clock);
    timer.set_after(milliseconds(1), [&] { ran = true; });
    EXPECT_TRUE(timer.pending());
  }
  EXPECT_FALSE(clock.advance());
  EXPECT_FALSE(ran);
}

TEST(Timer, MayBeSetAgainFromItsOwnCallback) {
  VirtualClock clock(default_epoch());
  api::Timer timer(clock);
  int runs = 0;
  std::function<void()> tick = [&] {
    if (++runs < 3) timer.set_after(milliseconds(1), tick);
  };
  timer.set_after(milliseconds(1), tick);
  while (clock.advance()) {
  }
  EXPECT_EQ(runs, 3);
  EXPECT_FALSE(timer.pending());
}

}  // namespace
}  // namespace plugtest::lab
