#include "drivers/mercury/virtual_mercury.h"

#include "drivers/mercury/virtual_mercury_settings.h"
#include "drivers/mercury/virtual_tag_access.h"
#include "drivers/modules_core/host_frames.h"
#include "harness/api/clock.h"
#include "protocols/modules/byte_reader.h"
#include "protocols/modules/mercury_command.h"
#include "protocols/modules/mercury_format.h"
#include "protocols/modules/mercury_status.h"

#include <algorithm>
#include <utility>

namespace plugtest::drivers {

namespace {

namespace mercury = modules::mercury;
using mercury::ContinuousRead;
using mercury::FrameView;
using mercury::Opcode;
using mercury::Status;
using mercury::TagProtocol;
using model::AirProtocol;
using model::ReaderFault;
using Reply = VirtualMercurySettings::Reply;
using Data = std::vector<std::uint8_t>;

constexpr std::uint32_t k_baud = 115'200;
constexpr std::size_t k_ipx_identity_bits = 48;
constexpr std::int32_t k_ipx64_bps = 64'000;
constexpr std::int32_t k_ipx256_bps = 256'000;

const mercury::Format k_format(mercury::Side::host);

class Device final : public VirtualModuleDevice, private api::TagReadListener {
 public:
  Device(api::Runtime& runtime, api::VirtualRadio& radio, VirtualModuleLine& line)
      : runtime_(runtime),
        radio_(radio),
        line_(line),
        frames_(runtime, k_format),
        settings_(radio),
        access_(runtime_, radio) {}

  void on_host() override { frames_.reset(); }

  /// Source: assumption. It tells that its firmware runs as it does when it was told to start it.
  Data restart() override {
    access_.cancel();
    radio_.stop();
    reading_ = {};
    frames_.reset();
    settings_.reset();
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
      access_.begin(*operation, settings_.inventory({settings_.single_antenna()}), reply);
    }
  }

  Reply answer_to(const FrameView& frame) {
    return frame.opcode == Opcode::multi_protocol_tag_op ? read_on(frame.data)
                                                         : settings_.answer(frame);
  }

  // --- reading -----------------------------------------------------------------------------------

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
    api::RadioInventory asked = settings_.inventory(settings_.antennas());
    asked.protocols.clear();
    for (const ContinuousRead::Entry& entry : read->entries) {
      if (!settings_.speaks(entry.protocol)) return {.status = Status::invalid_protocol};
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
    if (line_.strikes(ReaderFault::wrong_uii)) spoil_uii(id);
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
  VirtualMercurySettings settings_;
  VirtualTagAccess access_;
  ContinuousRead reading_;  // no entries: it does not read
  ReaderTime began_;
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
