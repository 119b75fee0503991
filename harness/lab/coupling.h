#pragma once

#include "harness/lab/world.h"
#include "harness/model/scenario_plan.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace plugtest::lab {

/// How tags near each other take power from each other (facts/air.md C.4): the nearest other tag
/// detunes, and every tag in front shadows. Stacks are limited on the way to the tag, so the loss
/// applies once, forward.
///
/// All that does not depend on where the antenna is, is found once for a placement: a refresh looks
/// at the tags within half a wavelength only.
class Coupling {
 public:
  Coupling() = default;  ///< no loss
  Coupling(const model::TagCoupling& spec, const std::vector<TagPose>& tags);

  /// Extra loss of the power that tag `index` gets from `antenna_m` (load coordinates).
  std::int32_t loss_mdb(std::size_t index, const Vec3& antenna_m) const;

  /// The part of the nearest tag, L0 exp(-d / d0).
  std::int32_t near_loss_mdb(std::size_t index) const { return tags_[index].near_loss_mdb; }

  /// A tag in front counts when it is at most this far away: half a wavelength; beyond, a shadow as
  /// small as a tag's has filled again (assumption).
  static constexpr double k_reach_m = 0.16;
  /// And when it is no further from the line of sight than half a dipole (assumption).
  static constexpr double k_beside_m = 0.05;

 private:
  struct Tag {
    Vec3 position_m;
    std::int32_t near_loss_mdb = 0;
    std::size_t first = 0;  ///< of its neighbours in offsets_
    std::size_t last = 0;
  };
  std::int32_t per_tag_loss_mdb_ = 0;
  std::vector<Tag> tags_;
  std::vector<Vec3> offsets_m_;  ///< from a tag to a neighbour within reach
};

}  // namespace plugtest::lab
