#pragma once

#include "harness/lab/enclosure.h"
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

  /// What lies around the tags, and the items that shadow each other.
  std::vector<Enclosure> enclosures;
};

/// Draws a placement.
///
/// Train: items one behind the other with a random gap, each turned a little about the vertical,
/// its tag anywhere on any of its six faces, the dipole in the face at a random angle. The
/// material is `on_object_loss_db`; what is inside the item casts no shadow of its own.
/// Sack: item centres anywhere in the sack, every orientation equally likely.
/// Roll cage: its sacks are soft; each takes the cage's whole floor and as much height as its
/// volume needs, one on the other. Mesh on the four sides, open above, metal below. Stack: items
/// flat on each other, each turned a little about the vertical; the tag lies on the upper face
/// along the longer side, at the same place on every item but for a centimetre, as in mail of one
/// sender.
Placement draw_placement(const model::LoadSpec& load, RandomStream& random);

/// Puts another load beside `placement`, `distance_m` across the motion: what moves through the
/// next door. Its tags come after those that are there.
void set_beside(Placement& placement, Placement other, double distance_m);

/// Loss on the way between tag `index` and `antenna_m` (load coordinates), one way: every wall on
/// it, and every other item whose shadow falls on the line.
std::int32_t load_loss_mdb(const Placement& placement, std::size_t index, const Vec3& antenna_m);

}  // namespace plugtest::lab
