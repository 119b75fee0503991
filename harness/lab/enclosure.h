#pragma once

#include "harness/lab/vec.h"

#include <array>
#include <cstdint>
#include <vector>

namespace plugtest::lab {

/// A box around items, parallel to the lane's axes, in load coordinates: a sack, a cage. Boxes may
/// hold boxes; nothing needs to know which holds which, a path pays for every wall it crosses.
struct Enclosure {
  Vec3 low_m;
  Vec3 high_m;
  /// Walls towards -x, +x, -y, +y, -z, +z: loss for each crossing, one way.
  std::array<std::int32_t, 6> wall_loss_mdb{};
  /// Items that lie in this box itself, by the index of their tag. Each is a sphere with the item's
  /// mean shadow and costs `loss_per_item_mdb` on a path through it. Loss 0: nothing shadows.
  std::vector<std::uint32_t> items;
  double shadow_radius_m = 0;
  std::int32_t loss_per_item_mdb = 0;
};

/// The walls on the straight way between two points: one for a way out, two for a way through.
std::int32_t wall_loss_mdb(const Enclosure& box, const Vec3& from_m, const Vec3& to_m);

/// Whether the straight way comes within `margin_m` of the box.
bool passes(const Enclosure& box, double margin_m, const Vec3& from_m, const Vec3& to_m);

}  // namespace plugtest::lab
