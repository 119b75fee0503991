#include "reports/results_json.h"

#include "tests/unit/reports/sample.h"

#include <algorithm>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace plugtest::reports {
namespace {

using nlohmann::json;
using testing::make_hostile_sample;
using testing::make_sample;

TEST(ResultsJson, WritesACellAsDocumented) {
  testing::Sample sample = make_sample();
  sample.cells = {sample.cells[8]};
  const std::string text = results_json(sample.report());
  const std::size_t begin = text.find(" \"cells\"");
  ASSERT_NE(begin, std::string::npos);
  EXPECT_EQ(text.substr(begin, text.find(" \"runs\": [\n  {") - begin), R"( "cells": [
  {
   "reader": "south",
   "tag_type": "alder",
   "scenario": "conveyor-parcels",
   "verdict": "fail",
   "k": 0,
   "n": 3,
   "low": 0.0,
   "high": 0.707598,
   "interval": "early_stop",
   "reasons": [
    "requirement_missed",
    "items_missed"
   ],
   "attribution": "reader",
   "detail": "0 of 3 passes succeeded, 24 of 30 items identified from 96 tag reports. Missed: alder-0, alder-7, alder-3 and 1 other. Reader south missed the requirement with 2 of 2 tag types under these conditions; north met it with alder.",
   "identified": 24,
   "expected": 30,
   "disturbed": 0,
   "region": "china-2007",
   "policy": "common",
   "population": "single",
   "official": false,
   "plan_hash": "5e1d0c",
   "virtual": true,
   "rests_on_model": false,
   "attempts": 1,
   "counted_attempt": 1,
   "runs": [
    "south-alder-conveyor-parcels"
   ],
   "evidence": [
    "runs/south-alder-conveyor-parcels"
   ]
  }
 ],
)");
}

