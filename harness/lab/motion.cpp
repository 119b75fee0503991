#include "harness/lab/motion.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

namespace plugtest::lab {

namespace {

constexpr std::int64_t k_ns_per_s = 1'000'000'000;
constexpr double k_draw_end = 1e6;

std::int64_t to_um(double metres) { return std::llround(metres * 1e6); }

}  // namespace

Motion::Motion(const model::MotionSpec& spec, double length_m, std::int32_t draw_ppm)
    : speed_um_per_s_(to_um(spec.speed_mps)),
      start_um_(-to_um(spec.run_in_m)),
      stroke_um_(to_um(spec.run_in_m) + to_um(spec.run_out_m) + to_um(length_m)),
      travel_um_(stroke_um_) {
  switch (spec.kind) {
    case model::MotionKind::conveyor:
      break;
    case model::MotionKind::push:
      speed_um_per_s_ +=
          std::llround(static_cast<double>(speed_um_per_s_) * spec.speed_spread.value *
                       (static_cast<double>(draw_ppm) / k_draw_end));
      break;
    case model::MotionKind::tumble:
      turns_per_m_ = spec.turns_per_m.value;
      break;
    case model::MotionKind::sweep:
      travel_um_ = stroke_um_ * spec.strokes;
      break;
    case model::MotionKind::still:
      start_um_ = to_um(length_m) / 2;
      travel_um_ = stroke_um_ = 0;
      stay_ = spec.stay;
      break;
  }
  assert(speed_um_per_s_ > 0);
}

std::int64_t Motion::front_after_um(std::int64_t moved_um) const {
  if (stroke_um_ == 0) return start_um_;
  const std::int64_t stroke = moved_um / stroke_um_;
  const std::int64_t within = moved_um % stroke_um_;
  return start_um_ + (stroke % 2 == 0 ? within : stroke_um_ - within);
}

double Motion::turned_rad(std::int64_t moved_um) const {
  return static_cast<double>(moved_um) * 1e-6 * turns_per_m_ * 2 * std::numbers::pi;
}

std::int64_t Motion::moved_um(HostTime now) const {
  if (!begin_ || now <= *begin_ || stay_) return 0;
  // Whole seconds apart, so that the product stays within 64 bits for any speed and time.
  const std::int64_t ns = std::min(now - *begin_, duration()).count();
  const std::int64_t moved =
      ns / k_ns_per_s * speed_um_per_s_ + ns % k_ns_per_s * speed_um_per_s_ / k_ns_per_s;
  return std::min(moved, travel_um_);
}

std::int64_t Motion::speed_um_per_s(HostTime now) const {
  return begin_ && now > *begin_ && moved_um(now) < travel_um_ ? speed_um_per_s_ : 0;
}

std::optional<HostTime> Motion::when_moved(std::int64_t moved_um) const {
  if (!begin_ || stay_ || moved_um > travel_um_) return std::nullopt;
  const std::int64_t part_um = moved_um % speed_um_per_s_;
  const std::int64_t ns = moved_um / speed_um_per_s_ * k_ns_per_s +
                          (part_um * k_ns_per_s + speed_um_per_s_ - 1) / speed_um_per_s_;
  return *begin_ + Nanos(ns);
}

Nanos Motion::duration() const {
  if (stay_) return *stay_;
  const std::int64_t part_um = travel_um_ % speed_um_per_s_;
  return Nanos(travel_um_ / speed_um_per_s_ * k_ns_per_s +
               (part_um * k_ns_per_s + speed_um_per_s_ - 1) / speed_um_per_s_);
}

}  // namespace plugtest::lab
