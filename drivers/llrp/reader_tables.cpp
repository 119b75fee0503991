#include "drivers/llrp/reader_tables.h"

#include "protocols/bits/hex.h"
#include "protocols/llrp/lab_extension.h"
#include "protocols/llrp/message.h"

#include <algorithm>
#include <iterator>

namespace plugtest::drivers {

namespace {

using llrp::Element;
using llrp::ParamType;

constexpr std::int32_t k_mdb_per_centi_db = 10;
constexpr std::int64_t k_hz_per_khz = 1000;

template <class T>
T number(const Element& element, std::string_view field) {
  return static_cast<T>(element.get_unsigned(field));
}

void read_general(const Element& general, LlrpTables& tables) {
  tables.vendor = "PEN " + std::to_string(general.get_unsigned("DeviceManufacturerName"));
  tables.model = "model " + std::to_string(general.get_unsigned("ModelName"));
  tables.firmware = general.get_text("ReaderFirmwareVersion");
  tables.antenna_count = number<std::uint16_t>(general, "MaxNumberOfAntennaSupported");
  tables.has_utc_clock = general.get_flag("HasUTCClockCapability");
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

void read_channels(const Element& frequencies, LlrpTables& tables) {
  tables.hopping = frequencies.get_flag("Hopping");
  const Element* table = frequencies.find(tables.hopping ? ParamType::frequency_hop_table
                                                         : ParamType::fixed_frequency_table);
  if (table == nullptr) return;
  if (tables.hopping) tables.hop_table = number<std::uint16_t>(*table, "HopTableID");
  for (const auto khz : table->get_longs("Frequency")) {
    tables.channels_hz.push_back(std::int64_t{khz} * k_hz_per_khz);
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

/// Settles a value over several antennas: the first one, unless a later one deviates from `asked`.
template <class T>
void settle(std::optional<T>& value, const std::optional<T>& next, const std::optional<T>& asked) {
  if (!value || (next && next != asked)) value = next;
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

bool LlrpTables::speaks(model::AirProtocol protocol) const {
  return std::ranges::find(protocols, protocol) != protocols.end();
}

model::ReaderCapabilities LlrpTables::to_model() const {
  model::ReaderCapabilities out;
  out.antenna_count = antenna_count;
  out.protocols = protocols;
  for (const auto& power : powers) out.power_table_mdbm.push_back(power.mdbm);
  out.channels_hz = channels_hz;
  for (const auto& mode : modes) out.modes.push_back(mode_name(mode));
  out.has_clock = true;  // LLRP reports carry UTC or uptime
  return out;
}

Result<LlrpTables> read_tables(const llrp::Message& response) {
  LlrpTables tables;
  const auto* general = response.body.find(ParamType::general_device_capabilities);
  const auto* regulatory = response.body.find(ParamType::regulatory_capabilities);
  if (general == nullptr || regulatory == nullptr) {
    return fail(ErrorCode::protocol,
                "the capabilities lack the general or the regulatory ones, which were asked for",
                {.message_id = response.id});
  }
  read_general(*general, tables);
  if (const auto* band = regulatory->find(ParamType::uhf_band_capabilities)) {
    read_band(*band, tables);
  }
  for (const auto& child : response.body.children()) {
    if (llrp::lab_extension::is(child, llrp::lab_extension::Subtype::air_protocols)) {
      read_protocols(child, tables);
    }
  }
  return tables;
}

std::map<std::uint16_t, LlrpAntenna> read_antennas(const llrp::Message& response) {
  std::map<std::uint16_t, LlrpAntenna> antennas;
  for (const auto& child : response.body.children()) {
    if (!child.is(ParamType::antenna_configuration)) continue;
    LlrpAntenna out;
    out.antenna = number<std::uint16_t>(child, "AntennaID");
    if (const auto* transmitter = child.find(ParamType::rf_transmitter)) {
      out.hop_table = number<std::uint16_t>(*transmitter, "HopTableID");
      out.channel = number<std::uint16_t>(*transmitter, "ChannelIndex");
      out.power_index = number<std::uint16_t>(*transmitter, "TransmitPower");
    }
    if (const auto* control =
            child.find(ParamType::c1g2_inventory_command, ParamType::c1g2_rf_control)) {
      out.mode = number<std::uint32_t>(*control, "ModeIndex");
    }
    if (const auto* control =
            child.find(ParamType::c1g2_inventory_command, ParamType::c1g2_singulation_control)) {
      out.session = number<std::uint8_t>(*control, "Session");
      out.population = number<std::uint16_t>(*control, "TagPopulation");
    }
    antennas.emplace(out.antenna, out);
  }
  return antennas;
}

std::string read_identification(const llrp::Message& response) {
  const auto* identification = response.body.find(ParamType::identification);
  return identification == nullptr ? std::string()
                                   : bits::to_hex(identification->get_bytes("ReaderID"));
}

model::AppliedSettings to_applied(const std::map<std::uint16_t, LlrpAntenna>& antennas,
                                  const LlrpTables& tables, const LlrpAntenna& asked,
                                  std::span<const std::uint16_t> asked_antennas) {
  LlrpAntenna settled;
  model::AppliedSettings out;
  for (const auto port : asked_antennas) {
    const auto found = antennas.find(port);
    if (found == antennas.end()) continue;
    const LlrpAntenna& antenna = found->second;
    out.antennas.push_back(port);
    settle(settled.power_index, antenna.power_index, asked.power_index);
    settle(settled.session, antenna.session, asked.session);
    settle(settled.population, antenna.population, asked.population);
    settle(settled.mode, antenna.mode, asked.mode);
  }
  if (settled.power_index) out.power_mdbm = tables.power_of(*settled.power_index);
  out.session = settled.session;
  out.tag_population = settled.population;
  if (settled.mode) {
    const auto mode = std::ranges::find(tables.modes, *settled.mode, &LlrpMode::identifier);
    out.link_profile =
        mode != tables.modes.end() ? mode_name(*mode) : "mode " + std::to_string(*settled.mode);
  }
  return out;
}

}  // namespace plugtest::drivers
