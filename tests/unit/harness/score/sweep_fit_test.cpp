#include "harness/score/sweep_fit.h"

#include "tests/unit/harness/score/event_builder.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace plugtest::score {
namespace {

using model::CellResult;
using model::SweepAxis;
using testing::event_with;

// An event whose scenarios are the points of one sweep.
model::EventPlan swept(SweepAxis axis, const std::vector<double>& values) {
  std::vector<std::string> ids;
  for (const double value : values) ids.push_back("s@" + std::to_string(value));
  model::EventPlan event = event_with({"a", "b"}, {"red"}, ids);
  for (std::size_t i = 0; i < values.size(); ++i) {
    event.scenarios[i].sweep = model::SweepSetting{model::ScenarioId("s"),
                                                   axis,
                                                   values[i],
                                                   "",
                                                   static_cast<std::uint32_t>(i),
                                                   static_cast<std::uint32_t>(values.size())};
  }
  return event;
}

CellResult cell(const model::EventPlan& event, const char* reader, std::size_t point,
                std::uint32_t k, std::uint32_t n) {
  CellResult made;
  made.key.reader = model::ReaderId(reader);
  made.key.tag_type = model::TagTypeId("red");
  made.key.scenario = event.scenarios[point].id;
  made.key.plan_hash = "hash of point " + std::to_string(point);
  made.k = k;
  made.n = n;
  return made;
}

TEST(SweepFit, GivesTheThresholdOfEachReaderWithItsIntervalAndTheMargin) {
  const auto event = swept(SweepAxis::power, {20, 22, 24, 26, 28, 30});
  std::vector<CellResult> cells;
  const std::uint32_t hits[] = {0, 2, 10, 18, 20, 20};
  for (std::size_t i = 0; i < 6; ++i) cells.push_back(cell(event, "a", i, hits[i], 20));
  for (std::size_t i = 0; i < 6; ++i) cells.push_back(cell(event, "b", i, 20, 20));
  const auto fits = fit_sweeps(event, cells);
  ASSERT_EQ(fits.size(), 2U);
  const SweepFit& a = fits[0];
  EXPECT_EQ(a.key.scenario.str(), "s");
  EXPECT_EQ(a.key.plan_hash, "");
  EXPECT_EQ(a.points, 6U);
  EXPECT_EQ(a.successes, 70U);
  EXPECT_EQ(a.passes, 120U);
  ASSERT_TRUE(a.half && a.required && a.margin);
  EXPECT_NEAR(a.half->x, 24, 0.1);  // the counts are symmetric about it
  EXPECT_GT(a.required->x, a.half->x);
  EXPECT_LT(*a.half->low, 24);
  EXPECT_GT(*a.half->high, 24);
  EXPECT_DOUBLE_EQ(*a.margin, 30 - a.required->x);
  EXPECT_DOUBLE_EQ(a.requirement, 0.95);
  // Nothing failed: the threshold lies outside of what was tried.
  EXPECT_EQ(fits[1].required, std::nullopt);
  EXPECT_EQ(fits[1].margin, std::nullopt);
}

TEST(SweepFit, TheMarginRunsTheOtherWayWhereSuccessFalls) {
  const auto event = swept(SweepAxis::speed, {1, 2, 3});
  const std::vector<CellResult> cells{cell(event, "a", 0, 40, 40), cell(event, "a", 1, 39, 40),
                                      cell(event, "a", 2, 4, 40)};
  const auto fits = fit_sweeps(event, cells);
  ASSERT_EQ(fits.size(), 1U);
  EXPECT_LT(fits[0].required->slope, 0);
  EXPECT_GT(fits[0].required->x, 1);
  EXPECT_LT(fits[0].required->x, 3);
  EXPECT_DOUBLE_EQ(*fits[0].margin, fits[0].required->x - 1);
}

TEST(SweepFit, LeavesOutWhatHasNoThreshold) {
  const auto event = swept(SweepAxis::orientation, {0, 45, 90});
  const std::vector<CellResult> turned{cell(event, "a", 0, 20, 20), cell(event, "a", 1, 9, 20),
                                       cell(event, "a", 2, 0, 20)};
  EXPECT_TRUE(fit_sweeps(event, turned).empty());
  const auto speeds = swept(SweepAxis::speed, {1, 2});
  const std::vector<CellResult> one_point{cell(speeds, "a", 0, 5, 10), cell(speeds, "a", 1, 0, 0)};
  EXPECT_TRUE(fit_sweeps(speeds, one_point).empty());
  // Practice and official runs are not of one sweep.
  std::vector<CellResult> apart{cell(speeds, "a", 0, 5, 10), cell(speeds, "a", 1, 1, 10)};
  apart[1].key.official = true;
  EXPECT_TRUE(fit_sweeps(speeds, apart).empty());
}

}  // namespace
}  // namespace plugtest::score
