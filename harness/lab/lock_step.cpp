#include "harness/lab/lock_step.h"

#include "harness/lab/virtual_clock.h"

#include <cassert>
#include <utility>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

namespace plugtest::lab {

namespace {

using WallClock = std::chrono::steady_clock;

/// The longest nap while nothing is due. Bytes from outside are stamped with a lab time at most
/// this old.
constexpr std::chrono::milliseconds k_tick{1};

/// How long a wait for the kernel may block before the guard is looked at again.
constexpr std::chrono::milliseconds k_wait{20};

/// Maps lab time to the wall, from the moment it is made.
class WallMap {
 public:
  explicit WallMap(HostTime lab) : lab_(lab), wall_(WallClock::now()) {}
  HostTime lab_now() const {
    return lab_ + std::chrono::duration_cast<Nanos>(WallClock::now() - wall_);
  }
  WallClock::time_point wall_at(HostTime lab) const { return wall_ + (lab - lab_); }

 private:
  HostTime lab_;
  WallClock::time_point wall_;
};

/// One run's loop; a class only to keep the parts of the loop short.
class LockStep {
 public:
  LockStep(boost::asio::io_context& io, VirtualClock& clock, const TrafficLedger& ledger, Pace pace,
           std::chrono::milliseconds hang_guard, const std::function<bool()>& done)
      : io_(io),
        clock_(clock),
        ledger_(ledger),
        pace_(pace),
        hang_guard_(hang_guard),
        done_(done),
        stay_(io.get_executor()),
        wall_(clock.now()),
        progress_(WallClock::now()) {}

  Result<void> run() {
    if (pace_ == Pace::realtime_peers) return run_with_peers();
    while (true) {
      if (io_.poll() > 0) progress_ = WallClock::now();
      if (done_()) return {};
      if (!ledger_.settled()) {
        if (io_.run_one_for(k_wait) > 0) {
          progress_ = WallClock::now();
        } else if (WallClock::now() - progress_ > hang_guard_) {
          return fail(ErrorCode::internal, "the lab waited too long for " + ledger_.describe());
        }
        continue;
      }
      if (pace_ == Pace::realtime && !due_on_the_wall()) continue;
      if (!clock_.advance()) {
        return fail(ErrorCode::internal,
                    "the lab has nothing left to do, and the run is not over: a task waits for "
                    "something that will never happen");
      }
      progress_ = WallClock::now();
    }
  }

 private:
  /// Real time in lock-step: true when the next event's time has come. Waits a little otherwise,
  /// letting handlers (an abort, say) run.
  bool due_on_the_wall() {
    const std::optional<HostTime> next = clock_.next();
    if (!next) return true;  // advance() will say that nothing is left
    const HostTime wall_now = wall_.lab_now();
    if (*next <= wall_now) {
      clock_.set_limit(wall_now);
      return true;
    }
    io_.run_one_until(std::min(wall_.wall_at(*next), WallClock::now() + k_wait));
    return false;
  }

  Result<void> run_with_peers() {
    while (true) {
      const HostTime wall_now = std::max(wall_.lab_now(), clock_.now());
      clock_.set_limit(wall_now);
      for (auto next = clock_.next(); next && *next <= wall_now; next = clock_.next()) {
        clock_.advance();
        io_.poll();
        if (done_()) return {};
      }
      clock_.advance_to(std::max(clock_.now(), wall_now));
      io_.run_one_for(k_tick);
      io_.poll();
      if (done_()) return {};
    }
  }

  boost::asio::io_context& io_;
  VirtualClock& clock_;
  const TrafficLedger& ledger_;
  Pace pace_;
  std::chrono::milliseconds hang_guard_;
  const std::function<bool()>& done_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> stay_;
  WallMap wall_;
  WallClock::time_point progress_;
};

}  // namespace

void TrafficLedger::opened(api::FlowId sending) {
  Flow& flow = flows_[sending];
  if (Flow* device = device_of(sending)) {
    // What the device said before is lost; what the holder before us said may still be on its way.
    device->sent = device->received = 0;
    flow.closed = false;
  } else {
    flow = Flow{};
  }
  flow.open = true;
  ++flow.opens;
}

void TrafficLedger::line(api::FlowId sending) {
  flows_[sending] = Flow{.open = true, .line = true};
}

std::uint32_t TrafficLedger::holder(api::FlowId sending) const {
  const auto flow = flows_.find(sending);
  return flow != flows_.end() && flow->second.open && !flow->second.closed ? flow->second.opens : 0;
}

/// The open line that a holder with the way out `holder` holds, or null.
TrafficLedger::Flow* TrafficLedger::device_of(api::FlowId holder) {
  const auto device = flows_.find(holder.reversed());
  return device != flows_.end() && device->second.line && !device->second.closed ? &device->second
                                                                                 : nullptr;
}

void TrafficLedger::sent(api::FlowId sending, std::size_t bytes) { flows_[sending].sent += bytes; }

void TrafficLedger::received(api::FlowId receiving, std::size_t bytes) {
  flows_[receiving].received += bytes;
}

void TrafficLedger::closed(api::FlowId sending) {
  Flow& flow = flows_[sending];
  flow.closed = true;
  if (Flow* device = device_of(sending)) {
    device->sent = device->received = 0;  // what the holder did not read is lost
    return;
  }
  const auto other = flows_.find(sending.reversed());
  const bool never_held = flow.line && other == flows_.end();
  if (!never_held && (other == flows_.end() || !other->second.closed)) return;
  // Both sides know: forget, so that the ports can be used again.
  flows_.erase(sending);
  flows_.erase(sending.reversed());
}

bool TrafficLedger::settled() const { return connecting_ == 0 && unsettled() == flows_.end(); }

TrafficLedger::Flows::const_iterator TrafficLedger::unsettled() const {
  for (auto flow = flows_.begin(); flow != flows_.end(); ++flow) {
    const auto other = flows_.find(flow->first.reversed());
    const bool other_open = other != flows_.end() && other->second.open;
    const bool other_closed = other != flows_.end() && other->second.closed;
    const bool other_line = other != flows_.end() && other->second.line;
    if (flow->second.closed && !other_line) {
      // The other side has yet to see the end; one that never took the connection never will.
      if (other_open && !other_closed) return flow;
      continue;
    }
    if (flow->second.line && (!other_open || other_closed)) continue;  // nobody holds it
    if (flow->second.open && !other_open) return flow;  // connected, not yet accepted
    if (!other_closed && flow->second.sent != flow->second.received) return flow;
  }
  return flows_.end();
}

std::string TrafficLedger::describe() const {
  if (connecting_ != 0) return "a connection that is being made";
  const auto flow = unsettled();
  if (flow == flows_.end()) return "nothing";
  return "port " + std::to_string(flow->first.from) + " to port " + std::to_string(flow->first.to) +
         ": " + std::to_string(flow->second.sent) + " bytes written, " +
         std::to_string(flow->second.received) + " read" +
         (flow->second.closed ? ", closed by the writer" : "");
}

Result<void> run_lock_step(boost::asio::io_context& io, VirtualClock& clock,
                           const TrafficLedger& ledger, Pace pace,
                           std::chrono::milliseconds hang_guard,
                           const std::function<bool()>& done) {
  return LockStep(io, clock, ledger, pace, hang_guard, done).run();
}

}  // namespace plugtest::lab
