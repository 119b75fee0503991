#pragma once

#include "harness/model/region_plan.h"
#include "reports/language.h"

#include <span>
#include <string>

// The radio regulations that runs can be made under, for people: channels, power, how long a
// channel may be used, since when and until when, and by which source.
namespace plugtest::reports {

/// A paragraph for each plan.
std::string regions_text(std::span<const model::RegionPlan> plans, Language language);

/// One HTML page that needs nothing else, with a picture of each plan's channels; no script.
std::string regions_page(std::span<const model::RegionPlan> plans, Language language);

}  // namespace plugtest::reports
