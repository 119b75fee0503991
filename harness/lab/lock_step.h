#pragma once

#include "harness/api/traffic.h"
#include "harness/model/time.h"
#include "protocols/bits/result.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>

namespace boost::asio {
class io_context;
}

namespace plugtest::lab {

class VirtualClock;

/// The ledger behind lock-step: what is under way between the two ends of every connection.
class TrafficLedger final : public api::Traffic {
 public:
  void connecting() override { ++connecting_; }
  void connect_done() override { --connecting_; }
  void opened(api::FlowId sending) override;
  void sent(api::FlowId sending, std::size_t bytes) override;
  void received(api::FlowId receiving, std::size_t bytes) override;
  void closed(api::FlowId sending) override;
  void line(api::FlowId sending) override;
  std::uint32_t holder(api::FlowId sending) const override;

  /// True when every byte written has been read by the other side, no connection is being made,
  /// and every closed connection is known to both sides.
  bool settled() const;

  /// One line for a hang report: which flows are not settled.
  std::string describe() const;

 private:
  struct Flow {
    std::uint64_t sent = 0;
    std::uint64_t received = 0;
    bool open = false;    // by its sender
    bool closed = false;  // by its sender
    bool line = false;    // the sender is a line's device, there with or without a holder
    std::uint32_t opens = 0;
  };
  struct Less {
    bool operator()(const api::FlowId& a, const api::FlowId& b) const {
      return a.from != b.from ? a.from < b.from : a.to < b.to;
    }
  };
  using Flows = std::map<api::FlowId, Flow, Less>;

  Flows::const_iterator unsettled() const;
  Flow* device_of(api::FlowId holder);

  int connecting_ = 0;
  Flows flows_;
};

enum class Pace : std::uint8_t {
  fast,            ///< as fast as the machine can
  realtime,        ///< lock-step as well, but no event before its time on the wall
  realtime_peers,  ///< for programs outside this process: time follows the wall, never waits
};

/// Runs `io` and `clock` together until `done()` says so.
///
/// Fast and realtime: the lab advances to its next event only when no handler of `io` is ready and
/// `ledger` is settled, so the outcome does not depend on the machine's speed or load. Wall time
/// only guards against hangs: `hang_guard` of wall time without any progress is the error
/// `internal`, naming what was waited for. A run where nothing is left to happen (no timer, no
/// ready handler, everything settled, not done) is the same error at once.
///
/// Realtime_peers: events run when their time has come on the wall, and what comes from outside is
/// handled at the wall's time.
Result<void> run_lock_step(boost::asio::io_context& io, VirtualClock& clock,
                           const TrafficLedger& ledger, Pace pace,
                           std::chrono::milliseconds hang_guard, const std::function<bool()>& done);

}  // namespace plugtest::lab
