#pragma once

#include "harness/model/region_plan.h"
#include "scenarios/load_options.h"
#include "scenarios/problems.h"

#include <string>

namespace plugtest::scenarios {

/// A region plan by its name in the library, or by the path of its file. Errors: as load_event().
Loaded<model::RegionPlan> load_region(const std::string& reference, const LoadOptions& options);

}  // namespace plugtest::scenarios
