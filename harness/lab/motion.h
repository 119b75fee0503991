#pragma once

#include "harness/model/scenario_plan.h"
#include "harness/model/time.h"

#include <cstdint>
#include <optional>

namespace plugtest::lab {

/// How far a load has come along x, in whole micrometres of integer arithmetic: at rest at its
/// start, then constant speed, then at rest at its end.
class Motion {
 public:
  Motion() = default;
  /// A load of `length_m` (first item's front to last item's end) that waits at its start.
  Motion(const model::MotionSpec& spec, double length_m);

  void begin(HostTime when) { begin_ = when; }

  /// Where the first item's front is, on the lane's x axis.
  std::int64_t front_um(HostTime now) const { return start_um_ + moved_um(now); }

  /// How far the load has moved since the begin of the pass.
  std::int64_t moved_um(HostTime now) const;

  /// The earliest moment at which `moved_um` is at least `moved_um`; empty when that never comes
  /// (not begun, or beyond the end).
  std::optional<HostTime> when_moved(std::int64_t moved_um) const;

  std::int64_t start_um() const { return start_um_; }
  std::int64_t travel_um() const { return travel_um_; }

  /// From the begin of the pass until the last item's end is run_out beyond the middle.
  Nanos duration() const;

 private:
  std::int64_t speed_um_per_s_ = 1;
  std::int64_t start_um_ = 0;
  std::int64_t travel_um_ = 0;
  std::optional<HostTime> begin_;
};

}  // namespace plugtest::lab
