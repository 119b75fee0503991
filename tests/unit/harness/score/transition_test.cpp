#include "harness/score/transition.h"

#include <gtest/gtest.h>

namespace plugtest::score {
namespace {

using model::CellResult;
using model::Reason;
using model::Verdict;

CellResult cell(Verdict verdict, std::uint32_t k, std::uint32_t n, Reason reason,
                const std::string& tag_type = "t") {
  CellResult result;
  result.key.reader = model::ReaderId("r");
  result.key.tag_type = model::TagTypeId(tag_type);
  result.key.plan_hash = "plan";
  result.verdict = verdict;
  result.k = k;
  result.n = n;
  result.reasons = {reason};
  return result;
}

CellResult pass(std::uint32_t k, std::uint32_t n) {
  return cell(Verdict::pass, k, n, Reason::requirement_met);
}
CellResult fail(std::uint32_t k, std::uint32_t n) {
  return cell(Verdict::fail, k, n, Reason::requirement_missed);
}

CellChange change(const std::vector<CellResult>& before, const std::vector<CellResult>& after) {
  const auto changes = compare_results(before, after);
  return changes.size() == 1 ? changes.front() : CellChange{};
}

TEST(CompareResults, TellsTheSevenClasses) {
  EXPECT_EQ(change({pass(18, 18)}, {fail(0, 3)}).transition, Transition::new_fail);
  EXPECT_EQ(change({fail(0, 3)}, {pass(18, 18)}).transition, Transition::fixed);
  EXPECT_EQ(change({pass(300, 300)}, {pass(280, 300)}).transition, Transition::worse);
  EXPECT_EQ(change({fail(0, 30)}, {fail(20, 30)}).transition, Transition::better);
  EXPECT_EQ(change({pass(18, 18)}, {pass(26, 27)}).transition, Transition::same);
  EXPECT_EQ(change({}, {pass(18, 18)}).transition, Transition::added);
  EXPECT_EQ(change({pass(18, 18)}, {}).transition, Transition::removed);
}

TEST(CompareResults, AChangeOfVerdictThatChanceExplainsIsNone) {
  // Seven of ten against nine of ten: the sequential rule may say fail and nothing yet.
  const auto found =
      change({fail(7, 10)}, {cell(Verdict::inconclusive, 9, 10, Reason::cap_reached)});
  EXPECT_EQ(found.transition, Transition::same);
  EXPECT_GT(found.p_value, 0.05);
}

TEST(CompareResults, AReaderThatBreaksItsProtocolNeedsNoStatistics) {
  const CellResult broken = cell(Verdict::fail, 0, 0, Reason::peer_broke_protocol);
  EXPECT_EQ(change({pass(18, 18)}, {broken}).transition, Transition::new_fail);
  EXPECT_EQ(change({broken}, {pass(18, 18)}).transition, Transition::fixed);
  EXPECT_EQ(change({broken}, {broken}).transition, Transition::same);
}

TEST(CompareResults, WhatWasRunInNeitherIsLeftOut) {
  const CellResult not_run = cell(Verdict::not_run, 0, 0, Reason::aborted);
  EXPECT_TRUE(compare_results(std::vector{not_run}, std::vector{not_run}).empty());
  EXPECT_EQ(change({not_run}, {pass(18, 18)}).transition, Transition::added);
}

TEST(CompareResults, ShowsThatThePlanChanged) {
  CellResult other = pass(18, 18);
  other.key.plan_hash = "another";
  const CellChange found = change({pass(18, 18)}, {other});
  EXPECT_TRUE(found.plan_changed);
  EXPECT_EQ(found.key.plan_hash, "another");
  EXPECT_EQ(found.transition, Transition::same);
}

TEST(CompareResults, NeverMixesPracticeWithOfficialOrCommonWithVendorSettings) {
  CellResult official = pass(18, 18);
  official.key.official = true;
  CellResult vendor = fail(0, 3);
  vendor.key.policy = model::SettingsPolicy::vendor;
  const auto changes = compare_results(std::vector{pass(18, 18)}, std::vector{official, vendor});
  ASSERT_EQ(changes.size(), 3U);
  for (const CellChange& one : changes) {
    EXPECT_TRUE(one.transition == Transition::added || one.transition == Transition::removed);
    EXPECT_FALSE(is_regression(one.transition));
  }
}

TEST(CompareResults, OnlyNewFailAndWorseAreRegressions) {
  EXPECT_TRUE(is_regression(Transition::new_fail));
  EXPECT_TRUE(is_regression(Transition::worse));
  for (const Transition other : {Transition::fixed, Transition::better, Transition::same,
                                 Transition::added, Transition::removed}) {
    EXPECT_FALSE(is_regression(other)) << to_string(other);
  }
}

}  // namespace
}  // namespace plugtest::score
