#include "drivers/llrp/virtual_capabilities.h"

#include "drivers/llrp/virtual_access.h"
#include "drivers/llrp/virtual_antenna.h"
#include "protocols/llrp/lab_extension.h"

#include <algorithm>
#include <bit>
#include <string_view>
#include <utility>

namespace plugtest::drivers {

namespace {

using llrp::Element;
using llrp::make;
using llrp::ParamType;

/// FNV-1a: a number for a name, because LLRP has only numbers for models.
std::uint32_t number_for(std::string_view name) {
  std::uint32_t hash = 0x811c9dc5U;
  for (const char c : name) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x01000193U;
  }
  return hash;
}

/// What a client may set the receiver to, against the best (LLRP 1.1, 10.2.1.2).
void add_sensitivity_table(const model::LlrpProfile& profile, Element& general) {
  std::uint16_t index = 0;
  do {
    const std::uint16_t step = profile.sensitivity_steps_db.empty()
                                   ? std::uint16_t{0}
                                   : profile.sensitivity_steps_db[index];
    general.add(make(ParamType::receive_sensitivity_table_entry)
                    .set("Index", ++index)
                    .set("ReceiveSensitivityValue", static_cast<std::int16_t>(step)));
  } while (index < profile.sensitivity_steps_db.size());
}

Element general(const api::RadioCapabilities& capabilities, const model::LlrpProfile& profile,
                llrp::Version version) {
  constexpr std::int32_t k_mdb_per_db = 1000;
  Element element =
      make(ParamType::general_device_capabilities)
          .set("MaxNumberOfAntennaSupported", capabilities.antenna_count)
          .set("HasUTCClockCapability", static_cast<unsigned>(profile.utc_clock))
          .set("DeviceManufacturerName", profile.manufacturer)
          .set("ModelName", profile.model_number.value_or(number_for(capabilities.model_name)))
          .set_text("ReaderFirmwareVersion", capabilities.firmware)
          .add(make(ParamType::gpio_capabilities)
                   .set("NumGPIs", capabilities.gpi_count)
                   .set("NumGPOs", capabilities.gpo_count));
  add_sensitivity_table(profile, element);
  if (version >= llrp::Version::v1_1) {
    element.add(make(ParamType::maximum_receive_sensitivity)
                    .set("MaximumSensitivityValue",
                         static_cast<std::int16_t>(capabilities.sensitivity_mdbm / k_mdb_per_db)));
  }
  for (std::uint16_t id = 1; id <= capabilities.antenna_count; ++id) {
    // 0: an air protocol that LLRP has no number for.
    constexpr std::uint8_t k_c1g2 = 1;
    constexpr std::uint8_t k_unspecified = 0;
    llrp::Bytes protocols;
    for (const model::AirProtocol protocol : capabilities.protocols) {
      protocols.push_back(protocol == model::AirProtocol::type_c ? k_c1g2 : k_unspecified);
    }
    element.add(make(ParamType::per_antenna_air_protocol)
                    .set("AntennaID", id)
                    .set("ProtocolID", std::move(protocols)));
  }
  return element;
}

Element llrp_part(const model::LlrpProfile& profile, std::size_t air_protocols) {
  return make(ParamType::llrp_capabilities)
      .set("CanDoRFSurvey", static_cast<unsigned>(profile.rf_survey))
      .set("CanReportBufferFillWarning", static_cast<unsigned>(profile.fill_warning))
      .set("CanDoTagInventoryStateAwareSingulation", static_cast<unsigned>(profile.state_aware))
      .set("SupportsEventAndReportHolding", static_cast<unsigned>(profile.event_holding))
      .set("MaxNumPriorityLevelsSupported", profile.highest_priority_level)
      .set("MaxNumROSpecs", k_max_rospecs)
      .set("MaxNumSpecsPerROSpec", k_max_specs_per_rospec)
      .set("MaxNumInventoryParameterSpecsPerAISpec", static_cast<std::uint32_t>(air_protocols))
      .set("MaxNumAccessSpecs", static_cast<std::uint32_t>(VirtualAccess::k_max_access_specs))
      .set("MaxNumOpSpecsPerAccessSpec",
           static_cast<std::uint32_t>(VirtualAccess::k_max_operations));
}

/// The field of UHFC1G2RFModeTableEntry (LLRP 1.0.1).
unsigned modulation_of(model::ForwardModulation modulation) {
  switch (modulation) {
    case model::ForwardModulation::pr_ask:
      return 0;
    case model::ForwardModulation::ssb_ask:
      return 1;
    case model::ForwardModulation::dsb_ask:
      return 2;
  }
  return 0;
}

Element mode_entry(const api::RadioCapabilities::Mode& mode, std::uint32_t identifier) {
  return make(ParamType::c1g2_uhf_rf_mode_table_entry)
      .set("ModeIdentifier", identifier)
      .set("DRValue", static_cast<unsigned>(mode.divide_ratio_64_3))
      .set("MValue", static_cast<std::uint8_t>(std::countr_zero(mode.m)))
      .set("ForwardLinkModulation", modulation_of(mode.modulation))
      .set("BDRValue", mode.blf_hz / mode.m)
      .set("PIEValue", mode.pie_ratio_milli)
      .set("MinTariValue", mode.tari_ns)
      .set("MaxTariValue", mode.tari_ns);
}

Element frequencies(const api::RadioCapabilities& capabilities, const model::LlrpProfile& profile) {
  constexpr std::int64_t k_hz_per_khz = 1000;
  llrp::Longs khz;
  for (const auto hz : capabilities.channels_hz) {
    khz.push_back(static_cast<std::uint32_t>(hz / k_hz_per_khz));
  }
  Element element = make(ParamType::frequency_information);
  if (capabilities.hopping) {
    element.set("Hopping", 1U)
        .add(make(ParamType::frequency_hop_table)
                 .set("HopTableID", static_cast<std::uint8_t>(profile.first_hop_table))
                 .set("Frequency", std::move(khz)));
  } else {
    element.add(make(ParamType::fixed_frequency_table).set("Frequency", std::move(khz)));
  }
  return element;
}

Element regulatory(const api::RadioCapabilities& capabilities, const model::LlrpProfile& profile,
                   llrp::Version version) {
  constexpr std::int32_t k_mdb_per_centi_db = 10;
  Element band = make(ParamType::uhf_band_capabilities);
  std::uint16_t index = 0;
  for (const auto mdbm : capabilities.power_table_mdbm) {
    band.add(make(ParamType::transmit_power_level_table_entry)
                 .set("Index", ++index)
                 .set("TransmitPowerValue", static_cast<std::int16_t>(mdbm / k_mdb_per_centi_db)));
  }
  band.add(frequencies(capabilities, profile));
  Element modes = make(ParamType::c1g2_uhf_rf_mode_table);
  const AntennaRules rules(capabilities, profile);
  for (std::size_t i = 0; i < capabilities.modes.size(); ++i) {
    modes.add(mode_entry(capabilities.modes[i], rules.mode_identifier(i)));
  }
  band.add(std::move(modes));
  if (profile.rf_survey && version >= llrp::Version::v1_1) {
    const SurveyRange range = survey_range(capabilities);
    band.add(make(ParamType::rf_survey_frequency_capabilities)
                 .set("MinimumFrequency", range.lowest_khz)
                 .set("MaximumFrequency", range.highest_khz));
  }
  return make(ParamType::regulatory_capabilities)
      .set("CountryCode", profile.country_code)
      .set("CommunicationsStandard", profile.communications_standard)
      .add(std::move(band));
}

Element c1g2_part(const model::LlrpProfile& profile, llrp::Version version) {
  Element element = make(ParamType::c1g2_llrp_capabilities)
                        .set("CanSupportBlockErase", 1U)
                        .set("CanSupportBlockWrite", 1U)
                        .set("MaxNumSelectFiltersPerQuery", profile.select_filters);
  if (version >= llrp::Version::v1_1) {
    element.set("CanSupportBlockPermalock", 1U).set("CanSupportXPC", 1U);
  }
  return element;
}

Element air_protocols(const std::vector<model::AirProtocol>& protocols, std::uint32_t vendor) {
  using llrp::lab_extension::AirProtocol;
  std::vector<AirProtocol> numbers;
  for (const model::AirProtocol protocol : protocols) {
    numbers.push_back(protocol == model::AirProtocol::type_d ? AirProtocol::type_d
                                                             : AirProtocol::type_c);
  }
  return llrp::lab_extension::air_protocols(numbers, vendor);
}

}  // namespace

