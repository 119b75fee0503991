#pragma once

#include "harness/lab/rng.h"
#include "harness/lab/vec.h"
#include "harness/model/scenario_plan.h"

#include <cstdint>
#include <vector>

namespace plugtest::lab {

/// Where one tag sits in the load. Load coordinates: x = 0 is the front of the first item, the
/// load lies at negative x; y and z as in the lane.
struct TagPose {
  Vec3 position_m;
  Vec3 dipole;  ///< unit vector along the dipole's wire
};

/// A load as it lies on the belt or stands on the floor, drawn anew for every pass.
struct Placement {
  std::vector<TagPose> tags;  ///< one per item, the item nearest the read zone first
  double length_m = 0;        ///< first item's front to last item's end

  /// Items that shadow each other (a sack): radius of a sphere with the item's mean shadow, and
  /// the box that holds them. Radius 0: nothing shadows.
  double shadow_radius_m = 0;
  std::int32_t loss_per_item_mdb = 0;
  std::int32_t wall_loss_mdb = 0;
};

/// Draws a placement.
///
/// Train: items one behind the other with a random gap, each turned a little about the vertical,
/// its tag anywhere on any of its six faces, the dipole in the face at a random angle. The
/// material is `on_object_loss_db`; what is inside the item casts no shadow of its own.
/// Sack: item centres anywhere in the sack, every orientation equally likely.
Placement draw_placement(const model::LoadSpec& load, RandomStream& random);

/// Loss on the way between tag `index` and `antenna_m` (load coordinates), one way: the sack's
/// wall, and every other item whose shadow falls on the line.
std::int32_t stack_loss_mdb(const Placement& placement, std::size_t index, const Vec3& antenna_m);

}  // namespace plugtest::lab
