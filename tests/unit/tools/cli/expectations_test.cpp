#include "tools/cli/expectations.h"

#include <sstream>
#include <vector>

#include <gtest/gtest.h>

namespace plugtest::cli {
namespace {

using model::Verdict;

model::CellResult cell(const char* reader, const char* tag_type, Verdict verdict) {
  model::CellResult result;
  result.key.reader = model::ReaderId(reader);
  result.key.tag_type = model::TagTypeId(tag_type);
  result.key.scenario = model::ScenarioId("belt");
  result.verdict = verdict;
  result.k = 3;
  result.n = 4;
  return result;
}

TEST(Expectations, TheLastFittingOneCounts) {
  model::EventPlan event;
  event.expectations = {{"*", "*", "*", Verdict::pass}, {"beta", "*", "*", Verdict::fail}};
  std::ostringstream out;
  EXPECT_TRUE(report_expectations(
      event, std::vector{cell("alpha", "c1", Verdict::pass), cell("beta", "c1", Verdict::fail)},
      out));
  EXPECT_EQ(out.str(), "all 2 verdicts are as this event expects\n");
}

TEST(Expectations, EveryDifferenceIsNamed) {
  model::EventPlan event;
  event.expectations = {{"alpha", "*", "*", Verdict::pass}};
  std::ostringstream out;
  EXPECT_FALSE(report_expectations(
      event, std::vector{cell("alpha", "c1", Verdict::fail), cell("beta", "c1", Verdict::pass)},
      out));
  EXPECT_EQ(out.str(),
            "not as expected: alpha x c1 in belt: fail (3/4), expected pass\n"
            "not as expected: beta x c1 in belt: pass (3/4), expected nothing\n");
}

}  // namespace
}  // namespace plugtest::cli
