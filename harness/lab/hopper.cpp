#include "harness/lab/hopper.h"

#include <cassert>
#include <utility>

#include <boost/random/uniform_int_distribution.hpp>

namespace plugtest::lab {

namespace {

/// Slots are not cut off: leave the channel this much before the plan's limit.
constexpr Nanos k_reserve = std::chrono::milliseconds(50);

/// Silence before the same channel is used again (EN 302 208: at least 100 ms).
constexpr Nanos k_silence = std::chrono::milliseconds(100);

}  // namespace

Hopper::Hopper(const model::RegionPlan& plan, std::vector<std::uint16_t> usable, std::uint64_t seed)
    : hopping_(plan.hopping),
      max_dwell_(plan.max_dwell > 2 * k_reserve ? plan.max_dwell - k_reserve : plan.max_dwell),
      usable_(std::move(usable)),
      random_(seed) {
  assert(!usable_.empty());
  if (hopping_) shuffle();
}

void Hopper::shuffle() {
  for (std::size_t left = usable_.size(); left > 1; --left) {
    const auto pick = boost::random::uniform_int_distribution<std::size_t>(0, left - 1)(random_);
    std::swap(usable_[left - 1], usable_[pick]);
  }
}

void Hopper::reshuffle() {
  const std::uint16_t last = usable_.back();
  shuffle();
  // Two dwells on one channel would be one long one.
  if (usable_.size() > 1 && usable_.front() == last) std::swap(usable_.front(), usable_.back());
}

Hopper::Stay Hopper::next(HostTime now) {
  const bool limited = max_dwell_ > Nanos(0);
  const bool over = limited && now >= since_ + max_dwell_;
  HostTime begin = now;
  if (!started_) {
    since_ = now;
  } else if (hopping_ || over) {
    // With a single channel "the next" is the same one again, after the silence.
    if (usable_.size() == 1 && over) begin = now + k_silence;
    if (usable_.size() > 1 || over) since_ = begin;
    if (++position_ == usable_.size()) {
      position_ = 0;
      if (hopping_) reshuffle();
    }
  }
  started_ = true;
  return {usable_[position_], begin, limited ? since_ + max_dwell_ : HostTime::max()};
}

}  // namespace plugtest::lab
