#include "harness/score/run_metrics.h"

#include "tests/unit/harness/score/builders.h"

#include <gtest/gtest.h>

namespace plugtest::score {
namespace {

using std::chrono::milliseconds;
using testing::at_ms;
using testing::score_of;

TEST(RunMetrics, AddUpThePassesOfOneTagType) {
  model::RunResult run;
  for (std::uint32_t pass = 0; pass < 3; ++pass) {
    model::PassScore score = score_of(pass, "t", pass == 1 ? 8 : 10, 10);
    score.reports = 30;
    score.first_read = milliseconds(100 + 10 * pass);
    score.t80 = milliseconds(400);
    if (pass != 1) score.t100 = milliseconds(900);
    run.pass_scores.push_back(score);
    run.pass_scores.push_back(score_of(pass, "other", 0, 10));
    model::PassRecord record;
    record.index = pass;
    record.times = {at_ms(0), at_ms(2000)};
    run.passes.push_back(record);
  }
  const RunMetrics metrics = run_metrics(run, model::TagTypeId("t"));
  EXPECT_EQ(metrics.passes, 3U);
  EXPECT_EQ(metrics.complete, 2U);
  EXPECT_EQ(metrics.successful, 2U);
  ASSERT_TRUE(metrics.item_rate);
  EXPECT_EQ(metrics.item_rate->worst_pass, 1U);
  EXPECT_NEAR(metrics.reads_per_tag.value(), 90.0 / 28, 1e-12);
  EXPECT_NEAR(metrics.items_per_second.value(), 28.0 / 6, 1e-12);
  EXPECT_EQ(metrics.median_first_read, milliseconds(110));
  EXPECT_EQ(metrics.median_t100, milliseconds(900));
  EXPECT_EQ(metrics.median_t90, std::nullopt);
}

TEST(RunMetrics, APassThatNeverGetsThereIsTheSlowest) {
  model::RunResult run;
  for (std::uint32_t pass = 0; pass < 3; ++pass) {
    run.pass_scores.push_back(score_of(pass, "t", 8, 10));
    if (pass == 0) run.pass_scores.back().t90 = milliseconds(5);
  }
  EXPECT_EQ(run_metrics(run, model::TagTypeId("t")).median_t90, std::nullopt);
}

TEST(RunMetrics, OfNothingAreEmpty) {
  const RunMetrics metrics = run_metrics({}, model::TagTypeId("t"));
  EXPECT_EQ(metrics.passes, 0U);
  EXPECT_FALSE(metrics.item_rate);
  EXPECT_FALSE(metrics.items_per_second);
}

}  // namespace
}  // namespace plugtest::score
