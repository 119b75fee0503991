#include "tools/cli/exit_code.h"

#include <vector>

#include <gtest/gtest.h>

namespace plugtest::cli {
namespace {

using model::Reason;
using model::Verdict;

model::CellResult cell(Verdict verdict, std::vector<Reason> reasons = {}) {
  model::CellResult result;
  result.verdict = verdict;
  result.reasons = std::move(reasons);
  return result;
}

TEST(ExitCode, IsTheWorstOfWhatApplies) {
  using Cells = std::vector<model::CellResult>;
  EXPECT_EQ(exit_code_of(Cells{}), ExitCode::ok);
  EXPECT_EQ(exit_code_of(Cells{cell(Verdict::pass), cell(Verdict::pass_with_remark)}),
            ExitCode::ok);
  EXPECT_EQ(exit_code_of(Cells{cell(Verdict::pass), cell(Verdict::not_applicable)}), ExitCode::ok);
  EXPECT_EQ(exit_code_of(Cells{cell(Verdict::inconclusive), cell(Verdict::pass)}),
            ExitCode::inconclusive);
  EXPECT_EQ(exit_code_of(Cells{cell(Verdict::inconclusive), cell(Verdict::fail)}),
            ExitCode::verdict_failed);
  EXPECT_EQ(
      exit_code_of(Cells{cell(Verdict::fail), cell(Verdict::inconclusive, {Reason::unreachable})}),
      ExitCode::unreachable);
  EXPECT_EQ(
      exit_code_of(Cells{cell(Verdict::inconclusive, {Reason::unreachable}), cell(Verdict::error)}),
      ExitCode::harness_error);
}

}  // namespace
}  // namespace plugtest::cli
