#pragma once

#include "harness/model/scenario_plan.h"
#include "scenarios/fields.h"

namespace plugtest::scenarios {

// The parts of a scenario that have a file of their own. Each reads its key of the scenario.

void read_load(Fields& scenario, model::LoadSpec& load);

void read_surroundings(Fields& scenario, model::SurroundingsSpec& surroundings);

void read_coupling(Fields& scenario, model::TagCoupling& coupling);

/// Metres from the front of the first item to the end of the last, at most.
double longest_m(const model::LoadSpec& load);

}  // namespace plugtest::scenarios
