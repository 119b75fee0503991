#include "harness/lab/inventory_checks.h"

#include "harness/lab/gen2_access.h"
#include "harness/lab/total_access.h"
#include "protocols/gen2/command.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace plugtest::lab {

namespace {

std::string dbm(std::int32_t mdbm) { return fmt::format("{:.2f} dBm", mdbm / 1000.0); }

Result<void> check_power(const std::vector<std::int32_t>& table, std::int32_t power_mdbm) {
  const auto nearest = std::ranges::min_element(
      table, {}, [power_mdbm](std::int32_t step) { return std::abs(step - power_mdbm); });
  if (*nearest == power_mdbm) return {};
  return fail(ErrorCode::configuration,
              fmt::format("the reader cannot send {}; the nearest step is {}", dbm(power_mdbm),
                          dbm(*nearest)));
}

Result<void> check_mode_and_session(std::size_t mode, std::uint8_t session,
                                    const api::RadioCapabilities& capabilities) {
  if (mode >= capabilities.modes.size()) {
    return fail(ErrorCode::configuration, fmt::format("there is no mode {}; modes are 0 to {}",
                                                      mode, capabilities.modes.size() - 1));
  }
  if (session > 3) {
    return fail(ErrorCode::configuration,
                fmt::format("there is no session {}; sessions are 0 to 3", session));
  }
  return {};
}

Result<void> check_selects(const std::vector<api::RadioSelect>& selects) {
  for (const api::RadioSelect& select : selects) {
    const bool sendable = select.filter.bank >= 1 && select.filter.bank <= 3 &&
                          select.filter.mask.size() <= gen2::Select::k_max_mask_bits &&
                          select.target <= static_cast<std::uint8_t>(gen2::SelectTarget::sl) &&
                          select.action <= static_cast<std::uint8_t>(gen2::SelectAction::none_swap);
    if (!sendable) {
      return fail(ErrorCode::configuration,
                  "a Select has bank 1 to 3, a mask of up to 255 bits, target 0 to 4 and action 0 "
                  "to 7");
    }
  }
  return {};
}

}  // namespace

Result<std::size_t> lane_antenna(const model::Lane& lane, std::uint16_t port) {
  const auto found = std::ranges::find(lane.antennas, port, &model::Antenna::port);
  if (found == lane.antennas.end()) {
    return fail(ErrorCode::configuration,
                fmt::format("no antenna of lane {} is connected to port {}", lane.id.str(), port));
  }
  return static_cast<std::size_t>(found - lane.antennas.begin());
}

Result<void> check_inventory(const api::RadioInventory& inventory,
                             const api::RadioCapabilities& capabilities) {
  if (inventory.antennas.empty() || inventory.power_mdbm.size() != inventory.antennas.size()) {
    return fail(ErrorCode::configuration, "an inventory needs antennas and one power for each");
  }
  if (auto fits = check_mode_and_session(inventory.mode, inventory.session, capabilities); !fits) {
    return fits;
  }
  if (auto fits = check_selects(inventory.selects); !fits) return fits;
  if (!inventory.each_antenna.empty() &&
      inventory.each_antenna.size() != inventory.antennas.size()) {
    return fail(ErrorCode::configuration, "settings for each antenna are for all of them or none");
  }
  for (const api::RadioAntenna& antenna : inventory.each_antenna) {
    if (auto fits = check_mode_and_session(antenna.mode, antenna.session, capabilities); !fits) {
      return fits;
    }
    if (auto fits = check_selects(antenna.selects); !fits) return fits;
  }
  for (const std::int32_t power_mdbm : inventory.power_mdbm) {
    if (auto fits = check_power(capabilities.power_table_mdbm, power_mdbm); !fits) return fits;
  }
  if (auto fits = check_access(inventory.access); !fits) return fits;
  return check_total_access(inventory.type_d_access);
}

std::int64_t occupied_hz(const api::RadioCapabilities::Mode& mode) {
  if (mode.tari_ns == 0) return 0;  // not told
  const std::int64_t both_sides = 2'000'000'000 / mode.tari_ns;
  return mode.modulation == model::ForwardModulation::dsb_ask ? both_sides : both_sides / 2;
}

