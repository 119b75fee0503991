#include "harness/model/verdict.h"

#include "harness/model/air.h"
#include "harness/model/cell.h"

#include <gtest/gtest.h>

namespace plugtest::model {
namespace {

TEST(Verdict, NamesRoundTrip) {
  for (int i = 0; i <= static_cast<int>(Verdict::not_run); ++i) {
    const auto verdict = static_cast<Verdict>(i);
    EXPECT_EQ(verdict_from(to_string(verdict)), verdict) << to_string(verdict);
  }
  EXPECT_EQ(to_string(Verdict::pass_with_remark), "pass_with_remark");
  EXPECT_EQ(verdict_from("PASS"), std::nullopt);
  EXPECT_EQ(verdict_from(""), std::nullopt);
}

TEST(Verdict, OnlyPassAndFailAreSettled) {
  EXPECT_TRUE(settled(Verdict::pass));
  EXPECT_TRUE(settled(Verdict::pass_with_remark));
  EXPECT_TRUE(settled(Verdict::fail));
  EXPECT_FALSE(settled(Verdict::inconclusive));
  EXPECT_FALSE(settled(Verdict::error));
  EXPECT_FALSE(settled(Verdict::not_applicable));
  EXPECT_FALSE(settled(Verdict::not_run));
  EXPECT_FALSE(settled(Verdict::none));
}

TEST(Names, AreThoseOfTheResultFiles) {
  EXPECT_EQ(to_string(Reason::requirement_met), "requirement_met");
  EXPECT_EQ(to_string(Reason::harness_fault), "harness_fault");
  EXPECT_EQ(to_string(Attribution::operator_), "operator");
  EXPECT_EQ(to_string(Attribution::tag_type), "tag_type");
  EXPECT_EQ(to_string(AirProtocol::type_d), "type-d");
  EXPECT_EQ(to_string(IntervalKind::early_stop), "early_stop");
  EXPECT_EQ(to_string(SettingsPolicy::vendor), "vendor");
  EXPECT_EQ(to_string(Population::mixed), "mixed");
}

}  // namespace
}  // namespace plugtest::model
