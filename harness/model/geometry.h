#pragma once

namespace plugtest::model {

/// A point or direction in metres. Lanes use: x along the motion, y across, z up; the origin lies
/// on the floor or belt, in the middle of the read zone.
struct Vec3 {
  double x = 0;
  double y = 0;
  double z = 0;

  bool operator==(const Vec3&) const = default;
};

}  // namespace plugtest::model
