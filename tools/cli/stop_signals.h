#pragma once

#include <stop_token>
#include <thread>

namespace plugtest::cli {

/// Turns Ctrl-C (SIGINT) and SIGTERM into a stop request while it lives. A second one ends the
/// process at once. Make it before any thread: threads inherit the blocked signals.
class StopSignals {
 public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  std::stop_token token() const { return stop_.get_token(); }

 private:
  std::stop_source stop_;
  std::jthread waiter_;
};

}  // namespace plugtest::cli