SurveyRange survey_range(const api::RadioCapabilities& capabilities) {
  constexpr std::int64_t k_hz_per_khz = 1000;
  if (capabilities.channels_hz.empty()) return {};
  const auto [lowest, highest] = std::ranges::minmax(capabilities.channels_hz);
  return {static_cast<std::uint32_t>(lowest / k_hz_per_khz),
          static_cast<std::uint32_t>(highest / k_hz_per_khz)};
}

void add_capabilities(const api::RadioCapabilities& capabilities, const model::LlrpProfile& profile,
                      llrp::Version version, std::uint64_t requested, Element& response) {
  enum Requested : std::uint8_t {
    all,
    general_device,
    llrp_capabilities,
    regulation,
    air_protocol
  };
  const auto has = [&](Requested part) { return requested == all || requested == part; };
  if (has(general_device)) response.add(general(capabilities, profile, version));
  if (has(llrp_capabilities)) response.add(llrp_part(profile, capabilities.protocols.size()));
  if (has(regulation)) response.add(regulatory(capabilities, profile, version));
  if (has(air_protocol)) response.add(c1g2_part(profile, version));
  // LLRP has no number for any other air protocol, so a reader of Type C alone has nothing to add.
  const std::vector<model::AirProtocol> only_type_c{model::AirProtocol::type_c};
  if (has(air_protocol) && capabilities.protocols != only_type_c) {
    response.add(air_protocols(capabilities.protocols, profile.type_d_vendor));
  }
}

Element identification_element(const api::RadioCapabilities& capabilities) {
  // Locally administered EUI-64, so that it cannot be taken for a product's.
  constexpr std::uint8_t k_local = 0x02;
  const std::uint32_t number = number_for(capabilities.model_name);
  llrp::Bytes eui = {k_local, 0, 0, 0, 0, 0, 0, 0};
  for (unsigned i = 0; i < 4; ++i) {
    eui[4 + i] = static_cast<std::uint8_t>(number >> (24U - 8U * i));
  }
  return make(ParamType::identification)
      .set_name("IDType", "mac_address")
      .set("ReaderID", std::move(eui));
}

}  // namespace plugtest::drivers
