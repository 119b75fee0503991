#pragma once

#include "harness/score/cell.h"
#include "tests/unit/harness/score/builders.h"

#include <string>
#include <utility>
#include <vector>

namespace plugtest::score::testing {

/// An event in the lab with readers, tag types and scenarios of the given names.
inline model::EventPlan event_with(const std::vector<std::string>& readers,
                                   const std::vector<std::string>& tag_types,
                                   const std::vector<std::string>& scenarios) {
  model::EventPlan event;
  event.id = "test-event";
  event.region.id = "china-2007";
  for (const std::string& name : readers) {
    model::ReaderRecord reader;
    reader.id = model::ReaderId(name);
    event.readers.push_back(std::move(reader));
  }
  for (const std::string& name : tag_types) {
    model::TagType tag_type;
    tag_type.id = model::TagTypeId(name);
    event.tag_types.push_back(std::move(tag_type));
  }
  for (const std::string& name : scenarios) {
    model::ScenarioPlan scenario;
    scenario.id = model::ScenarioId(name);
    event.scenarios.push_back(std::move(scenario));
  }
  return event;
}

inline model::RunPlan plan_of(const std::string& reader, const std::string& tag_type,
                              const std::string& scenario, std::uint32_t attempt = 1) {
  model::RunPlan plan;
  plan.id = model::RunId(reader + "/" + tag_type + "/" + scenario + "/" + std::to_string(attempt));
  plan.plan_hash = "hash-" + scenario;
  plan.reader = model::ReaderId(reader);
  plan.scenario = model::ScenarioId(scenario);
  plan.tag_types = {model::TagTypeId(tag_type)};
  plan.region = "china-2007";
  plan.attempt = attempt;
  return plan;
}

/// A run with `bad` unsuccessful passes followed by `good` successful ones.
inline model::RunResult run_of(const model::RunPlan& plan, std::uint32_t good, std::uint32_t bad,
                               const RunEnding& ending = {}) {
  model::RunResult run;
  run.plan = plan;
  run.evidence = "runs/" + plan.id.str();
  const std::string& type = plan.tag_types.front().str();
  for (std::uint32_t i = 0; i < good + bad; ++i) {
    run.pass_scores.push_back(score_of(i, type.c_str(), i < bad ? 9 : 10, 10));
  }
  run.outcomes.push_back(
      conclude(plan.tag_types.front(), model::SequentialRule{}, run.pass_scores, {}, 0, ending));
  return run;
}

inline model::RunResult good_run(const model::RunPlan& plan) { return run_of(plan, 18, 0); }
inline model::RunResult bad_run(const model::RunPlan& plan) { return run_of(plan, 0, 3); }

inline const model::CellResult* find_cell(const std::vector<model::CellResult>& cells,
                                          const std::string& reader, const std::string& tag_type,
                                          const std::string& scenario) {
  for (const model::CellResult& cell : cells) {
    if (cell.key.reader.str() == reader && cell.key.tag_type.str() == tag_type &&
        cell.key.scenario.str() == scenario) {
      return &cell;
    }
  }
  return nullptr;
}

}  // namespace plugtest::score::testing
