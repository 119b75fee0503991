#include "reports/report.h"

#include "reports/html_page.h"
#include "reports/results_json.h"
#include "reports/stored_matrix.h"
#include "reports/terminal_matrix.h"
#include "tests/unit/reports/sample.h"

#include <algorithm>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace plugtest::reports {
namespace {

using Json = nlohmann::ordered_json;
using testing::make_hostile_sample;
using testing::make_sample;

Report report_of(const testing::Sample& sample) {
  auto report = make_report(results_json(sample.report()), "");
  EXPECT_TRUE(report.has_value()) << report.error().message;
  return std::move(*report);
}

TEST(Report, KeepsEveryCellAndRunAndPacksThePasses) {
  const testing::Sample sample = make_sample();
  const Report report = report_of(sample);
  const Json& document = report.json();
  EXPECT_EQ(document.at("schema"), "plugtest-report/1");
  ASSERT_EQ(document.at("cells").size(), sample.cells.size());
  ASSERT_EQ(document.at("runs").size(), sample.runs.size());
  const Json results = Json::parse(results_json(sample.report()));
  for (std::size_t i = 0; i < sample.runs.size(); ++i) {
    const Json& passes = results.at("runs")[i].at("passes");
    const Json& tracks = document.at("runs")[i].at("passes");
    if (passes.empty()) {
      EXPECT_TRUE(tracks.empty());
      continue;
    }
    ASSERT_EQ(tracks.size(), 1U);
    EXPECT_EQ(tracks[0].at("pass").size(), passes.size());
    EXPECT_EQ(tracks[0].at("missed").back(), passes.back().at("missed"));
    EXPECT_TRUE(document.at("runs")[i].at("detail").is_null()) << "there is no evidence";
  }
}

TEST(Report, TellsTheTrendOfTheCountedAttempt) {
  const testing::Sample sample = make_sample();
  const Report report = report_of(sample);
  for (const Json& cell : report.json().at("cells")) {
    const std::string trend = cell.at("trend");
    if (cell.at("n") == 0) continue;
    // Passes after the decision do not count; the trend shows them all the same.
    const auto counted = cell.at("n").get<std::size_t>() + cell.at("disturbed").get<std::size_t>();
    ASSERT_GE(trend.size(), counted);
    EXPECT_EQ(std::ranges::count(trend.substr(0, counted), '1'),
              cell.at("k").get<std::ptrdiff_t>());
  }
}

// Stations count their attempts each for itself, so two runs of a cell may both be its first
// attempt.
TEST(Report, TellsTheTrendOfAllRunsOfTheCountedAttempt) {
  testing::Sample sample = make_sample();
  auto cell = std::ranges::find_if(sample.cells, [](const auto& one) { return one.n > 0; });
  ASSERT_NE(cell, sample.cells.end());
  const auto found = std::ranges::find_if(
      sample.runs, [&](const auto& one) { return one.plan.id == cell->runs.front(); });
  ASSERT_NE(found, sample.runs.end());
  const model::RunResult first = *found;
  sample.runs.erase(found);
  const auto with = [&](const char* id, std::uint32_t attempt, bool success) {
    model::RunResult run = first;
    run.plan.id = model::RunId(id);
    run.plan.attempt = attempt;
    for (auto& score : run.pass_scores) score.success = success;
    return run;
  };
  const std::size_t passes = static_cast<std::size_t>(
      std::ranges::count(first.pass_scores, cell->key.tag_type, &model::PassScore::tag_type));
  ASSERT_GT(passes, 0U);
  cell->runs = {model::RunId("a-1"), model::RunId("b-1"), model::RunId("a-2")};
  cell->evidence = {"", "", ""};
  cell->attempts = 2;
  for (const std::uint32_t counted : {1U, 2U}) {
    cell->counted_attempt = counted;
    testing::Sample both = sample;
    both.runs.insert(both.runs.end(),
                     {with("a-1", 1, false), with("b-1", 1, true), with("a-2", 2, true)});
    const Report report = report_of(both);
    const Json& told =
        report.json().at("cells").at(static_cast<std::size_t>(cell - sample.cells.begin()));
    EXPECT_EQ(told.at("run_attempts"), Json({1, 1, 2}));
    const std::string whole(passes, '1');
    EXPECT_EQ(told.at("trend"), counted == 1 ? std::string(passes, '0') + whole : whole);
  }
}

TEST(Report, RefusesWhatIsNoResult) {
  for (const char* text : {"", "[]", "{", "{}", R"({"schema":"plugtest-results/1"})"}) {
    const auto report = make_report(text, "");
    ASSERT_FALSE(report.has_value()) << text;
    EXPECT_EQ(report.error().code, ErrorCode::malformed) << text;
  }
  const auto other = make_report(R"({"schema":"plugtest-results/9"})", "");
  ASSERT_FALSE(other.has_value());
  EXPECT_EQ(other.error().code, ErrorCode::unsupported);
}

TEST(Report, CutsTextsOfAnyLength) {
  testing::Sample sample = make_sample();
  sample.event.title = std::string(10'000'000, 'x');
  const Report report = report_of(sample);
  const auto title = report.json().at("event").at("title").get<std::string>();
  EXPECT_LE(title.size(), k_longest_text);
  EXPECT_TRUE(title.starts_with(std::string(1000, 'x')));
}

TEST(HtmlPage, CarriesHostileTextInADataIslandOnly) {
  const testing::Sample sample = make_hostile_sample();
  const std::string page = html_page(report_of(sample), Language::english);
  EXPECT_EQ(page.find(testing::k_hostile), std::string::npos) << "as it is, it would be markup";
  EXPECT_EQ(page.find("<b onload"), std::string::npos);
  EXPECT_NE(page.find("\\u003c/script"), std::string::npos);
  EXPECT_NE(page.find("script-src 'sha256-"), std::string::npos);
}

TEST(HtmlPage, IsTheSameForTheSameReport) {
  const Report report = report_of(make_sample());
  EXPECT_EQ(html_page(report, Language::chinese), html_page(report, Language::chinese));
}

TEST(StoredMatrix, GivesTheTerminalMatrixOfTheRunItself) {
  const testing::Sample sample = testing::make_type_d_sample();
  const auto stored = stored_matrix(report_of(sample));
  ASSERT_TRUE(stored.has_value()) << stored.error().message;
  std::string own = terminal_matrix(sample.report(), {});
  std::string again = terminal_matrix(stored->report(), {});
  // The name of a model's air profile is not told in a report's matrix.
  for (std::string* text : {&own, &again}) {
    if (const auto at = text->find(" (ipx-64)"); at != std::string::npos) text->erase(at, 9);
  }
  EXPECT_EQ(again, own);
}

}  // namespace
}  // namespace plugtest::reports
