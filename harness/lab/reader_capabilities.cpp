#include "harness/lab/reader_capabilities.h"

#include "harness/lab/level.h"
#include "protocols/gen2/link_profile.h"

#include <cstdint>
#include <string>
#include <vector>

namespace plugtest::lab {

namespace {

std::vector<std::int32_t> power_table(const model::ReaderRadioProfile& radio) {
  std::vector<std::int32_t> table;
  const std::int32_t step = to_mdb(radio.power_step_db.value);
  const std::int32_t last = to_mdb(radio.max_power_dbm.value);
  for (std::int32_t power = to_mdb(radio.min_power_dbm.value); power <= last; power += step) {
    table.push_back(power);
  }
  return table;
}

api::RadioCapabilities::Mode mode_of(const std::string& name, const gen2::LinkProfile& link) {
  api::RadioCapabilities::Mode mode;
  mode.profile = name;
  mode.blf_hz = static_cast<std::uint32_t>(link.blf_hz());
  mode.tari_ns = static_cast<std::uint32_t>(link.tari_ns);
  mode.pie_ratio_milli =
      static_cast<std::uint32_t>(std::int64_t{link.data1_ns} * 1000 / link.tari_ns);
  mode.m = static_cast<std::uint8_t>(gen2::cycles_per_bit(link.m));
  mode.divide_ratio_64_3 = link.dr == gen2::DivideRatio::dr64_3;
  // Half the bits are ones.
  mode.reader_bps = static_cast<std::uint32_t>(2'000'000'000LL / link.rtcal_ns());
  return mode;
}

}  // namespace

Result<api::RadioCapabilities> capabilities_of(const model::ReaderRadioProfile& radio,
                                               const model::RegionPlan& region) {
  api::RadioCapabilities capabilities;
  capabilities.model_name = radio.model_name;
  capabilities.firmware = radio.firmware;
  capabilities.antenna_count = radio.antenna_count;
  if (!(radio.power_step_db.value >= 0.001) ||
      !(radio.min_power_dbm.value <= radio.max_power_dbm.value)) {
    return fail(ErrorCode::configuration,
                "reader " + radio.id + ": min_power, max_power and power_step make no power table");
  }
  capabilities.power_table_mdbm = power_table(radio);
  capabilities.sensitivity_mdbm = to_mdb(radio.sensitivity_dbm.value);
  if (radio.link_profiles.empty()) {
    return fail(ErrorCode::configuration, "reader " + radio.id + " has no link profile");
  }
  for (const std::string& name : radio.link_profiles) {
    const auto link = gen2::find_profile(name);
    if (!link) {
      return fail(ErrorCode::configuration, "reader " + radio.id + ": " + link.error().message);
    }
    capabilities.modes.push_back(mode_of(name, *link));
    capabilities.modes.back().modulation = radio.modulation;
  }
  if (region.channels.empty()) {
    return fail(ErrorCode::configuration, "region plan " + region.id + " has no channel");
  }
  for (const auto& channel : region.channels) capabilities.channels_hz.push_back(channel.centre_hz);
  capabilities.hopping = region.hopping;
  capabilities.report_buffer_tags = radio.report_buffer_tags;
  capabilities.phase = radio.phase;
  capabilities.gpi_count = radio.gpi_count;
  capabilities.gpo_count = radio.gpo_count;
  capabilities.protocols.clear();
  for (const auto& share : radio.protocols) capabilities.protocols.push_back(share.protocol);
  if (capabilities.protocols.empty()) {
    return fail(ErrorCode::configuration, "reader " + radio.id + " speaks no air protocol");
  }
  if (!(radio.rssi_step_db.value >= 0.001)) {
    return fail(ErrorCode::configuration, "reader " + radio.id + ": rssi_step must be above 0");
  }
  return capabilities;
}

}  // namespace plugtest::lab
