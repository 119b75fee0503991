#include "harness/rigs/operator_turns.h"

#include <algorithm>
#include <utility>

namespace plugtest::rigs {

OperatorTurns::Number OperatorTurns::wait(std::function<void()> begin) {
  const std::lock_guard lock(mutex_);
  queue_.push_back({++last_, std::move(begin)});
  if (queue_.size() == 1) queue_.front().begin();
  return last_;
}

void OperatorTurns::end(Number number) {
  const std::lock_guard lock(mutex_);
  const auto mine = std::ranges::find(queue_, number, &Waiting::number);
  if (mine == queue_.end()) return;
  const bool had_the_turn = mine == queue_.begin();
  queue_.erase(mine);
  if (had_the_turn && !queue_.empty()) queue_.front().begin();
}

}  // namespace plugtest::rigs
