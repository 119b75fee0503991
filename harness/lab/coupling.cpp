#include "harness/lab/coupling.h"

#include "harness/lab/level.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace plugtest::lab {

Coupling::Coupling(const model::TagCoupling& spec, const std::vector<TagPose>& tags)
    : per_tag_loss_mdb_(to_mdb(spec.per_tag_loss_db.value)), tags_(tags.size()) {
  // Along x, so that only tags near in x are looked at.
  std::vector<std::size_t> order(tags.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return tags[a].position_m.x < tags[b].position_m.x;
  });
  for (std::size_t at = 0; at < order.size(); ++at) {
    const Vec3& here = tags[order[at]].position_m;
    Tag& tag = tags_[order[at]];
    tag.position_m = here;
    tag.first = offsets_m_.size();
    double nearest_m = std::numeric_limits<double>::infinity();
    const auto look_at = [&](std::size_t other) {
      const Vec3 offset = tags[order[other]].position_m - here;
      if (std::abs(offset.x) > k_reach_m) return false;
      const double distance_m = length(offset);
      if (distance_m <= k_reach_m) {
        offsets_m_.push_back(offset);
        nearest_m = std::min(nearest_m, distance_m);
      }
      return true;
    };
    for (std::size_t other = at; other-- > 0 && look_at(other);) {
    }
    for (std::size_t other = at + 1; other < order.size() && look_at(other); ++other) {
    }
    tag.last = offsets_m_.size();
    if (tag.last > tag.first) {
      tag.near_loss_mdb =
          to_mdb(spec.near_loss_db.value * std::exp(-nearest_m / spec.near_distance_m.value));
    }
  }
}

std::int32_t Coupling::loss_mdb(std::size_t index, const Vec3& antenna_m) const {
  if (tags_.empty()) return 0;
  const Tag& tag = tags_[index];
  if (tag.first == tag.last) return 0;
  const Vec3 path = antenna_m - tag.position_m;
  const double path_squared = dot(path, path);
  std::int32_t in_front = 0;
  for (std::size_t i = tag.first; i < tag.last; ++i) {
    const Vec3& offset = offsets_m_[i];
    const double along = dot(offset, path);
    if (along <= 0 || along >= path_squared) continue;
    const double beside_squared = dot(offset, offset) - along * along / path_squared;
    if (beside_squared <= k_beside_m * k_beside_m) ++in_front;
  }
  return tag.near_loss_mdb + in_front * per_tag_loss_mdb_;
}

}  // namespace plugtest::lab
