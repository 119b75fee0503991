#pragma once

#include "harness/model/scenario_plan.h"
#include "harness/model/time.h"

#include <cstdint>
#include <optional>

namespace plugtest::lab {

/// How a load moves along x, in whole micrometres of integer arithmetic: at rest at its start, then
/// constant speed, then at rest at its end. A sweep goes to and fro; a load that stands still only
/// waits until its time is over.
class Motion {
 public:
  Motion() = default;
  /// A load of `length_m` (first item's front to last item's end) that waits at its start.
  /// `draw_ppm`, from -1'000'000 to 1'000'000, says where in its spread the speed of this pass lies
  /// (push only).
  Motion(const model::MotionSpec& spec, double length_m, std::int32_t draw_ppm = 0);

  void begin(HostTime when) { begin_ = when; }

  /// Where the first item's front is, on the lane's x axis, after so much motion.
  std::int64_t front_after_um(std::int64_t moved_um) const;
  std::int64_t front_um(HostTime now) const { return front_after_um(moved_um(now)); }

  /// The way that the load has come since the begin of the pass, to and fro together.
  std::int64_t moved_um(HostTime now) const;

  /// How fast the load moves along x; 0 at rest.
  std::int64_t speed_um_per_s(HostTime now) const;

  /// The earliest moment at which `moved_um` is at least `moved_um`; empty when that never comes
  /// (not begun, beyond the end, or it stands still).
  std::optional<HostTime> when_moved(std::int64_t moved_um) const;

  /// By how much a tumbling load has turned over after so much motion.
  double turned_rad(std::int64_t moved_um) const;
  bool turns() const { return turns_per_m_ > 0; }

  std::int64_t speed_um_per_s() const { return speed_um_per_s_; }

  /// From the begin of the pass until the last item's end is run_out beyond the middle.
  Nanos duration() const;

 private:
  std::int64_t speed_um_per_s_ = 1;
  std::int64_t start_um_ = 0;
  std::int64_t stroke_um_ = 0;  ///< one way
  std::int64_t travel_um_ = 0;  ///< all strokes
  double turns_per_m_ = 0;
  std::optional<Nanos> stay_;  ///< it stands still
  std::optional<HostTime> begin_;
};

}  // namespace plugtest::lab
