#include "drivers/mercury/virtual_mercury_settings.h"

#include "drivers/modules_core/virtual_module.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <utility>

namespace plugtest::drivers {

namespace {

namespace mercury = modules::mercury;
using mercury::AntennaOption;
using mercury::AntennaPort;
using mercury::Opcode;
using mercury::Status;
using mercury::TagProtocol;
using model::AirProtocol;
using Settings = VirtualMercurySettings;

constexpr std::uint8_t k_hardware_m6e = 0x18;
constexpr std::int32_t k_mdb_per_step = 10;
constexpr std::size_t k_max_hop_channels = 62;

/// "1.2.3" -> 01 02 03 00.
std::array<std::uint8_t, 4> version_bytes(const std::string& text) {
  std::array<std::uint8_t, 4> bytes{};
  const char* at = text.data();
  const char* const end = text.data() + text.size();
  for (std::uint8_t& byte : bytes) {
    const auto [next, error] = std::from_chars(at, end, byte, 16);
    if (error != std::errc()) break;
    at = next == end ? end : next + 1;
  }
  return bytes;
}

bool speaks_on_air(const api::VirtualRadio& radio, AirProtocol protocol) {
  const auto& spoken = radio.capabilities().protocols;
  return std::ranges::find(spoken, protocol) != spoken.end();
}

bool names(std::span<const std::uint8_t> data, mercury::Gen2Parameter parameter) {
  return data.size() >= 2 && data[0] == static_cast<std::uint8_t>(TagProtocol::gen2) &&
         data[1] == static_cast<std::uint8_t>(parameter);
}

}  // namespace

Settings::VirtualMercurySettings(api::VirtualRadio& radio)
    : radio_(radio), connected_(connected_antennas(radio)) {
  reset();
}

void Settings::reset() {
  antennas_ = connected_;
  single_ = connected_.empty() ? std::uint16_t{1} : connected_.front();
  power_ = write_power_ = max_power();
  session_ = 0;
  protocol_ = TagProtocol::gen2;
}

Settings::Reply Settings::answer(const mercury::FrameView& frame) {
  // Its channels are those of the place where it stands; there is one region.
  constexpr auto k_region = static_cast<std::uint8_t>(mercury::Region::open);
  modules::ByteReader reader(frame.data);
  switch (frame.opcode) {
    case Opcode::version:
      return {.data = version()};
    case Opcode::get_read_power:
    case Opcode::get_write_power:
      return tell_power(frame);
    case Opcode::set_read_power:
      return set_power(reader, power_);
    case Opcode::set_write_power:
      return set_power(reader, write_power_);
    case Opcode::get_antenna_port:
      return tell_antennas(reader.u8());
    case Opcode::set_antenna_port:
      return set_antennas(frame.data);
    case Opcode::get_available_protocols:
      return {.data = protocols()};
    case Opcode::set_tag_protocol:
      return set_protocol(reader);
    case Opcode::get_tag_protocol:
      return {.data = {0, static_cast<std::uint8_t>(protocol_)}};
    case Opcode::get_region:
    case Opcode::get_available_regions:
      return {.data = {k_region}};
    case Opcode::set_region:
      return set_region(reader);
    case Opcode::get_hop_table:
      return {.data = hop_table()};
    case Opcode::set_reader_option:
      return frame.data.size() == 3 ? Reply{} : Reply{.status = Status::wrong_data_count};
    case Opcode::set_protocol_parameter:
      return set_parameter(frame.data);
    case Opcode::get_protocol_parameter:
      return tell_parameter(frame.data);
    default:
      return {.status = Status::invalid_opcode};
  }
}

api::RadioInventory Settings::inventory(std::vector<std::uint16_t> antennas) const {
  // The nearest step of the radio that is not above.
  std::int32_t power = radio_.capabilities().power_table_mdbm.front();
  for (const std::int32_t step : radio_.capabilities().power_table_mdbm) {
    if (step <= power_ * k_mdb_per_step) power = step;
  }
  api::RadioInventory made;
  made.power_mdbm.assign(antennas.size(), power);
  made.antennas = std::move(antennas);
  made.session = session_;
  return made;
}

// --- what it is
// ------------------------------------------------------------------------------------

Settings::Data Settings::version() const {
  mercury::VersionInfo told;
  told.hardware = {k_hardware_m6e, 0, 0, 1};
  told.firmware_date = {0x20, 0x09, 0x04, 0x20};
  told.firmware = version_bytes(radio_.capabilities().firmware);
  return mercury::version_data(told);
}

bool Settings::speaks(TagProtocol protocol) const {
  if (protocol == TagProtocol::gen2) return speaks_on_air(radio_, AirProtocol::type_c);
  const bool ipx = protocol == TagProtocol::ipx64 || protocol == TagProtocol::ipx256;
  return ipx && speaks_on_air(radio_, AirProtocol::type_d);
}

Settings::Data Settings::protocols() const {
  Data data;
  for (const auto protocol : {TagProtocol::gen2, TagProtocol::ipx64, TagProtocol::ipx256}) {
    if (speaks(protocol)) modules::put_u16(data, static_cast<std::uint16_t>(protocol));
  }
  return data;
}

Settings::Reply Settings::set_protocol(modules::ByteReader& reader) {
  const auto protocol = static_cast<TagProtocol>(reader.u16());
  if (!reader.good()) return {.status = Status::wrong_data_count};
  if (!speaks(protocol)) return {.status = Status::invalid_protocol};
  protocol_ = protocol;
  return {};
}

Settings::Reply Settings::set_region(modules::ByteReader& reader) {
  const auto region = static_cast<mercury::Region>(reader.u8());
  if (!reader.good()) return {.status = Status::wrong_data_count};
  return region == mercury::Region::open ? Reply{} : Reply{.status = Status::invalid_region};
}

Settings::Data Settings::hop_table() const {
  Data data;
  std::size_t channels = 0;
  for (const std::int64_t hz : radio_.capabilities().channels_hz) {
    if (++channels > k_max_hop_channels) break;
    modules::put_u32(data, static_cast<std::uint32_t>(hz / 1000));
  }
  return data;
}

// --- power and antennas
// ----------------------------------------------------------------------------

std::uint16_t Settings::max_power() const {
  return static_cast<std::uint16_t>(radio_.capabilities().power_table_mdbm.back() / k_mdb_per_step);
}
std::uint16_t Settings::min_power() const {
  return static_cast<std::uint16_t>(
      std::max(radio_.capabilities().power_table_mdbm.front() / k_mdb_per_step, 0));
}

Settings::Reply Settings::tell_power(const mercury::FrameView& frame) const {
  const std::uint16_t power = frame.opcode == Opcode::get_read_power ? power_ : write_power_;
  if (!frame.data.empty() && frame.data[0] == 1) {
    return {.data = mercury::power_limits_data({power, max_power(), min_power()})};
  }
  Data data = {0};
  modules::put_u16(data, power);
  return {.data = std::move(data)};
}

Settings::Reply Settings::set_power(modules::ByteReader& reader, std::uint16_t& power) const {
  const std::uint16_t asked = reader.u16();
  if (!reader.good()) return {.status = Status::wrong_data_count};
  if (asked > max_power()) return {.status = Status::power_too_high};
  if (asked < min_power()) return {.status = Status::power_too_low};
  power = asked;
  return {};
}

Settings::Reply Settings::tell_antennas(std::uint8_t option) const {
  std::vector<AntennaPort> ports;
  switch (static_cast<AntennaOption>(option)) {
    case AntennaOption::detect:
      for (std::uint16_t port = 1; port <= radio_.capabilities().antenna_count; ++port) {
        const bool there = connected(port);
        ports.push_back({static_cast<std::uint8_t>(port), static_cast<std::uint8_t>(there)});
      }
      return {.data = mercury::antennas_data(AntennaOption::detect, ports)};
    case AntennaOption::search_list:
      for (const std::uint16_t port : antennas_) {
        ports.push_back({static_cast<std::uint8_t>(port), static_cast<std::uint8_t>(port)});
      }
      return {.data = mercury::antennas_data(AntennaOption::search_list, ports)};
  }
  return {.status = Status::invalid_parameter};
}

bool Settings::connected(std::uint16_t port) const {
  return std::ranges::find(connected_, port) != connected_.end();
}

Settings::Reply Settings::set_antennas(Bytes data) {
  if (data.size() == 2 && data[0] == data[1]) {
    if (!connected(data[0])) return {.status = Status::antenna_not_connected};
    single_ = data[0];
    return {};
  }
  const auto ports = mercury::parse_antennas(data, AntennaOption::search_list);
  if (!ports) return {.status = Status::invalid_parameter};
  std::vector<std::uint16_t> list;
  for (const AntennaPort& port : *ports) {
    if (!connected(port.port)) return {.status = Status::antenna_not_connected};
    list.push_back(port.port);
  }
  antennas_ = std::move(list);
  return {};
}

// --- Gen2
// ------------------------------------------------------------------------------------------

Settings::Reply Settings::set_parameter(Bytes data) {
  if (names(data, mercury::Gen2Parameter::session) && data.size() == 3 && data[2] <= 3) {
    session_ = data[2];
    return {};
  }
  // It chooses Q by itself, and does nothing else.
  if (names(data, mercury::Gen2Parameter::q) && data.size() == 3 && data[2] == 0) return {};
  return {.status = Status::invalid_parameter};
}

Settings::Reply Settings::tell_parameter(Bytes data) const {
  if (!names(data, mercury::Gen2Parameter::session)) return {.status = Status::invalid_parameter};
  return {.data = {data[0], data[1], session_}};
}

}  // namespace plugtest::drivers
