#include "drivers/mercury/virtual_mercury.h"

#include "drivers/mercury/virtual_tag_access.h"
#include "drivers/modules_core/host_frames.h"
#include "harness/api/clock.h"
#include "protocols/modules/byte_reader.h"
#include "protocols/modules/mercury_command.h"
#include "protocols/modules/mercury_format.h"
#include "protocols/modules/mercury_status.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace plugtest::drivers {

namespace {

namespace mercury = modules::mercury;
using mercury::AntennaOption;
using mercury::AntennaPort;
using mercury::ContinuousRead;
using mercury::FrameView;
using mercury::Opcode;
using mercury::Status;
using mercury::TagProtocol;
using model::AirProtocol;
using model::ReaderFault;
using Data = std::vector<std::uint8_t>;

constexpr std::uint32_t k_baud = 115'200;
constexpr std::uint8_t k_hardware_m6e = 0x18;
constexpr std::int32_t k_mdb_per_step = 10;
constexpr std::size_t k_ipx_identity_bits = 48;
constexpr std::int32_t k_ipx64_bps = 64'000;
constexpr std::int32_t k_ipx256_bps = 256'000;
constexpr std::size_t k_max_hop_channels = 62;

const mercury::Format k_format(mercury::Side::host);

struct Reply {
  Status status = Status::ok;
  Data data{};
};

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

class Device final : public VirtualModuleDevice, private api::TagReadListener {
 public:
  Device(api::Runtime& runtime, api::VirtualRadio& radio, VirtualModuleLine& line)
      : runtime_(runtime),
        radio_(radio),
        line_(line),
        frames_(runtime, k_format),
        access_(runtime_, radio),
        connected_(connected_antennas(radio)) {
    set_defaults();
  }

  void on_host() override { frames_.reset(); }

  /// Source: assumption. It tells that its firmware runs as it does when it was told to start it.
  Data restart() override {
    access_.cancel();
    radio_.stop();
    reading_ = {};
    frames_.reset();
    set_defaults();
    return mercury::encode_reply(Opcode::boot_firmware, 0, {});
  }

  void on_bytes(std::span<const std::uint8_t> bytes) override {
    frames_.push(bytes);
    while (const auto piece = frames_.next()) {
      if (!piece->is_frame) continue;  // a module says nothing to what it does not understand
      if (const auto frame = mercury::decode(piece->bytes)) execute(*frame);
    }
  }

 private:
  void set_defaults() {
    antennas_ = connected_;
    single_ = connected_.empty() ? std::uint16_t{1} : connected_.front();
    power_ = write_power_ = max_power();
    session_ = 0;
    protocol_ = TagProtocol::gen2;
  }

  // --- requests ----------------------------------------------------------------------------------

  void execute(const FrameView& frame) {
    if (is_tag_operation(frame.opcode)) {
      operate(frame);
      return;
    }
    const Reply reply = answer_to(frame);
    line_.answer(
        mercury::encode_reply(frame.opcode, static_cast<std::uint16_t>(reply.status), reply.data));
    if (frame.opcode == Opcode::multi_protocol_tag_op && reply.status == Status::ok &&
        !reading_.entries.empty()) {
      line_.inventory_began();
    }
  }

  static bool is_tag_operation(Opcode opcode) {
    switch (opcode) {
      case Opcode::read_tag_single:
      case Opcode::read_tag_data:
      case Opcode::write_tag_data:
      case Opcode::write_tag_epc:
      case Opcode::lock_tag:
      case Opcode::kill_tag:
        return true;
      default:
        return false;
    }
  }

  void operate(const FrameView& frame) {
    const Opcode opcode = frame.opcode;
    const auto reply = [this, opcode](const VirtualTagAccess::Answer& answer) {
      line_.answer(mercury::encode_reply(opcode, answer.status, answer.data));
    };
    const auto operation = mercury::parse_tag_operation(opcode, frame.data);
    if (!operation) {
      reply({.status = static_cast<std::uint16_t>(Status::wrong_data_count)});
    } else if (access_.busy() || !reading_.entries.empty()) {
      reply({.status = static_cast<std::uint16_t>(Status::invalid_parameter)});
    } else {
      access_.begin(*operation, inventory({single_}), reply);
    }
  }

