#include "drivers/llrp/reader_tables.h"

#include "protocols/bits/hex.h"
#include "protocols/llrp/lab_extension.h"
#include "protocols/llrp/message.h"
#include "protocols/llrp/vendor.h"
#include "protocols/llrp/zebra.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>

namespace plugtest::drivers {

namespace {

using llrp::Element;
using llrp::ParamType;

constexpr std::int32_t k_mdb_per_db = 1000;
constexpr std::int32_t k_mdb_per_centi_db = 10;
constexpr std::int64_t k_hz_per_khz = 1000;

template <class T>
T number(const Element& element, std::string_view field) {
  return static_cast<T>(element.get_unsigned(field));
}

void read_general(const Element& general, LlrpTables& tables) {
  tables.vendor_number = number<std::uint32_t>(general, "DeviceManufacturerName");
  tables.vendor = "PEN " + std::to_string(general.get_unsigned("DeviceManufacturerName"));
  tables.model = "model " + std::to_string(general.get_unsigned("ModelName"));
  tables.firmware = general.get_text("ReaderFirmwareVersion");
  tables.antenna_count = number<std::uint16_t>(general, "MaxNumberOfAntennaSupported");
  tables.has_utc_clock = general.get_flag("HasUTCClockCapability");
  for (const auto& child : general.children()) {
    if (child.is(ParamType::receive_sensitivity_table_entry)) {
      tables.backoffs.push_back(
          {number<std::uint16_t>(child, "Index"),
           static_cast<std::int32_t>(child.get_signed("ReceiveSensitivityValue")) * k_mdb_per_db});
    } else if (child.is(ParamType::gpio_capabilities)) {
      tables.inputs = number<std::uint16_t>(child, "NumGPIs");
      tables.outputs = number<std::uint16_t>(child, "NumGPOs");
    } else if (child.is(ParamType::maximum_receive_sensitivity)) {
      tables.best_sensitivity_mdbm =
          static_cast<std::int32_t>(child.get_signed("MaximumSensitivityValue")) * k_mdb_per_db;
    }
  }
  std::ranges::stable_sort(tables.backoffs, {}, &LlrpTables::Backoff::mdb);
}

LlrpMode read_mode(const Element& entry) {
  LlrpMode mode;
  mode.identifier = number<std::uint32_t>(entry, "ModeIdentifier");
  mode.divide_ratio_64_3 = entry.get_flag("DRValue");
  mode.cycles_per_bit = 1U << std::min<unsigned>(number<unsigned>(entry, "MValue"), 3U);
  mode.data_rate = number<std::uint32_t>(entry, "BDRValue");
  mode.pie_milli = number<std::uint32_t>(entry, "PIEValue");
  mode.min_tari_ns = number<std::uint32_t>(entry, "MinTariValue");
  mode.max_tari_ns = number<std::uint32_t>(entry, "MaxTariValue");
  return mode;
}

std::vector<std::int64_t> frequencies_of(const Element& table) {
  std::vector<std::int64_t> channels_hz;
  for (const auto khz : table.get_longs("Frequency")) {
    channels_hz.push_back(std::int64_t{khz} * k_hz_per_khz);
  }
  return channels_hz;
}

void read_channels(const Element& frequencies, LlrpTables& tables) {
  tables.hopping = frequencies.get_flag("Hopping");
  for (const auto& child : frequencies.children()) {
    if (child.is(ParamType::frequency_hop_table)) {
      tables.hop_tables.push_back(
          {number<std::uint16_t>(child, "HopTableID"), frequencies_of(child)});
    } else if (child.is(ParamType::fixed_frequency_table)) {
      tables.fixed_hz = frequencies_of(child);
    }
  }
}

void read_band(const Element& band, LlrpTables& tables) {
  for (const auto& child : band.children()) {
    if (child.is(ParamType::transmit_power_level_table_entry)) {
      tables.powers.push_back(
          {number<std::uint16_t>(child, "Index"),
           static_cast<std::int32_t>(child.get_signed("TransmitPowerValue")) * k_mdb_per_centi_db});
    } else if (child.is(ParamType::frequency_information)) {
      read_channels(child, tables);
    } else if (child.is(ParamType::c1g2_uhf_rf_mode_table)) {
      for (const auto& entry : child.children()) {
        if (entry.is(ParamType::c1g2_uhf_rf_mode_table_entry)) {
          tables.modes.push_back(read_mode(entry));
        }
      }
    }
  }
  std::ranges::stable_sort(tables.powers, {}, &LlrpTables::Power::mdbm);
}

void read_protocols(const Element& custom, LlrpTables& tables) {
  using llrp::lab_extension::AirProtocol;
  tables.protocols.clear();
  for (const AirProtocol protocol : llrp::lab_extension::read_air_protocols(custom)) {
    tables.protocols.push_back(protocol == AirProtocol::type_d ? model::AirProtocol::type_d
                                                               : model::AirProtocol::type_c);
  }
}

void read_abilities(const llrp::Message& response, LlrpTables& tables) {
  if (const auto* abilities = response.body.find(ParamType::llrp_capabilities)) {
    tables.can_survey = abilities->get_flag("CanDoRFSurvey");
    tables.can_hold = abilities->get_flag("SupportsEventAndReportHolding");
    tables.state_aware = abilities->get_flag("CanDoTagInventoryStateAwareSingulation");
    tables.max_operations = number<std::uint32_t>(*abilities, "MaxNumOpSpecsPerAccessSpec");
  }
  if (const auto* gen2 = response.body.find(ParamType::c1g2_llrp_capabilities)) {
    tables.max_filters = number<std::uint16_t>(*gen2, "MaxNumSelectFiltersPerQuery");
  }
}

}  // namespace

std::optional<LlrpTables::Power> LlrpTables::power_at_most(std::int32_t mdbm) const {
  const auto above = std::ranges::upper_bound(powers, mdbm, {}, &Power::mdbm);
  if (above == powers.begin()) return std::nullopt;
  return *std::prev(above);
}

std::optional<std::int32_t> LlrpTables::power_of(std::uint16_t index) const {
  const auto found = std::ranges::find(powers, index, &Power::index);
  if (found == powers.end()) return std::nullopt;
  return found->mdbm;
}

std::optional<LlrpTables::Backoff> LlrpTables::backoff_near(std::int32_t mdb) const {
  const auto distance = [mdb](const Backoff& entry) { return std::abs(entry.mdb - mdb); };
  const auto nearest = std::ranges::min_element(backoffs, {}, distance);
  if (nearest == backoffs.end()) return std::nullopt;
  return *nearest;
}

std::optional<std::int32_t> LlrpTables::backoff_of(std::uint16_t index) const {
  const auto found = std::ranges::find(backoffs, index, &Backoff::index);
  if (found == backoffs.end()) return std::nullopt;
  return found->mdb;
}

const LlrpTables::HopTable* LlrpTables::find_hop_table(std::uint16_t id) const {
  const auto found = std::ranges::find(hop_tables, id, &HopTable::id);
  return found == hop_tables.end() ? nullptr : &*found;
}

const std::vector<std::int64_t>& LlrpTables::channels_hz() const {
  return hopping && !hop_tables.empty() ? hop_tables.front().channels_hz : fixed_hz;
}

bool LlrpTables::speaks(model::AirProtocol protocol) const {
  return std::ranges::find(protocols, protocol) != protocols.end();
}

model::ReaderCapabilities LlrpTables::to_model() const {
  model::ReaderCapabilities out;
  out.antenna_count = antenna_count;
  out.protocols = protocols;
  for (const auto& power : powers) out.power_table_mdbm.push_back(power.mdbm);
  out.channels_hz = channels_hz();
  for (const auto& entry : backoffs) out.receive_backoffs_mdb.push_back(entry.mdb);
  out.best_sensitivity_mdbm = best_sensitivity_mdbm;
  for (const auto& table : hop_tables) out.hop_tables.push_back(table.id);
  out.inputs = inputs;
  out.outputs = outputs;
  out.can_survey = can_survey;
  out.max_filters = max_filters;
  out.regulation = regulation;
  out.country_code = country_code;
  for (const auto& mode : modes) out.modes.push_back(mode_name(mode));
  out.has_clock = true;  // LLRP reports carry UTC or uptime
  return out;
}

Result<LlrpTables> read_tables(const llrp::Message& response, std::uint32_t extension_vendor) {
  LlrpTables tables;
  const auto* general = response.body.find(ParamType::general_device_capabilities);
  const auto* regulatory = response.body.find(ParamType::regulatory_capabilities);
  if (general == nullptr || regulatory == nullptr) {
    return fail(ErrorCode::protocol,
                "the capabilities lack the general or the regulatory ones, which were asked for",
                {.message_id = response.id});
  }
  read_general(*general, tables);
  tables.country_code = number<std::uint16_t>(*regulatory, "CountryCode");
  const std::string_view standard = regulatory->get_name("CommunicationsStandard");
  if (standard != "unspecified") tables.regulation = standard;
  if (const auto* band = regulatory->find(ParamType::uhf_band_capabilities)) {
    read_band(*band, tables);
  }
  for (const auto& child : response.body.children()) {
    if (llrp::lab_extension::is(child, llrp::lab_extension::Subtype::air_protocols,
                                extension_vendor)) {
      tables.has_own_extension = true;
      read_protocols(child, tables);
    }
  }
  read_abilities(response, tables);
  const auto zebra = llrp::find_custom(response.body, llrp::k_zebra,
                                       llrp::zebra::advanced_capabilities, response.version);
  tables.zebra_phase = zebra && zebra->get_flag("CanReportPhase");
  return tables;
}

std::string read_identification(const llrp::Message& response) {
  const auto* identification = response.body.find(ParamType::identification);
  return identification == nullptr ? std::string()
                                   : bits::to_hex(identification->get_bytes("ReaderID"));
}

}  // namespace plugtest::drivers
