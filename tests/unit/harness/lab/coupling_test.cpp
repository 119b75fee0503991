#include "harness/lab/coupling.h"

#include "harness/lab/level.h"

#include <cmath>

#include <gtest/gtest.h>

namespace plugtest::lab {
namespace {

/// A pile of tags along z, `apart_m` between two.
std::vector<TagPose> pile(std::size_t tags, double apart_m) {
  std::vector<TagPose> all;
  for (std::size_t i = 0; i < tags; ++i) {
    all.push_back({{0, 0, static_cast<double>(i) * apart_m}, {1, 0, 0}});
  }
  return all;
}

// facts/air.md C.4: Lc = L0 exp(-d / d0) + Ls k.
TEST(Coupling, FollowsTheFormulaInAPile) {
  const model::TagCoupling spec;
  for (const double apart_mm : {1.0, 5.0, 7.0, 20.0}) {
    const Coupling coupling(spec, pile(6, apart_mm / 1000));
    const std::int32_t near_mdb = to_mdb(8 * std::exp(-apart_mm / 7));
    for (std::size_t tag = 0; tag < 6; ++tag) {
      const auto above = static_cast<std::int32_t>(5 - tag);
      const auto below = static_cast<std::int32_t>(tag);
      EXPECT_NEAR(coupling.loss_mdb(tag, {0, 0, 3}), near_mdb + above * 500, 1);
      EXPECT_NEAR(coupling.loss_mdb(tag, {0, 0, -3}), near_mdb + below * 500, 1);
      EXPECT_NEAR(coupling.loss_mdb(tag, {0, 3, 0.0}), near_mdb, 500 * 5) << "from the side";
    }
  }
}

TEST(Coupling, TagsOutOfReachOrBesideTheWayDoNotCount) {
  const model::TagCoupling spec;
  const std::vector<TagPose> tags{{{0, 0, 0}, {1, 0, 0}},
                                  {{0, 0, 0.17}, {1, 0, 0}},     // too far away
                                  {{0, 0.06, 0.1}, {1, 0, 0}}};  // beside the way
  const Coupling coupling(spec, tags);
  EXPECT_EQ(coupling.loss_mdb(0, {0, 0, 3}), coupling.near_loss_mdb(0));
  EXPECT_EQ(coupling.near_loss_mdb(0), 0);
  EXPECT_EQ(coupling.loss_mdb(2, {0, 0.06, 3}), 0) << "the tag above is beside the way";
}

TEST(Coupling, NoTagsOrNoSpecNoLoss) {
  EXPECT_EQ(Coupling().loss_mdb(0, {0, 0, 3}), 0);
  EXPECT_EQ(Coupling(model::TagCoupling{}, pile(1, 0)).loss_mdb(0, {0, 0, 3}), 0);
}

}  // namespace
}  // namespace plugtest::lab
