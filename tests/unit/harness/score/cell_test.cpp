#include "harness/score/cell.h"

#include "harness/score/statistics.h"
#include "tests/unit/harness/score/event_builder.h"

#include <gtest/gtest.h>

namespace plugtest::score {
namespace {

using model::CellResult;
using model::IntervalKind;
using model::Reason;
using model::RunResult;
using model::Verdict;
using testing::bad_run;
using testing::event_with;
using testing::find_cell;
using testing::good_run;
using testing::plan_of;
using testing::run_of;

TEST(MakeCells, HasEveryCombinationInTheOrderOfTheEvent) {
  model::EventPlan event = event_with({"zeta", "alpha"}, {"red", "blue"}, {"belt", "sack"});
  event.readers[1].claims = {model::AirProtocol::type_c};
  event.tag_types[1].protocol = model::AirProtocol::type_d;
  const std::vector<model::RunPlan> planned{plan_of("zeta", "red", "sack")};
  const std::vector<RunResult> runs{good_run(plan_of("zeta", "red", "belt"))};
  const std::vector<CellResult> cells = make_cells(event, planned, runs);
  ASSERT_EQ(cells.size(), 8U);
  std::string order;
  for (const CellResult& cell : cells) {
    order += cell.key.reader.str() + " " + cell.key.tag_type.str() + " " + cell.key.scenario.str() +
             " " + std::string(to_string(cell.verdict)) + "\n";
  }
  EXPECT_EQ(order,
            "zeta red belt pass\n"
            "zeta red sack not_run\n"
            "zeta blue belt not_applicable\n"
            "zeta blue sack not_applicable\n"
            "alpha red belt not_run\n"
            "alpha red sack not_run\n"
            "alpha blue belt not_applicable\n"
            "alpha blue sack not_applicable\n");
  EXPECT_EQ(cells[1].key.plan_hash, "hash-sack");
  EXPECT_EQ(cells[2].reasons, std::vector{Reason::not_claimed});
  EXPECT_EQ(cells[2].detail, "Reader zeta does not claim type-d.");
  EXPECT_EQ(cells[4].key.region, "china-2007");
}

TEST(MakeCells, GivesCountsAndTheIntervalOfTheRule) {
  model::EventPlan event = event_with({"a"}, {"red"}, {"belt"});
  const std::vector<RunResult> runs{run_of(plan_of("a", "red", "belt"), 26, 1)};
  const CellResult cell = make_cells(event, {}, runs).front();
  EXPECT_EQ(cell.k, 26U);
  EXPECT_EQ(cell.n, 27U);
  EXPECT_EQ(cell.low, clopper_pearson(26, 27).low);
  EXPECT_EQ(cell.high, clopper_pearson(26, 27).high);
  EXPECT_EQ(cell.interval, IntervalKind::early_stop);
  EXPECT_EQ(cell.identified, 269U);
  EXPECT_EQ(cell.expected, 270U);
  EXPECT_EQ(cell.evidence, std::vector<std::string>{"runs/a/red/belt/1"});
  event.scenarios.front().decision = model::FixedRule{};
  EXPECT_EQ(make_cells(event, {}, runs).front().interval, IntervalKind::exact);
}

TEST(MakeCells, FirstAttemptCounts) {
  const model::EventPlan event = event_with({"a"}, {"red"}, {"belt"});
  const std::vector<RunResult> runs{good_run(plan_of("a", "red", "belt", 2)),
                                    bad_run(plan_of("a", "red", "belt", 1))};
  const CellResult cell = make_cells(event, {}, runs).front();
  EXPECT_EQ(cell.verdict, Verdict::fail);
  EXPECT_EQ(cell.n, 3U);
  ASSERT_EQ(cell.runs.size(), 2U);
  EXPECT_EQ(cell.runs[0].str(), "a/red/belt/1");
  EXPECT_EQ(cell.runs[1].str(), "a/red/belt/2");
  EXPECT_NE(cell.detail.find("Attempt 1 of 2 counts."), std::string::npos);
}

TEST(MakeCells, TheRetryPolicySaysWhichAttemptCountsAndAllAreListed) {
  model::EventPlan event = event_with({"a"}, {"red"}, {"belt"});
  const std::vector<RunResult> runs{bad_run(plan_of("a", "red", "belt", 1)),
                                    bad_run(plan_of("a", "red", "belt", 2)),
                                    good_run(plan_of("a", "red", "belt", 3))};
  event.retries.counts = model::RetryPolicy::Counts::last;
  const CellResult last = make_cells(event, {}, runs).front();
  EXPECT_EQ(last.verdict, Verdict::pass);
  EXPECT_EQ(last.counted_attempt, 3U);
  EXPECT_EQ(last.attempts, 3U);
  EXPECT_EQ(last.runs.size(), 3U);
  EXPECT_NE(last.detail.find("Attempt 3 of 3 counts; the event's rule is that the last one does."),
            std::string::npos)
      << last.detail;

  event.retries.most = 2;
  const CellResult limited = make_cells(event, {}, runs).front();
  EXPECT_EQ(limited.verdict, Verdict::fail);
  EXPECT_EQ(limited.counted_attempt, 2U);
  EXPECT_EQ(limited.runs.size(), 3U);
  EXPECT_NE(limited.detail.find("Attempt 2 of 3 counts; the event's rule is that the last one "
                                "does; the event allows 2 attempts."),
            std::string::npos)
      << limited.detail;

  event.retries = {model::RetryPolicy::Counts::first, 1};
  const CellResult first = make_cells(event, {}, runs).front();
  EXPECT_EQ(first.counted_attempt, 1U);
  EXPECT_NE(first.detail.find("Attempt 1 of 3 counts; the event allows 1 attempt."),
            std::string::npos);
  // Void attempts do not count under any policy.
  const std::vector<RunResult> stopped{
      good_run(plan_of("a", "red", "belt", 1)),
      run_of(plan_of("a", "red", "belt", 2), 2, 0, {Reason::aborted, ""})};
  event.retries = {model::RetryPolicy::Counts::last, std::nullopt};
  EXPECT_EQ(make_cells(event, {}, stopped).front().verdict, Verdict::pass);
}

TEST(MakeCells, AnAttemptThatWeOurselvesEndedIsVoid) {
  const model::EventPlan event = event_with({"a"}, {"red"}, {"belt"});
  for (const Reason reason : {Reason::aborted, Reason::harness_fault, Reason::operator_timeout,
                              Reason::budget_exhausted}) {
    const std::vector<RunResult> runs{run_of(plan_of("a", "red", "belt", 1), 4, 0, {reason, ""}),
                                      good_run(plan_of("a", "red", "belt", 2))};
    EXPECT_EQ(make_cells(event, {}, runs).front().verdict, Verdict::pass) << to_string(reason);
  }
  // Not so a lost link: trying again until it is green would hide it.
  const std::vector<RunResult> lost{
      run_of(plan_of("a", "red", "belt", 1), 4, 0, {Reason::link_lost, "Gone."}),
      good_run(plan_of("a", "red", "belt", 2))};
  EXPECT_EQ(make_cells(event, {}, lost).front().verdict, Verdict::inconclusive);
}

TEST(MakeCells, WithoutAValidAttemptTheLastIsShown) {
  const model::EventPlan event = event_with({"a"}, {"red"}, {"belt"});
  const std::vector<RunResult> runs{
      run_of(plan_of("a", "red", "belt", 1), 4, 0, {Reason::aborted, ""}),
      run_of(plan_of("a", "red", "belt", 2), 4, 0, {Reason::harness_fault, "Disk full."})};
  EXPECT_EQ(make_cells(event, {}, runs).front().verdict, Verdict::error);
}

TEST(MakeCells, PoolsRunsOfOneAttemptAsOneSequence) {
  const model::EventPlan event = event_with({"a"}, {"red"}, {"belt"});
  model::RunPlan here = plan_of("a", "red", "belt");
  model::RunPlan there = here;
  there.id = model::RunId("z");
  const std::vector<RunResult> runs{run_of(there, 12, 0), run_of(here, 10, 0)};
  const CellResult cell = make_cells(event, {}, runs).front();
  EXPECT_EQ(cell.verdict, Verdict::pass);
  EXPECT_EQ(cell.n, 18U);
  EXPECT_EQ(cell.runs.size(), 2U);

  const std::vector<RunResult> stalled{run_of(there, 12, 0, {Reason::peer_stalled, "Silent."}),
                                       run_of(here, 18, 0)};
  const CellResult failed = make_cells(event, {}, stalled).front();
  EXPECT_EQ(failed.verdict, Verdict::fail);
  EXPECT_EQ(failed.attribution, model::Attribution::reader);
}

TEST(MakeCells, NeverPoolsDifferentPlans) {
  const model::EventPlan event = event_with({"a"}, {"red"}, {"belt"});
  model::RunPlan other = plan_of("a", "red", "belt");
  other.plan_hash = "hash-other";
  const std::vector<RunResult> runs{good_run(plan_of("a", "red", "belt")), bad_run(other)};
  const std::vector<CellResult> cells = make_cells(event, {}, runs);
  ASSERT_EQ(cells.size(), 2U);
  EXPECT_EQ(cells[0].verdict, Verdict::pass);
  EXPECT_EQ(cells[1].verdict, Verdict::fail);
}

TEST(MakeCells, AMixedRunFeedsTheCellOfEveryTagType) {
  const model::EventPlan event = event_with({"a"}, {"red", "blue"}, {"belt"});
  RunResult run = good_run(plan_of("a", "red", "belt"));
  run.plan.tag_types.emplace_back("blue");
  run.plan.population = model::Population::mixed;
  run.outcomes.push_back(run.outcomes.front());
  run.outcomes.back().tag_type = model::TagTypeId("blue");
  const std::vector<CellResult> cells = make_cells(event, {}, std::vector{run});
  ASSERT_EQ(cells.size(), 2U);
  EXPECT_EQ(find_cell(cells, "a", "blue", "belt")->verdict, Verdict::pass);
  EXPECT_EQ(find_cell(cells, "a", "blue", "belt")->key.population, model::Population::mixed);
}

TEST(MakeCells, AnOrganizersWordStandsBesideWhatWasComputed) {
  auto event = event_with({"a"}, {"t1", "t2"}, {"belt"});
  event.overrides = {{"*", "*", "*", model::Attribution::unknown, "Not looked into.", "Desk"},
                     {"a", "t?", "belt", model::Attribution::operator_, "Loaded twice.", "Chief"}};
  const auto cells = make_cells(
      event, {},
      std::vector{bad_run(plan_of("a", "t1", "belt")), good_run(plan_of("a", "t2", "belt"))});
  const model::CellResult& missed = *find_cell(cells, "a", "t1", "belt");
  EXPECT_EQ(missed.verdict, model::Verdict::fail);
  EXPECT_EQ(missed.attribution, model::Attribution::unknown);
  ASSERT_TRUE(missed.overridden);
  EXPECT_EQ(missed.overridden->attribution, model::Attribution::operator_);
  EXPECT_TRUE(missed.detail.ends_with("Attributed to operator instead by Chief: Loaded twice."))
      << missed.detail;
  EXPECT_FALSE(find_cell(cells, "a", "t2", "belt")->overridden);  // nothing to attribute
}

TEST(MakeCells, WhatAReaderLacksOrATagTypeIsNotMadeForIsNotApplicable) {
  model::EventPlan event = event_with({"a", "b"}, {"red", "blue"}, {"belt"});
  event.readers[1].claims = {model::AirProtocol::type_c, model::AirProtocol::type_d};
  event.readers[0].claims = event.readers[1].claims;
  event.readers[0].lacks = {model::Feature::tag_write};
  event.tag_types[1].protocol = model::AirProtocol::type_d;
  event.scenarios[0].needs = {model::Feature::tag_write};
  event.scenarios[0].steps.push_back({model::StepRole::stimulus, model::TagOperation{}});
  const std::vector<CellResult> cells = make_cells(event, {}, {});
  ASSERT_EQ(cells.size(), 4U);
  EXPECT_EQ(cells[0].verdict, Verdict::not_applicable);
  EXPECT_EQ(cells[0].detail, "Reader a does not claim tag-write.");
  EXPECT_EQ(cells[2].verdict, Verdict::not_run);
  EXPECT_EQ(cells[3].verdict, Verdict::not_applicable);
  EXPECT_EQ(cells[3].detail, "The script operates on tag memory, which type-d tags do not share.");
}

}  // namespace
}  // namespace plugtest::score
