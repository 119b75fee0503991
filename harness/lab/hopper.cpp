#include "harness/lab/hopper.h"

#include "harness/lab/rng.h"

#include <cassert>
#include <utility>

#include <boost/random/uniform_int_distribution.hpp>

namespace plugtest::lab {

Hopper::Hopper(const model::RegionPlan& plan) : hopping_(plan.hopping), ledger_(plan) {}

void Hopper::begin(std::vector<std::uint16_t> usable, std::uint64_t seed) {
  assert(!usable.empty());
  order_ = std::move(usable);
  position_ = 0;
  moves_on_ = false;
  if (!hopping_) return;
  RandomStream random(seed);
  for (std::size_t left = order_.size(); left > 1; --left) {
    const auto pick = boost::random::uniform_int_distribution<std::size_t>(0, left - 1)(random);
    std::swap(order_[left - 1], order_[pick]);
  }
}

Hopper::Stay Hopper::next(HostTime now, Nanos least, std::optional<std::uint16_t> only) {
  const std::size_t first = moves_on_ ? position_ + 1 : position_;
  moves_on_ = hopping_;
  std::size_t best = first % order_.size();
  HostTime begin = HostTime::max();
  for (std::size_t i = 0; i < order_.size() && begin > now; ++i) {
    const std::size_t candidate = (first + i) % order_.size();
    if (only && order_[candidate] != *only) continue;
    const auto when = ledger_.available(order_[candidate], now, least);
    if (!when || *when >= begin) continue;
    best = candidate;
    begin = *when;
  }
  // Only a plan that wants another channel in between can leave nothing, and then there is one.
  assert(begin != HostTime::max());
  position_ = best;
  const Nanos allowance = ledger_.allowance(order_[best], begin);
  return {order_[best], begin, allowance == Nanos::max() ? HostTime::max() : begin + allowance};
}

void Hopper::used(HostTime begin, HostTime end) { ledger_.used(order_[position_], begin, end); }

void Hopper::pass_over() { moves_on_ = true; }

}  // namespace plugtest::lab
