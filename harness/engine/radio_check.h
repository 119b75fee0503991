#pragma once

#include "harness/model/reader_settings.h"
#include "harness/model/region_plan.h"
#include "harness/model/scenario_plan.h"
#include "harness/score/cell.h"

#include <optional>
#include <string>
#include <vector>

namespace plugtest::engine {

/// Why a reader that says this of itself cannot run the scenario under the region plan; empty when
/// nothing is against it. `not_offered`: a port, a power or a channel that its own capabilities do
/// not hold. `outside_region_plan`: it is set to channels that the plan does not have. What it does
/// not tell is not compared.
std::optional<score::RunEnding> capability_objection(const model::ScenarioPlan& scenario,
                                                     const model::RegionPlan& region,
                                                     const model::ReaderCapabilities& reader);

/// Why the lane's photo-eyes cannot be heard with this reader (`not_offered`).
std::optional<score::RunEnding> eye_objection(const model::Lane& lane,
                                              const model::ReaderCapabilities& reader);

/// Why these settings may not be sent: an antenna of the lane would radiate more than any channel
/// of the plan allows that the reader uses, or be fed with more than the plan allows
/// (`outside_region_plan`). `power_mdbm`: conducted, at the reader's ports.
std::optional<score::RunEnding> radiation_objection(const model::Lane& lane,
                                                    const model::RegionPlan& region,
                                                    const model::ReaderCapabilities& reader,
                                                    std::int32_t power_mdbm);

/// One sentence for every antenna of the lane: what it radiates at this power, from which gain and
/// loss, and when and how those were measured.
std::vector<std::string> radiated_power(const model::Lane& lane, std::int32_t power_mdbm);

}  // namespace plugtest::engine
