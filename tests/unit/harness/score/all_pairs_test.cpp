#include "harness/score/all_pairs.h"

#include <gtest/gtest.h>

namespace plugtest::score {
namespace {

using model::Attribution;
using model::CellResult;
using model::Verdict;

CellResult cell(const char* reader, const char* tag_type, Verdict verdict,
                Attribution attribution = Attribution::none) {
  CellResult result;
  result.key.reader = model::ReaderId(reader);
  result.key.tag_type = model::TagTypeId(tag_type);
  result.verdict = verdict;
  result.attribution = attribution;
  return result;
}

TEST(AllPairs, OneFailureIsEnoughOnEitherSide) {
  const std::vector<CellResult> cells{
      cell("a", "t1", Verdict::pass), cell("a", "t2", Verdict::pass_with_remark),
      cell("b", "t1", Verdict::pass), cell("b", "t2", Verdict::fail, Attribution::tag_type)};
  const auto readers = all_pairs(cells, Side::reader, false);
  ASSERT_EQ(readers.size(), 2U);
  EXPECT_EQ(readers[0].id, "a");
  EXPECT_EQ(readers[0].verdict, Verdict::pass_with_remark);
  EXPECT_EQ(readers[0].passed, 2U);
  EXPECT_EQ(readers[1].verdict, Verdict::fail);
  EXPECT_EQ(readers[1].failed_by_others, 1U);
  const auto tag_types = all_pairs(cells, Side::tag_type, false);
  ASSERT_EQ(tag_types.size(), 2U);
  EXPECT_EQ(tag_types[0].verdict, Verdict::pass);
  EXPECT_EQ(tag_types[1].verdict, Verdict::fail);
  EXPECT_EQ(tag_types[1].failed_by_others, 0U);
}

TEST(AllPairs, WhatIsOpenProvesNothingAndWhatIsNotClaimedDoesNotCount) {
  const auto verdict_of = [](const std::vector<CellResult>& cells) {
    return all_pairs(cells, Side::reader, false).front().verdict;
  };
  EXPECT_EQ(verdict_of({cell("a", "t1", Verdict::pass), cell("a", "t2", Verdict::not_run)}),
            Verdict::inconclusive);
  EXPECT_EQ(verdict_of({cell("a", "t1", Verdict::not_run)}), Verdict::not_run);
  EXPECT_EQ(verdict_of({cell("a", "t1", Verdict::pass), cell("a", "t2", Verdict::not_applicable)}),
            Verdict::pass);
  EXPECT_EQ(verdict_of({cell("a", "t1", Verdict::not_applicable)}), Verdict::not_applicable);
  EXPECT_EQ(verdict_of({cell("a", "t1", Verdict::error), cell("a", "t2", Verdict::fail)}),
            Verdict::fail);
}

TEST(AllPairs, PracticeAndOfficialStayApart) {
  CellResult practice = cell("a", "t1", Verdict::fail);
  CellResult official = cell("a", "t1", Verdict::pass);
  official.key.official = true;
  const std::vector<CellResult> cells{practice, official};
  EXPECT_EQ(all_pairs(cells, Side::reader, true).front().verdict, Verdict::pass);
  EXPECT_EQ(all_pairs(cells, Side::reader, false).front().verdict, Verdict::fail);
}

}  // namespace
}  // namespace plugtest::score
