#pragma once

#include "harness/api/clock.h"

#include <cstdint>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>

namespace plugtest::lab {

/// The lab's discrete-event scheduler, seen by everybody else as a Clock. Time stands still while
/// callbacks run and moves only in advance() or advance_to(); who calls those is the pace
/// (lock_step.h).
class VirtualClock final : public api::Clock {
 public:
  /// Lab time begins at `epoch`.
  explicit VirtualClock(HostTime epoch);

  HostTime now() const override { return now_; }
  TimerId call_at(HostTime when, Callback callback) override;
  void cancel(TimerId timer) override;

  /// When the earliest timer is due.
  std::optional<HostTime> next() const;

  /// Moves to the earliest timer and runs that one callback. False when there is none.
  bool advance();

  /// Moves to `when`, which must not lie beyond next(), without running anything.
  void advance_to(HostTime when);

  /// How far the callback that is running may move time on its own with advance_to(): up to the
  /// next timer, and never past the pace's limit. A busy actor (the radio in an inventory round)
  /// does many small steps in one callback instead of one timer each.
  HostTime horizon() const;

  /// Nothing may move time beyond `limit` (real-time pace).
  void set_limit(HostTime limit) { limit_ = limit; }

 private:
  struct Key {
    HostTime when;
    TimerId id;  // ids grow: equal times run in the order of asking
    auto operator<=>(const Key&) const = default;
  };

  HostTime now_;
  HostTime limit_ = HostTime::max();
  TimerId last_id_ = 0;
  std::map<Key, Callback> timers_;
  std::unordered_map<TimerId, HostTime> due_;
};

/// The day the virtual lab lives in: 2009-04-20T00:00:00Z, the first day of the first postal
/// plugtest. A fixed epoch keeps results equal from run to run.
HostTime default_epoch();

}  // namespace plugtest::lab