  Reply answer_to(const FrameView& frame) {
    modules::ByteReader reader(frame.data);
    switch (frame.opcode) {
      case Opcode::version:
        return {.data = version()};
      case Opcode::multi_protocol_tag_op:
        return read_on(frame.data);
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
        return {.data = {static_cast<std::uint8_t>(region_)}};
      case Opcode::get_available_regions:
        return {.data = {static_cast<std::uint8_t>(mercury::Region::open)}};
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

  Data version() const {
    mercury::VersionInfo told;
    told.hardware = {k_hardware_m6e, 0, 0, 1};
    told.firmware_date = {0x20, 0x09, 0x04, 0x20};
    told.firmware = version_bytes(radio_.capabilities().firmware);
    return mercury::version_data(told);
  }

  bool speaks(AirProtocol protocol) const {
    const auto& spoken = radio_.capabilities().protocols;
    return std::ranges::find(spoken, protocol) != spoken.end();
  }

  bool speaks(TagProtocol protocol) const {
    if (protocol == TagProtocol::gen2) return speaks(AirProtocol::type_c);
    const bool ipx = protocol == TagProtocol::ipx64 || protocol == TagProtocol::ipx256;
    return ipx && speaks(AirProtocol::type_d);
  }

  Data protocols() const {
    Data data;
    for (const auto protocol : {TagProtocol::gen2, TagProtocol::ipx64, TagProtocol::ipx256}) {
      if (speaks(protocol)) modules::put_u16(data, static_cast<std::uint16_t>(protocol));
    }
    return data;
  }

  Reply set_protocol(modules::ByteReader& reader) {
    const auto protocol = static_cast<TagProtocol>(reader.u16());
    if (!reader.good()) return {.status = Status::wrong_data_count};
    if (!speaks(protocol)) return {.status = Status::invalid_protocol};
    protocol_ = protocol;
    return {};
  }

  /// Its channels are those of the place where it stands; there is one region.
  Reply set_region(modules::ByteReader& reader) {
    const auto region = static_cast<mercury::Region>(reader.u8());
    if (!reader.good()) return {.status = Status::wrong_data_count};
    return region == mercury::Region::open ? Reply{} : Reply{.status = Status::invalid_region};
  }

  Data hop_table() const {
    Data data;
    std::size_t channels = 0;
    for (const std::int64_t hz : radio_.capabilities().channels_hz) {
      if (++channels > k_max_hop_channels) break;
      modules::put_u32(data, static_cast<std::uint32_t>(hz / 1000));
    }
    return data;
  }

  // --- power and antennas ------------------------------------------------------------------------

  std::uint16_t max_power() const {
    return static_cast<std::uint16_t>(radio_.capabilities().power_table_mdbm.back() /
                                      k_mdb_per_step);
  }
  std::uint16_t min_power() const {
    return static_cast<std::uint16_t>(
        std::max(radio_.capabilities().power_table_mdbm.front() / k_mdb_per_step, 0));
  }

  Reply tell_power(const FrameView& frame) const {
    const std::uint16_t power = frame.opcode == Opcode::get_read_power ? power_ : write_power_;
    if (!frame.data.empty() && frame.data[0] == 1) {
      return {.data = mercury::power_limits_data({power, max_power(), min_power()})};
    }
    Data data = {0};
    modules::put_u16(data, power);
    return {.data = std::move(data)};
  }

  Reply set_power(modules::ByteReader& reader, std::uint16_t& power) const {
    const std::uint16_t asked = reader.u16();
    if (!reader.good()) return {.status = Status::wrong_data_count};
    if (asked > max_power()) return {.status = Status::power_too_high};
    if (asked < min_power()) return {.status = Status::power_too_low};
    power = asked;
    return {};
  }

  Reply tell_antennas(std::uint8_t option) const {
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

  bool connected(std::uint16_t port) const {
    return std::ranges::find(connected_, port) != connected_.end();
  }

  Reply set_antennas(std::span<const std::uint8_t> data) {
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

  // --- Gen2 --------------------------------------------------------------------------------------

  static bool names(std::span<const std::uint8_t> data, mercury::Gen2Parameter parameter) {
    return data.size() >= 2 && data[0] == static_cast<std::uint8_t>(TagProtocol::gen2) &&
           data[1] == static_cast<std::uint8_t>(parameter);
  }

  Reply set_parameter(std::span<const std::uint8_t> data) {
    if (names(data, mercury::Gen2Parameter::session) && data.size() == 3 && data[2] <= 3) {
      session_ = data[2];
      return {};
    }
    // It chooses Q by itself, and does nothing else.
    if (names(data, mercury::Gen2Parameter::q) && data.size() == 3 && data[2] == 0) return {};
    return {.status = Status::invalid_parameter};
  }

  Reply tell_parameter(std::span<const std::uint8_t> data) const {
    if (!names(data, mercury::Gen2Parameter::session)) return {.status = Status::invalid_parameter};
    return {.data = {data[0], data[1], session_}};
  }

  // --- reading -----------------------------------------------------------------------------------

  api::RadioInventory inventory(std::vector<std::uint16_t> antennas) const {
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

  Reply read_on(std::span<const std::uint8_t> data) {
    auto read = mercury::parse_continuous_read(data);
    if (!read) return {.status = Status::invalid_parameter};
    if (read->entries.empty()) {
      if (!reading_.entries.empty()) radio_.stop();
      reading_ = {};
      return {};
    }
    if (line_.has_fault(ReaderFault::refuses_start)) return {.status = Status::high_return_loss};
    if (!reading_.entries.empty() || access_.busy()) return {.status = Status::invalid_parameter};
    api::RadioInventory asked = inventory(antennas_);
    asked.protocols.clear();
    for (const ContinuousRead::Entry& entry : read->entries) {
      if (!speaks(entry.protocol)) return {.status = Status::invalid_protocol};
      const auto protocol =
          entry.protocol == TagProtocol::gen2 ? AirProtocol::type_c : AirProtocol::type_d;
      if (std::ranges::find(asked.protocols, protocol) == asked.protocols.end()) {
        asked.protocols.push_back(protocol);
      }
    }
    if (const auto started = radio_.start(asked, *this); !started) {
      return {.status = started.error().code == ErrorCode::refused ? Status::power_too_high
                                                                   : Status::invalid_parameter};
    }
    reading_ = std::move(*read);
    began_ = radio_.reader_time(runtime_.clock.now());
    return {};
  }

  /// What the module takes a tag for: of Type D it knows tags of two data rates, each as a protocol
  /// of its own.
  static std::optional<TagProtocol> protocol_of(const api::TagRead& read) {
    if (read.protocol == AirProtocol::type_c) return TagProtocol::gen2;
    if (read.uii.bit_count() != k_ipx_identity_bits) return std::nullopt;
    if (read.link_rate_bps == k_ipx64_bps) return TagProtocol::ipx64;
    if (read.link_rate_bps == k_ipx256_bps) return TagProtocol::ipx256;
    return std::nullopt;
  }

  /// The entry of the read that a tag belongs to.
  const ContinuousRead::Entry* entry_for(const api::TagRead& read) const {
    const auto protocol = protocol_of(read);
    const auto found = std::ranges::find_if(
        reading_.entries,
        [&](const ContinuousRead::Entry& entry) { return entry.protocol == protocol; });
    return found == reading_.entries.end() ? nullptr : &*found;
  }

  void on_tag_read(const api::TagRead& read) override {
    const ContinuousRead::Entry* const entry = entry_for(read);
    if (entry == nullptr || line_.strikes(ReaderFault::lost_reports)) return;
    const Data frame = report(read, *entry);
    (void)line_.report(frame);  // what the line cannot take in time is lost
    if (line_.strikes(ReaderFault::duplicated_reports)) (void)line_.report(frame);
  }

  Data report(const api::TagRead& read, const ContinuousRead::Entry& entry) {
    Data id(read.uii.bytes().begin(), read.uii.bytes().end());
    if (line_.strikes(ReaderFault::wrong_uii)) id.back() ^= 0x80U;
    Data pc;
    if (entry.protocol == TagProtocol::gen2) modules::put_u16(pc, read.pc_word);
    mercury::TagReport told;
    told.search_flags = entry.search_flags;
    told.metadata = metadata(read, entry);
    told.pc = pc;
    told.id = id;
    told.crc = read.crc;
    return mercury::encode_reply(Opcode::read_tag_multiple, 0, mercury::tag_report_data(told));
  }

  mercury::Metadata metadata(const api::TagRead& read, const ContinuousRead::Entry& entry) const {
    const auto wants = [&](std::uint16_t flag) { return (entry.metadata_flags & flag) != 0; };
    const auto since = radio_.reader_time(read.when) - began_;
    mercury::Metadata m;
    if (wants(mercury::metadata::read_count)) m.read_count = std::uint8_t{1};
    if (wants(mercury::metadata::rssi)) {
      const std::int32_t half = read.rssi_mdbm < 0 ? -500 : 500;
      m.rssi_dbm = static_cast<std::int8_t>(std::clamp((read.rssi_mdbm + half) / 1000, -128, 127));
    }
    if (wants(mercury::metadata::antenna)) {
      m.antenna = static_cast<std::uint8_t>(read.antenna << 4U | (read.antenna & 0x0FU));
    }
    if (wants(mercury::metadata::frequency)) {
      const auto& channels = radio_.capabilities().channels_hz;
      m.frequency_khz = static_cast<std::uint32_t>(channels.at(read.channel - 1U) / 1000);
    }
    if (wants(mercury::metadata::timestamp)) {
      m.timestamp_ms = static_cast<std::uint32_t>(since / std::chrono::milliseconds(1));
    }
    if (wants(mercury::metadata::phase)) {
      m.phase_degrees = static_cast<std::uint16_t>(read.phase_4096.value_or(0) * 360U / 4096U);
    }
    if (wants(mercury::metadata::protocol)) m.protocol = entry.protocol;
    if (wants(mercury::metadata::data)) m.data_bits = std::uint16_t{0};
    if (wants(mercury::metadata::gpio)) m.gpio = std::uint8_t{0};
    return m;
  }

  api::Runtime runtime_;
  api::VirtualRadio& radio_;
  VirtualModuleLine& line_;
  HostFrames frames_;
  VirtualTagAccess access_;
  ContinuousRead reading_;  // no entries: it does not read
  ReaderTime began_;
  std::vector<std::uint16_t> connected_;
  std::vector<std::uint16_t> antennas_;  // of a continuous read
  std::uint16_t single_ = 1;             // of operations on tags
  std::uint16_t power_ = 0;              // 1/100 dBm
  std::uint16_t write_power_ = 0;
  std::uint8_t session_ = 0;
  TagProtocol protocol_ = TagProtocol::gen2;
  mercury::Region region_ = mercury::Region::open;
};

}  // namespace

std::unique_ptr<VirtualModuleDevice> make_virtual_mercury_device(api::Runtime& runtime,
                                                                 api::VirtualRadio& radio,
                                                                 VirtualModuleLine& line) {
  return std::make_unique<Device>(runtime, radio, line);
}

Result<std::unique_ptr<api::Endpoint>> make_virtual_mercury(api::Runtime& runtime,
                                                            api::VirtualRadio& radio,
                                                            const api::EndpointOptions& options,
                                                            ModuleAttachment attachment) {
  VirtualModuleOptions module;
  module.family = "mercury";
  module.attachment = attachment;
  module.baud = k_baud;
  module.make_device = [&runtime, &radio](VirtualModuleLine& line) {
    return make_virtual_mercury_device(runtime, radio, line);
  };
  return make_virtual_module(runtime, radio, options, std::move(module));
}

}  // namespace plugtest::drivers
