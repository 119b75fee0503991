#include "harness/lab/virtual_clock.h"

#include <algorithm>
#include <cassert>

namespace plugtest::lab {

VirtualClock::VirtualClock(HostTime epoch) : now_(epoch) {}

api::Clock::TimerId VirtualClock::call_at(HostTime when, Callback callback) {
  const TimerId id = ++last_id_;
  // What is due in the past happens next, not before what was already due now.
  const HostTime due = std::max(when, now_);
  timers_.emplace(Key{due, id}, std::move(callback));
  due_.emplace(id, due);
  return id;
}

void VirtualClock::cancel(TimerId timer) {
  const auto found = due_.find(timer);
  if (found == due_.end()) return;
  timers_.erase(Key{found->second, timer});
  due_.erase(found);
}

std::optional<HostTime> VirtualClock::next() const {
  if (timers_.empty()) return std::nullopt;
  return timers_.begin()->first.when;
}

bool VirtualClock::advance() {
  if (timers_.empty()) return false;
  const auto first = timers_.begin();
  now_ = first->first.when;
  // Out of the tables before it runs: the callback may set and cancel timers.
  const Callback callback = std::move(first->second);
  due_.erase(first->first.id);
  timers_.erase(first);
  callback();
  return true;
}

void VirtualClock::advance_to(HostTime when) {
  assert(when >= now_);
  assert(timers_.empty() || when <= timers_.begin()->first.when);
  now_ = when;
}

HostTime VirtualClock::horizon() const {
  const HostTime next_timer = next().value_or(HostTime::max());
  return std::max(now_, std::min(next_timer, limit_));
}

HostTime default_epoch() {
  // 14354 days after 1970-01-01.
  return HostTime{std::chrono::hours(24 * 14354)};
}

}  // namespace plugtest::lab
