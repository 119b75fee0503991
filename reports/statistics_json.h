#pragma once

#include "harness/model/cell.h"
#include "harness/model/decision_rule.h"
#include "harness/model/run.h"

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

/// Six decimals: more than any count of passes can carry, and the same on every machine.
double rounded(double value);

}  // namespace plugtest::reports
