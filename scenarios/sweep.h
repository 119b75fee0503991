#pragma once

#include "scenarios/node.h"
#include "scenarios/parts.h"
#include "scenarios/problems.h"

#include <vector>

namespace plugtest::scenarios {

/// One scenario for each point of the sweep, in the order of the file, each with the id
/// "NAME@VALUE"; the scenario itself when `sweep` is null. Empty when something is wrong with the
/// sweep: an axis that the scenario has not got, a value out of range or without unit, less than
/// two or more than fifty points, a point whose load does not fit.
std::vector<ReadScenario> expand_sweep(const Node* sweep, ReadScenario scenario,
                                       Problems& problems);

}  // namespace plugtest::scenarios
