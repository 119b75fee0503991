#pragma once

#include "harness/model/cell.h"
#include "harness/model/decision_rule.h"
#include "harness/model/event_plan.h"
#include "harness/model/run.h"

#include <span>

#include <nlohmann/json.hpp>

// What the scorer's statistics say, as parts of results.json.
namespace plugtest::reports {

/// Error rates of a rule and the passes that it takes on average, computed exactly.
nlohmann::ordered_json rule_statistics_json(const model::DecisionRule& rule);

/// What a run measured with one tag type: complete passes, item rate with its interval over passes,
/// the worst pass, reads per tag, throughput.
nlohmann::ordered_json metrics_json(const model::RunResult& run, const model::TagTypeId& tag_type);

/// How many more passes would settle a cell that its rule left open.
nlohmann::ordered_json further_passes_json(const model::DecisionRule& rule,
                                           const model::CellResult& cell);

/// The probability that each estimator told neighbours on the belt in the right order, with its 95
/// % interval over passes; an empty list where the order means nothing or was not told.
nlohmann::ordered_json order_json(const model::RunResult& run);

/// How often the readings of a load that stands still ended in which way; null without such a rule.
nlohmann::ordered_json static_json(const model::RunResult& run);

/// How often items at each known place of the load were missed.
nlohmann::ordered_json places_json(const model::RunResult& run);

/// The thresholds of an event's sweeps (score::fit_sweeps).
nlohmann::ordered_json sweeps_json(const model::EventPlan& event,
                                   std::span<const model::CellResult> cells);

/// Six decimals: more than any count of passes can carry, and the same on every machine.
double rounded(double value);

}  // namespace plugtest::reports
