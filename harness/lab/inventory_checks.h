#pragma once

#include "harness/api/virtual_radio.h"
#include "harness/model/lane.h"
#include "harness/model/region_plan.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace plugtest::lab {

/// Index of the lane's antenna at `port`. Error `configuration` when there is none.
Result<std::size_t> lane_antenna(const model::Lane& lane, std::uint16_t port);

/// Whether a reader can be told this inventory: antennas with a power each that is in its table, a
/// mode, a session, and access that can be put into commands. Error `configuration` names what it
/// cannot, and the nearest that it can.
Result<void> check_inventory(const api::RadioInventory& inventory,
                             const api::RadioCapabilities& capabilities);

/// The region plan's channels (indices) that allow what the strongest antenna of the inventory
/// radiates. Error `refused` names the rule when there is none, or fewer than the plan wants.
Result<std::vector<std::uint16_t>> usable_channels(const api::RadioInventory& inventory,
                                                   const model::Lane& lane,
                                                   const model::RegionPlan& region);

}  // namespace plugtest::lab
