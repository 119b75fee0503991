#include "protocols/identity/s10.h"
#include "protocols/identity/s9.h"
#include "protocols/identity/sscc.h"
#include "protocols/identity/text_form.h"
#include "tests/unit/harness/lab/lab_fixture.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <span>

#include <gtest/gtest.h>

namespace plugtest::lab {
namespace {

using model::IdentifierKind;

model::ScenarioPlan train_of(std::uint32_t items, IdentifierKind identifiers) {
  model::ScenarioPlan plan;
  model::TrainLoad train;
  train.items = items;
  plan.load = train;
  plan.identifiers = identifiers;
  return plan;
}

LabPieces pieces_of(IdentifierKind identifiers) {
  return make_scenario_pieces({test::tag_type("t")}, train_of(200, identifiers), 5);
}

TEST(ScenarioPieces, EveryIdentifierIsValidAndItsOwn) {
  for (const IdentifierKind kind :
       {IdentifierKind::sscc, IdentifierKind::s10, IdentifierKind::s9, IdentifierKind::raw}) {
    const LabPieces pieces = pieces_of(kind);
    std::set<identity::Uii> uiis;
    for (const model::Piece& piece : pieces.load) {
      uiis.insert(piece.uii);
      EXPECT_EQ(piece.uii.bit_count() % 16, 0U) << "whole words";
      if (kind == IdentifierKind::sscc) {
        EXPECT_TRUE(identity::sscc_from_uii(piece.uii)) << piece.uii.to_hex();
      }
      const auto text = identity::unpack_six_bit(piece.uii);
      if (kind == IdentifierKind::s10) {
        ASSERT_TRUE(text);
        EXPECT_TRUE(identity::parse_s10(*text)) << *text;
      }
      if (kind == IdentifierKind::s9) {
        ASSERT_TRUE(text);
        EXPECT_TRUE(identity::parse_s9(*text)) << *text;
      }
    }
    EXPECT_EQ(uiis.size(), 200U) << model::to_string(kind);
  }
}

TEST(ScenarioPieces, AShareOfTypeDIsSpreadOverTheLoad) {
  model::ScenarioPlan plan = train_of(20, IdentifierKind::sscc);
  const std::vector<model::TagType> types{test::tag_type("c1"), test::tag_type("c2"),
                                          test::type_d("d1")};
  for (const double share : {0.2, 0.35, 0.5, 0.8}) {
    plan.type_d_share = share;
    const auto load = make_scenario_pieces(types, plan, 1).load;
    const auto of_d = [](const model::Piece& piece) { return piece.tag_type.str() == "d1"; };
    EXPECT_EQ(std::ranges::count_if(load, of_d), std::lround(share * 20));
    const auto half = std::span(load).first(10);
    EXPECT_NEAR(static_cast<double>(std::ranges::count_if(half, of_d)), share * 10, 1);
  }
}

TEST(ScenarioPieces, TheNextDoorsMailIsElsewhereAndReadWhenItIsNear) {
  const auto strays = [](double distance_m) {
    LabPlan plan = test::conveyor_plan(2);
    plan.scenario.next_door = model::NextDoor{5, {distance_m, "test"}};
    test::LabBench bench(plan);
    const auto reads = bench.pass(0);
    EXPECT_EQ(bench.manifest().expected.size(), 10U);
    EXPECT_EQ(bench.manifest().elsewhere.size(), 5U);
    std::set<identity::Uii> elsewhere;
    for (const auto& piece : bench.manifest().elsewhere) elsewhere.insert(piece.uii);
    std::set<identity::Uii> seen;
    for (const auto& read : reads) {
      if (elsewhere.contains(read.uii)) seen.insert(read.uii);
    }
    return seen.size();
  };
  EXPECT_GT(strays(1.5), 0U);
  EXPECT_EQ(strays(60), 0U);
}

}  // namespace
}  // namespace plugtest::lab