Result<void> check_bandwidth(const api::RadioCapabilities::Mode& mode,
                             const model::RegionPlan& region) {
  const std::int64_t occupied = occupied_hz(mode);
  if (region.channel_width_hz == 0 || occupied <= region.channel_width_hz) return {};
  return fail(
      ErrorCode::refused,
      fmt::format("{} with Tari {} us, {}, takes {} kHz; the channels of {} ({}) are {} kHz "
                  "wide",
                  mode.profile, mode.tari_ns / 1000.0, model::to_string(mode.modulation),
                  occupied / 1000, region.id, region.source, region.channel_width_hz / 1000));
}

Result<std::vector<std::uint16_t>> usable_channels(const api::RadioInventory& inventory,
                                                   const model::Lane& lane,
                                                   const model::RegionPlan& region) {
  std::int32_t strongest = INT32_MIN;
  std::uint16_t strongest_port = 0;
  for (std::size_t i = 0; i < inventory.antennas.size(); ++i) {
    const auto antenna = lane_antenna(lane, inventory.antennas[i]);
    if (!antenna) return fail(antenna.error());
    const model::Antenna& one = lane.antennas[*antenna];
    const std::int32_t erp = model::erp_mdbm(one, inventory.power_mdbm[i]);
    const std::int32_t conducted = model::at_connector_mdbm(one, inventory.power_mdbm[i]);
    if (region.max_conducted_mdbm && conducted > *region.max_conducted_mdbm) {
      return fail(ErrorCode::refused,
                  fmt::format("port {} would give its antenna {}; {} ({}) allows {} at most",
                              inventory.antennas[i], dbm(conducted), region.id, region.source,
                              dbm(*region.max_conducted_mdbm)));
    }
    if (erp <= strongest) continue;
    strongest = erp;
    strongest_port = inventory.antennas[i];
  }
  std::vector<std::uint16_t> usable;
  std::int32_t highest_limit = INT32_MIN;
  for (std::size_t i = 0; i < region.channels.size(); ++i) {
    highest_limit = std::max(highest_limit, region.channels[i].max_erp_mdbm);
    if (region.channels[i].max_erp_mdbm >= strongest) {
      usable.push_back(static_cast<std::uint16_t>(i));
    }
  }
  if (usable.empty()) {
    return fail(
        ErrorCode::refused,
        fmt::format("port {} would radiate {} ERP; {} ({}) allows {} at most", strongest_port,
                    dbm(strongest), region.id, region.source, dbm(highest_limit)));
  }
  if (const std::size_t least = model::least_channels(region); usable.size() < least) {
    return fail(ErrorCode::refused,
                fmt::format("port {} would radiate {} ERP, which {} of {} channels of {} allow; it "
                            "wants at least {} channels ({})",
                            strongest_port, dbm(strongest), usable.size(), region.channels.size(),
                            region.id, least, region.source));
  }
  return usable;
}

Result<void> check_fixed_channels(const api::RadioInventory& inventory,
                                  const std::vector<std::uint16_t>& usable,
                                  const model::RegionPlan& region) {
  std::vector<std::uint16_t> named{inventory.channel};
  for (const api::RadioAntenna& antenna : inventory.each_antenna) {
    named.push_back(antenna.channel);
  }
  std::erase(named, std::uint16_t{0});
  if (named.empty()) return {};
  const bool moves_on =
      region.max_dwell > Nanos{0} && region.dwell_period == Nanos{0} && region.off_time == Nanos{0};
  if (region.hopping || moves_on) {
    return fail(ErrorCode::refused, fmt::format("{} ({}) lets no reader stay on one channel",
                                                region.id, region.source));
  }
  for (const std::uint16_t channel : named) {
    if (std::ranges::find(usable, static_cast<std::uint16_t>(channel - 1)) == usable.end()) {
      return fail(
          ErrorCode::refused,
          fmt::format("{} ({}) does not allow that much power on channel {}, or has no such "
                      "channel",
                      region.id, region.source, channel));
    }
  }
  return {};
}

}  // namespace plugtest::lab
