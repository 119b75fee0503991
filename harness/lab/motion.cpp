#include "harness/lab/motion.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace plugtest::lab {

namespace {

constexpr std::int64_t k_ns_per_s = 1'000'000'000;

std::int64_t to_um(double metres) { return std::llround(metres * 1e6); }

}  // namespace

Motion::Motion(const model::MotionSpec& spec, double length_m)
    : speed_um_per_s_(to_um(spec.speed_mps)),
      start_um_(-to_um(spec.run_in_m)),
      travel_um_(to_um(spec.run_in_m) + to_um(spec.run_out_m) + to_um(length_m)) {
  assert(speed_um_per_s_ > 0);
}

std::int64_t Motion::moved_um(HostTime now) const {
  if (!begin_ || now <= *begin_) return 0;
  // Whole seconds apart, so that the product stays within 64 bits for any speed and time.
  const std::int64_t ns = std::min(now - *begin_, duration()).count();
  const std::int64_t moved =
      ns / k_ns_per_s * speed_um_per_s_ + ns % k_ns_per_s * speed_um_per_s_ / k_ns_per_s;
  return std::min(moved, travel_um_);
}

std::optional<HostTime> Motion::when_moved(std::int64_t moved_um) const {
  if (!begin_ || moved_um > travel_um_) return std::nullopt;
  const std::int64_t part_um = moved_um % speed_um_per_s_;
  const std::int64_t ns = moved_um / speed_um_per_s_ * k_ns_per_s +
                          (part_um * k_ns_per_s + speed_um_per_s_ - 1) / speed_um_per_s_;
  return *begin_ + Nanos(ns);
}

Nanos Motion::duration() const {
  const std::int64_t part_um = travel_um_ % speed_um_per_s_;
  return Nanos(travel_um_ / speed_um_per_s_ * k_ns_per_s +
               (part_um * k_ns_per_s + speed_um_per_s_ - 1) / speed_um_per_s_);
}

}  // namespace plugtest::lab
