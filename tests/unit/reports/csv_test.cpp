#include "reports/csv.h"

#include "reports/results_json.h"
#include "tests/unit/reports/sample.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace plugtest::reports {
namespace {

TEST(Csv, QuotesAndDisarms) {
  EXPECT_EQ(csv_value("plain"), "plain");
  EXPECT_EQ(csv_value("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_value("say \"x\""), "\"say \"\"x\"\"\"");
  EXPECT_EQ(csv_value("=1+1"), "\"'=1+1\"");
  EXPECT_EQ(csv_value("@SUM(A1)"), "\"'@SUM(A1)\"");
  EXPECT_EQ(csv_value("-5"), "\"'-5\"");
  EXPECT_EQ(csv_value("two\nlines"), "two lines");
}

TEST(Csv, HasARowForEachPassAndTheSameNumberOfFieldsInEach) {
  const testing::Sample sample = testing::make_sample();
  const std::string csv = passes_csv(make_report(results_json(sample.report()), "").value());
  std::size_t passes = 0;
  for (const model::RunResult& run : sample.runs) passes += run.pass_scores.size();
  EXPECT_EQ(static_cast<std::size_t>(std::ranges::count(csv, '\n')), passes + 1);
  const std::string head = csv.substr(0, csv.find('\n'));
  EXPECT_EQ(std::ranges::count(head, ','), 18);
}

}  // namespace
}  // namespace plugtest::reports