TEST(ResultsJson, HoldsEventCellsAndRuns) {
  const testing::Sample sample = make_sample();
  const json root = json::parse(results_json(sample.report()));
  EXPECT_EQ(root["schema"], "plugtest-results/1");
  EXPECT_EQ(root["virtual"], true);
  EXPECT_EQ(root["event"]["seed"], 42);
  EXPECT_EQ(root["event"]["readers"].size(), 2U);
  EXPECT_EQ(root["event"]["tag_types"][3]["protocol"], "type-d");
  EXPECT_EQ(root["event"]["scenarios"][0]["rule"]["kind"], "sequential");
  EXPECT_EQ(root["event"]["scenarios"][1]["rule"]["requirement"], 0.8);
  EXPECT_EQ(root["event"]["scenarios"][1]["items"], 50);
  EXPECT_LT(root["event"]["scenarios"][0]["rule_statistics"]["false_fail"], 0.06);
  EXPECT_GT(root["runs"][0]["outcomes"][0]["metrics"]["passes"], 0);
  ASSERT_EQ(root["cells"].size(), sample.cells.size());
  ASSERT_EQ(root["runs"].size(), sample.runs.size());
  const json& run = root["runs"][0];
  EXPECT_EQ(run["seed"], "18446744073709551615");
  EXPECT_EQ(run["passes"][0]["t80_us"], 5'000'250);
  EXPECT_EQ(run["passes"][0]["t90_us"], nullptr);
  EXPECT_EQ(run["passes"][0]["mean_rssi_mdbm"], -58'250);
  const auto with_extras =
      std::ranges::find_if(root["runs"], [](const json& one) { return !one["extras"].empty(); });
  EXPECT_EQ((*with_extras)["extras"][0]["foreign"][0], "3035307b2831b383e019a8d2");
}

TEST(ResultsJson, TellsOrderStaticReadingsPlacesAndRetries) {
  testing::Sample sample = make_sample();
  sample.event.retries = {model::RetryPolicy::Counts::last, 3};
  model::RunResult& run = sample.runs[0];
  for (std::uint32_t pass = 0; pass < 10; ++pass) {
    run.orders.push_back({pass, model::OrderEstimator::rssi_peak, 9, 9, 10, true});
    run.orders.push_back(
        {pass, model::OrderEstimator::midpoint, 10, pass == 0 ? 5U : 10U, 10, false});
  }
  run.statics = {{0, model::StaticEnd::stopped, 5, 4, std::chrono::milliseconds(9),
                  std::chrono::milliseconds(7)},
                 {1, model::StaticEnd::aborted, 5, 1, std::chrono::milliseconds(2), std::nullopt}};
  run.places = {{run.plan.tag_types[0], "layer 1", 10, 4}};
  const json root = json::parse(results_json(sample.report()));
  EXPECT_EQ(root["event"]["retries"], (json{{"counts", "last"}, {"most", 3}}));
  const auto told = std::ranges::find_if(
      root["runs"], [&](const json& one) { return one["id"] == run.plan.id.str(); });
  ASSERT_NE(told, root["runs"].end());
  ASSERT_EQ((*told)["order"].size(), 2U);
  EXPECT_EQ((*told)["order"][0]["estimator"], "rssi_peak");
  EXPECT_EQ((*told)["order"][0]["right"], 1.0);
  EXPECT_LT((*told)["order"][0]["low"], 1.0);  // ten perfect passes prove no perfection
  EXPECT_EQ((*told)["order"][0]["complete"], 10);
  EXPECT_EQ((*told)["order"][1]["right"], 0.95);
  EXPECT_EQ((*told)["static"]["stopped"], 1);
  EXPECT_EQ((*told)["static"]["readings"][0]["t_percent_us"], 7000);
  EXPECT_EQ((*told)["static"]["readings"][1]["t_percent_us"], nullptr);
  EXPECT_EQ((*told)["places"][0]["place"], "layer 1");
  EXPECT_EQ((*told)["places"][0]["missed"], 4);
  // What a run does not have it does not show.
  EXPECT_FALSE(root["runs"][1].contains("order") && root["runs"][0].contains("order"));
}

TEST(ResultsJson, TellsTheThresholdOfASweepWithItsIntervalAndMargin) {
  testing::Sample sample = make_sample();
  const model::ScenarioPlan base = sample.event.scenarios[0];
  sample.event.scenarios.clear();
  const model::CellResult cell = sample.cells[0];
  sample.cells.clear();
  const std::uint32_t successes[] = {0, 5, 19, 20};
  for (std::uint32_t i = 0; i < 4; ++i) {
    model::ScenarioPlan point = base;
    point.id = model::ScenarioId("sweep@" + std::to_string(i));
    point.sweep = model::SweepSetting{
        model::ScenarioId("sweep"), model::SweepAxis::power, 20.0 + 2 * i, "", i, 4};
    sample.event.scenarios.push_back(point);
    sample.cells.push_back(cell);
    sample.cells.back().key.scenario = point.id;
    sample.cells.back().k = successes[i];
    sample.cells.back().n = 20;
  }
  const json root = json::parse(results_json(sample.report()));
  ASSERT_EQ(root["sweeps"].size(), 1U);
  const json& fit = root["sweeps"][0];
  EXPECT_EQ(fit["sweep"], "sweep");
  EXPECT_EQ(fit["axis"], "power");
  EXPECT_EQ(fit["points"], 4);
  EXPECT_GT(fit["half"]["at"], 22.0);
  EXPECT_LT(fit["half"]["at"], 24.0);
  EXPECT_LT(fit["half"]["low"], fit["half"]["at"]);
  EXPECT_NEAR(fit["margin"].get<double>(), 26.0 - fit["required"]["at"].get<double>(), 2e-6);
}

TEST(ResultsJson, SaysWhatIsNotVirtual) {
  testing::Sample sample = make_sample();
  sample.event.rig = model::RigKind::operator_prompts;
  sample.event.readers[1].virtual_reader.reset();
  const json root = json::parse(results_json(sample.report()));
  EXPECT_EQ(root["virtual"], false);
  EXPECT_EQ(root["event"]["readers"][0]["virtual"], true);
  EXPECT_EQ(root["event"]["readers"][1]["virtual"], false);
  EXPECT_EQ(root["cells"][0]["virtual"], true);
  EXPECT_EQ(root["cells"][8]["virtual"], false);
}

TEST(ResultsJson, DoesNotDependOnTheOrderInWhichRunsEnded) {
  testing::Sample sample = make_sample();
  const std::string before = results_json(sample.report());
  std::ranges::reverse(sample.runs);
  EXPECT_EQ(results_json(sample.report()), before);
}

TEST(ResultsJson, CarriesHostileTextAsData) {
  const json root = json::parse(results_json(make_hostile_sample().report()));
  EXPECT_EQ(root["event"]["title"],
            "</script><b onload=\"x\">&amp;'\uFFFD[31m\uFFFD\uFFFD\uFFFD{{k}}");
}

TEST(WallJson, HoldsWhatDiffersBetweenEqualRuns) {
  WallFacts facts;
  facts.host = "bench-3";
  facts.started_utc = "2024-05-01T08:00:00Z";
  facts.duration_ms = 61'250;
  facts.cores = 2;
  facts.runs = {{model::RunId("r1"), 900}};
  const json root = json::parse(wall_json(facts, "0.1.0"));
  EXPECT_EQ(root["schema"], "plugtest-wall/1");
  EXPECT_EQ(root["host"], "bench-3");
  EXPECT_EQ(root["duration_ms"], 61'250);
  EXPECT_EQ(root["runs"][0]["duration_ms"], 900);
}

TEST(ResultsJson, SaysWhichResultsRestOnTheModel) {
  const testing::Sample sample = testing::make_type_d_sample();
  const json root = json::parse(results_json(sample.report()));
  unsigned marked = 0;
  for (const auto& cell : root["cells"]) {
    const bool expected = cell["tag_type"] == "cedar" && !cell["runs"].empty();
    EXPECT_EQ(cell["rests_on_model"], expected) << cell;
    marked += expected ? 1U : 0U;
  }
  EXPECT_GT(marked, 0U);
  for (const auto& type : root["event"]["tag_types"]) {
    EXPECT_EQ(type["rests_on_model"], type["protocol"] == "type-d");
    EXPECT_EQ(type["air_profile"].is_null(), type["id"] != "cedar");
  }
}

}  // namespace
}  // namespace plugtest::reports
