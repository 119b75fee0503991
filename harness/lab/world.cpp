#include "harness/lab/world.h"

#include "harness/lab/level.h"

#include <algorithm>
#include <cstddef>
#include <numbers>
#include <numeric>
#include <utility>
#include <variant>

#include <boost/random/uniform_int_distribution.hpp>
#include <boost/random/uniform_real_distribution.hpp>

namespace plugtest::lab {

namespace {

/// Parcels put on a belt by hand or by a merge lie roughly, not exactly, along it (assumption).
constexpr double k_max_yaw_rad = 20.0 * std::numbers::pi / 180.0;

/// Labels stay clear of an item's edges: tag centres lie in the inner 80 % of a face (assumption).
constexpr double k_face_share = 0.8;

/// How far tags of one sender's mail are off their place on the item (assumption).
constexpr double k_same_place_m = 0.01;

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

/// A tag upwards on a box around the origin, its dipole at an angle to the motion.
TagPose on_top(const Vec3& size, double angle_deg) {
  const double angle = angle_deg * std::numbers::pi / 180.0;
  return {{0, 0, size.z / 2}, {std::cos(angle), std::sin(angle), 0}};
}

Placement place(const model::TrainLoad& train, RandomStream& random) {
  Placement placement;
  const Vec3& size = train.item.size_m;
  double front = 0;
  for (std::uint32_t i = 0; i < train.items; ++i) {
    if (i > 0) front -= draw(random, train.min_gap_m, train.max_gap_m);
    const auto& angle = train.item.tag_angle_deg;
    const double yaw = angle ? 0 : draw(random, -k_max_yaw_rad, k_max_yaw_rad);
    const double c = std::cos(yaw);
    const double s = std::sin(yaw);
    const TagPose pose = angle ? on_top(size, *angle) : draw_on_box(size, random);
    const Vec3 centre{front - size.x / 2, 0, size.z / 2};
    placement.tags.push_back({centre + turned(pose.position_m, c, s), turned(pose.dipole, c, s)});
    front -= size.x;
  }
  placement.length_m = -front;
  return placement;
}

/// Items anywhere in a box, every orientation equally likely.
void fill(const Vec3& low, const Vec3& high, std::uint32_t items, RandomStream& random,
          std::vector<TagPose>& tags) {
  for (std::uint32_t i = 0; i < items; ++i) {
    const double x = draw(random, low.x, high.x);
    const double y = draw(random, low.y, high.y);
    const double z = draw(random, low.z, high.z);
    const double up = draw(random, -1, 1);
    const double azimuth = draw(random, 0, 2 * std::numbers::pi);
    const double flat = std::sqrt(1 - up * up);
    tags.push_back({{x, y, z}, {flat * std::cos(azimuth), flat * std::sin(azimuth), up}});
  }
}

/// The first to meet the read zone comes first.
bool nearer(const TagPose& a, const TagPose& b) { return a.position_m.x > b.position_m.x; }

/// A sack without its items.
Enclosure sack_box(const model::SackLoad& sack, const Vec3& low, const Vec3& high) {
  Enclosure box;
  box.low_m = low;
  box.high_m = high;
  box.wall_loss_mdb.fill(to_mdb(sack.sack_loss_db.value));
  // A convex body's mean shadow over all directions is a quarter of its surface (Cauchy).
  const Vec3& size = sack.item.size_m;
  const double shadow = (size.x * size.y + size.y * size.z + size.z * size.x) / 2;
  box.shadow_radius_m = std::sqrt(shadow / std::numbers::pi);
  box.loss_per_item_mdb = to_mdb(sack.loss_per_item_db.value);
  return box;
}

Placement place(const model::SackLoad& sack, RandomStream& random) {
  Placement placement;
  const Vec3 low{-sack.sack_m.x, -sack.sack_m.y / 2, 0};
  const Vec3 high{0, sack.sack_m.y / 2, sack.sack_m.z};
  fill(low, high, sack.items, random, placement.tags);
  std::stable_sort(placement.tags.begin(), placement.tags.end(), nearer);
  placement.length_m = sack.sack_m.x;
  Enclosure box = sack_box(sack, low, high);
  box.items.resize(sack.items);
  std::iota(box.items.begin(), box.items.end(), 0U);
  placement.enclosures.push_back(std::move(box));
  return placement;
}

Placement place(const model::RollCageLoad& cage, RandomStream& random) {
  Placement placement;
  const Vec3& size = cage.cage_m;
  Enclosure walls;
  walls.low_m = {-size.x, -size.y / 2, 0};
  walls.high_m = {0, size.y / 2, size.z};
  const std::int32_t mesh = to_mdb(cage.mesh_loss_db.value);
  walls.wall_loss_mdb = {mesh, mesh, mesh, mesh, to_mdb(cage.base_loss_db.value), 0};
  placement.enclosures.push_back(walls);

  const Vec3& sack = cage.sack.sack_m;
  const double height = sack.x * sack.y * sack.z / (size.x * size.y);
  std::vector<TagPose> tags;
  for (std::uint32_t i = 0; i < cage.sacks; ++i) {
    const Vec3 low{-size.x, -size.y / 2, i * height};
    const Vec3 high{0, size.y / 2, (i + 1) * height};
    fill(low, high, cage.sack.items, random, tags);
    placement.enclosures.push_back(sack_box(cage.sack, low, high));
  }
  std::vector<std::uint32_t> order(tags.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return nearer(tags[a], tags[b]); });
  for (const std::uint32_t tag : order) {
    const auto index = static_cast<std::uint32_t>(placement.tags.size());
    placement.enclosures[1 + tag / cage.sack.items].items.push_back(index);
    placement.tags.push_back(tags[tag]);
  }
  placement.length_m = size.x;
  return placement;
}

Placement place(const model::StackLoad& stack, RandomStream& random) {
  Placement placement;
  const Vec3& size = stack.item.size_m;
  const double u = draw(random, -0.5, 0.5) * k_face_share * size.x;
  const double v = draw(random, -0.5, 0.5) * k_face_share * size.y;
  const auto& angle = stack.item.tag_angle_deg;
  const Vec3 along = size.x >= size.y ? Vec3{1, 0, 0} : Vec3{0, 1, 0};
  const Vec3 wire = angle ? on_top(size, *angle).dipole : along;
  for (std::uint32_t i = 0; i < stack.items; ++i) {
    const double yaw = draw(random, -k_max_yaw_rad, k_max_yaw_rad);
    const double c = std::cos(yaw);
    const double s = std::sin(yaw);
    const double x = u + draw(random, -k_same_place_m, k_same_place_m);
    const double y = v + draw(random, -k_same_place_m, k_same_place_m);
    const Vec3 centre{-size.x / 2, 0, (i + 1) * size.z};
    placement.tags.push_back({centre + turned({x, y, 0}, c, s), turned(wire, c, s)});
  }
  std::stable_sort(placement.tags.begin(), placement.tags.end(), nearer);
  placement.length_m = size.x;
  return placement;
}

/// Other items of `box` whose shadow falls on the way from tag `index` to the antenna.
std::int32_t items_between(const std::vector<TagPose>& tags, const Enclosure& box,
                           std::size_t index, const Vec3& antenna_m) {
  const Vec3& tag = tags[index].position_m;
  const Vec3 path = antenna_m - tag;
  const double path_squared = dot(path, path);
  const double radius_squared = box.shadow_radius_m * box.shadow_radius_m;
  std::int32_t between = 0;
  for (const std::uint32_t other : box.items) {
    if (other == index) continue;
    const Vec3 offset = tags[other].position_m - tag;
    const double along = dot(offset, path);
    if (along <= 0 || along >= path_squared) continue;
    const double distance_squared = dot(offset, offset) - along * along / path_squared;
    if (distance_squared < radius_squared) ++between;
  }
  return between;
}

}  // namespace

