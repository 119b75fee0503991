#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>

namespace plugtest::rigs {

/// Lanes that run at the same time and share one operator at one terminal: whose turn it is to be
/// attended to. First come, first served. Called from the thread of any lane.
class OperatorTurns {
 public:
  using Number = std::uint64_t;

  /// Calls `begin` when the turn has come: from inside when nobody has it, else from the thread
  /// that ends the turn before. `begin` is called under a lock, so all it may do is to post.
  Number wait(std::function<void()> begin);

  /// Ends a turn, or the wait for one; `begin` is not called any more after that.
  void end(Number number);

 private:
  struct Waiting {
    Number number;
    std::function<void()> begin;
  };
  std::mutex mutex_;
  std::deque<Waiting> queue_;  ///< the first one has its turn
  Number last_ = 0;
};

}  // namespace plugtest::rigs
