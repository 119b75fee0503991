#pragma once

#include "harness/model/time.h"

#include <cstdint>
#include <functional>
#include <utility>

namespace plugtest::api {

/// Where time comes from: the wall on a floor, the discrete-event scheduler in the lab. Everything
/// that waits, waits here, so that lab and floor run the same code.
///
/// A clock belongs to one thread (the one that runs its Runtime's io_context); callbacks run there,
/// never inside call_at().
class Clock {
 public:
  using Callback = std::function<void()>;
  using TimerId = std::uint64_t;  ///< never 0

  virtual ~Clock() = default;
  virtual HostTime now() const = 0;

  /// Calls `callback` once, at or after `when`. Timers due at the same time run in the order in
  /// which they were asked for.
  virtual TimerId call_at(HostTime when, Callback callback) = 0;

  /// Forgets the timer; unknown and past ids are ignored.
  virtual void cancel(TimerId timer) = 0;
};

/// A timer that is forgotten when its owner goes.
class Timer {
 public:
  explicit Timer(Clock& clock) : clock_(&clock) {}
  ~Timer() { cancel(); }
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  /// Replaces what was set before.
  void set(HostTime when, Clock::Callback callback) {
    cancel();
    id_ = clock_->call_at(when, [this, call = std::move(callback)] {
      id_ = 0;
      call();
    });
  }
  void set_after(Nanos delay, Clock::Callback callback) {
    set(clock_->now() + delay, std::move(callback));
  }
  void cancel() {
    if (id_ != 0) clock_->cancel(id_);
    id_ = 0;
  }
  bool pending() const { return id_ != 0; }

 private:
  Clock* clock_;
  Clock::TimerId id_ = 0;
};

}  // namespace plugtest::api
