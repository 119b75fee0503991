#pragma once

#include "harness/lab/vec.h"

#include <cmath>

namespace plugtest::lab {

/// How a load stands in the lane at a moment: moved along x, and perhaps turned about an axis
/// across the motion. Between load coordinates (world.h) and those of the lane.
class LoadPose {
 public:
  explicit LoadPose(double front_m) : front_{front_m, 0, 0} {}

  /// Turned by `angle_rad` about the axis along y through `centre_m` (load coordinates).
  LoadPose(double front_m, const Vec3& centre_m, double angle_rad)
      : front_{front_m, 0, 0},
        centre_(centre_m),
        turned_(true),
        cosine_(std::cos(angle_rad)),
        sine_(std::sin(angle_rad)) {}

  Vec3 point_in_lane(const Vec3& in_load) const {
    return turned_ ? centre_ + turn(in_load - centre_, sine_) + front_ : in_load + front_;
  }
  Vec3 direction_in_lane(const Vec3& in_load) const {
    return turned_ ? turn(in_load, sine_) : in_load;
  }
  Vec3 point_in_load(const Vec3& in_lane) const {
    return turned_ ? centre_ + turn(in_lane - front_ - centre_, -sine_) : in_lane - front_;
  }

 private:
  Vec3 turn(const Vec3& v, double sine) const {
    return {v.x * cosine_ + v.z * sine, v.y, v.z * cosine_ - v.x * sine};
  }

  Vec3 front_;
  Vec3 centre_;
  bool turned_ = false;
  double cosine_ = 1;
  double sine_ = 0;
};

}  // namespace plugtest::lab
