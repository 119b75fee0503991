#include "harness/lab/world.h"

#include "harness/lab/level.h"

#include <algorithm>
#include <cstddef>
#include <numbers>
#include <variant>

#include <boost/random/uniform_int_distribution.hpp>
#include <boost/random/uniform_real_distribution.hpp>

namespace plugtest::lab {

namespace {

/// Parcels put on a belt by hand or by a merge lie roughly, not exactly, along it (assumption).
constexpr double k_max_yaw_rad = 20.0 * std::numbers::pi / 180.0;

/// Labels stay clear of an item's edges: tag centres lie in the inner 80 % of a face (assumption).
constexpr double k_face_share = 0.8;

double draw(RandomStream& random, double low, double high) {
  if (!(low < high)) return low;
  return boost::random::uniform_real_distribution<double>(low, high)(random);
}

Vec3 turned(const Vec3& v, double cosine, double sine) {
  return {v.x * cosine - v.y * sine, v.x * sine + v.y * cosine, v.z};
}

/// A tag on a random face of a box around the origin.
TagPose draw_on_box(const Vec3& size, RandomStream& random) {
  const int face = boost::random::uniform_int_distribution<int>(0, 5)(random);
  const double u = draw(random, -0.5, 0.5) * k_face_share;
  const double v = draw(random, -0.5, 0.5) * k_face_share;
  const double angle = draw(random, 0, std::numbers::pi);
  const double c = std::cos(angle);
  const double s = std::sin(angle);
  const double side = face % 2 == 0 ? 0.5 : -0.5;
  switch (face / 2) {
    case 0:
      return {{side * size.x, u * size.y, v * size.z}, {0, c, s}};
    case 1:
      return {{u * size.x, side * size.y, v * size.z}, {c, 0, s}};
    default:
      return {{u * size.x, v * size.y, side * size.z}, {c, s, 0}};
  }
}

Placement place(const model::TrainLoad& train, RandomStream& random) {
  Placement placement;
  const Vec3& size = train.item.size_m;
  double front = 0;
  for (std::uint32_t i = 0; i < train.items; ++i) {
    if (i > 0) front -= draw(random, train.min_gap_m, train.max_gap_m);
    const double yaw = draw(random, -k_max_yaw_rad, k_max_yaw_rad);
    const double c = std::cos(yaw);
    const double s = std::sin(yaw);
    const TagPose pose = draw_on_box(size, random);
    const Vec3 centre{front - size.x / 2, 0, size.z / 2};
    placement.tags.push_back({centre + turned(pose.position_m, c, s), turned(pose.dipole, c, s)});
    front -= size.x;
  }
  placement.length_m = -front;
  return placement;
}

Placement place(const model::SackLoad& sack, RandomStream& random) {
  Placement placement;
  for (std::uint32_t i = 0; i < sack.items; ++i) {
    const Vec3 position{draw(random, -sack.sack_m.x, 0),
                        draw(random, -sack.sack_m.y / 2, sack.sack_m.y / 2),
                        draw(random, 0, sack.sack_m.z)};
    const double up = draw(random, -1, 1);
    const double azimuth = draw(random, 0, 2 * std::numbers::pi);
    const double flat = std::sqrt(1 - up * up);
    placement.tags.push_back({position, {flat * std::cos(azimuth), flat * std::sin(azimuth), up}});
  }
  std::stable_sort(
      placement.tags.begin(), placement.tags.end(),
      [](const TagPose& a, const TagPose& b) { return a.position_m.x > b.position_m.x; });
  placement.length_m = sack.sack_m.x;
  // A convex body's mean shadow over all directions is a quarter of its surface (Cauchy).
  const Vec3& size = sack.item.size_m;
  const double shadow = (size.x * size.y + size.y * size.z + size.z * size.x) / 2;
  placement.shadow_radius_m = std::sqrt(shadow / std::numbers::pi);
  placement.loss_per_item_mdb = to_mdb(sack.loss_per_item_db.value);
  placement.wall_loss_mdb = to_mdb(sack.sack_loss_db.value);
  return placement;
}

}  // namespace

Placement draw_placement(const model::LoadSpec& load, RandomStream& random) {
  return std::visit([&random](const auto& spec) { return place(spec, random); }, load);
}

std::int32_t stack_loss_mdb(const Placement& placement, std::size_t index, const Vec3& antenna_m) {
  if (placement.loss_per_item_mdb == 0) return placement.wall_loss_mdb;
  const Vec3& tag = placement.tags[index].position_m;
  const Vec3 path = antenna_m - tag;
  const double path_squared = dot(path, path);
  const double radius_squared = placement.shadow_radius_m * placement.shadow_radius_m;
  std::int32_t between = 0;
  for (std::size_t other = 0; other < placement.tags.size(); ++other) {
    if (other == index) continue;
    const Vec3 offset = placement.tags[other].position_m - tag;
    const double along = dot(offset, path);
    if (along <= 0 || along >= path_squared) continue;
    const double distance_squared = dot(offset, offset) - along * along / path_squared;
    if (distance_squared < radius_squared) ++between;
  }
  return placement.wall_loss_mdb + between * placement.loss_per_item_mdb;
}

}  // namespace plugtest::lab
