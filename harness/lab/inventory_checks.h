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
/// mode, a session, Selects and access that can be put into commands. Error `configuration` names
/// what it cannot, and the nearest that it can.
Result<void> check_inventory(const api::RadioInventory& inventory,
                             const api::RadioCapabilities& capabilities);

/// The band that the reader's modulation takes: two over Tari for DSB-ASK, with pulses of half a
/// Tari, and half as much for SSB-ASK, which has one side of it only, and for PR-ASK, whose pulses
/// are turns of phase (assumption; readers use Tari of 6.25 us with DSB-ASK in 500 kHz channels
/// only).
std::int64_t occupied_hz(const api::RadioCapabilities::Mode& mode);

/// Whether the mode's modulation fits the channels of the plan, where it tells how wide they are.
/// Error `refused` names the rule.
Result<void> check_bandwidth(const api::RadioCapabilities::Mode& mode,
                             const model::RegionPlan& region);

/// The region plan's channels (indices) that allow what the strongest antenna of the inventory
/// radiates. Error `refused` names the rule when there is none, or fewer than the plan wants, or
/// when an antenna's connector gets more than the plan allows.
Result<std::vector<std::uint16_t>> usable_channels(const api::RadioInventory& inventory,
                                                   const model::Lane& lane,
                                                   const model::RegionPlan& region);

/// Whether the reader may keep to the channels that the inventory names, if any, which must be
/// among the `usable` ones. Error `refused` names the rule: a plan with hopping, or one that ends a
/// stay only by the use of another channel, or too much power for the channel.
Result<void> check_fixed_channels(const api::RadioInventory& inventory,
                                  const std::vector<std::uint16_t>& usable,
                                  const model::RegionPlan& region);

}  // namespace plugtest::lab
