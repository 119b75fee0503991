#include "harness/lab/enclosure.h"

#include <cstddef>
#include <limits>

namespace plugtest::lab {

namespace {

/// Where a line enters and leaves a box, as shares of the way, and through which walls.
struct Crossing {
  double enter = -std::numeric_limits<double>::infinity();
  double leave = std::numeric_limits<double>::infinity();
  std::size_t enter_wall = 0;
  std::size_t leave_wall = 0;

  bool meets() const { return enter <= leave; }
};

Crossing cross_box(const Vec3& low, const Vec3& high, const Vec3& from, const Vec3& to) {
  const Vec3 way = to - from;
  const std::array<std::array<double, 4>, 3> axes{{{low.x, high.x, from.x, way.x},
                                                   {low.y, high.y, from.y, way.y},
                                                   {low.z, high.z, from.z, way.z}}};
  Crossing crossing;
  for (std::size_t axis = 0; axis < axes.size(); ++axis) {
    const auto [least, most, start, step] = axes[axis];
    if (step == 0) {
      if (start >= least && start <= most) continue;
      crossing.enter = std::numeric_limits<double>::infinity();
      crossing.leave = -std::numeric_limits<double>::infinity();
      return crossing;
    }
    const bool upwards = step > 0;
    const double enter = ((upwards ? least : most) - start) / step;
    const double leave = ((upwards ? most : least) - start) / step;
    if (enter > crossing.enter) {
      crossing.enter = enter;
      crossing.enter_wall = 2 * axis + (upwards ? 0 : 1);
    }
    if (leave < crossing.leave) {
      crossing.leave = leave;
      crossing.leave_wall = 2 * axis + (upwards ? 1 : 0);
    }
  }
  return crossing;
}

}  // namespace

std::int32_t wall_loss_mdb(const Enclosure& box, const Vec3& from_m, const Vec3& to_m) {
  const Crossing crossing = cross_box(box.low_m, box.high_m, from_m, to_m);
  if (!crossing.meets()) return 0;
  std::int32_t loss = 0;
  if (crossing.enter > 0 && crossing.enter <= 1) loss += box.wall_loss_mdb[crossing.enter_wall];
  if (crossing.leave >= 0 && crossing.leave <= 1) loss += box.wall_loss_mdb[crossing.leave_wall];
  return loss;
}

bool passes(const Enclosure& box, double margin_m, const Vec3& from_m, const Vec3& to_m) {
  const Vec3 margin{margin_m, margin_m, margin_m};
  const Crossing crossing = cross_box(box.low_m - margin, box.high_m + margin, from_m, to_m);
  return crossing.meets() && crossing.leave >= 0 && crossing.enter <= 1;
}

}  // namespace plugtest::lab