void set_beside(Placement& placement, Placement other, double distance_m) {
  const Vec3 offset{0, distance_m, 0};
  const auto first = static_cast<std::uint32_t>(placement.tags.size());
  for (TagPose& tag : other.tags) {
    tag.position_m = tag.position_m + offset;
    placement.tags.push_back(tag);
  }
  for (Enclosure& box : other.enclosures) {
    box.low_m = box.low_m + offset;
    box.high_m = box.high_m + offset;
    for (std::uint32_t& item : box.items) item += first;
    placement.enclosures.push_back(std::move(box));
  }
  placement.length_m = std::max(placement.length_m, other.length_m);
}

Placement draw_placement(const model::LoadSpec& load, RandomStream& random) {
  return std::visit([&random](const auto& spec) { return place(spec, random); }, load);
}

std::int32_t load_loss_mdb(const Placement& placement, std::size_t index, const Vec3& antenna_m) {
  const Vec3& tag = placement.tags[index].position_m;
  std::int32_t loss = 0;
  for (const Enclosure& box : placement.enclosures) {
    loss += wall_loss_mdb(box, tag, antenna_m);
    if (box.loss_per_item_mdb == 0 || !passes(box, box.shadow_radius_m, tag, antenna_m)) continue;
    loss += items_between(placement.tags, box, index, antenna_m) * box.loss_per_item_mdb;
  }
  return loss;
}

}  // namespace plugtest::lab
