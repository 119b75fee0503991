#include "protocols/modules/mercury_format.h"

#include "protocols/bits/crc.h"
#include "protocols/modules/byte_reader.h"

#include <algorithm>
#include <cassert>
#include <string>

namespace plugtest::modules::mercury {

namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::uint8_t k_head = 0xFF;
constexpr std::size_t k_request_overhead = 5;  // head, length, opcode, CRC
constexpr std::size_t k_reply_overhead = 7;    // ... and the status

bool crc_fits(Bytes frame) {
  const Bytes covered = frame.subspan(1, frame.size() - 3);
  ByteReader reader(frame.last(2));
  return bits::crc16_thingmagic(covered) == reader.u16();
}

std::vector<std::uint8_t> finished(std::vector<std::uint8_t> frame) {
  put_u16(frame, bits::crc16_thingmagic(Bytes(frame).subspan(1)));
  return frame;
}

}  // namespace

std::string_view to_string(Opcode opcode) {
  switch (opcode) {
    case Opcode::version:
      return "version";
    case Opcode::boot_firmware:
      return "boot-firmware";
    case Opcode::set_baud_rate:
      return "set-baud-rate";
    case Opcode::hardware_version:
      return "hardware-version";
    case Opcode::read_tag_single:
      return "read-tag-single";
    case Opcode::read_tag_multiple:
      return "read-tag-multiple";
    case Opcode::write_tag_epc:
      return "write-tag-epc";
    case Opcode::write_tag_data:
      return "write-tag-data";
    case Opcode::lock_tag:
      return "lock-tag";
    case Opcode::kill_tag:
      return "kill-tag";
    case Opcode::read_tag_data:
      return "read-tag-data";
    case Opcode::get_tag_buffer:
      return "get-tag-buffer";
    case Opcode::clear_tag_buffer:
      return "clear-tag-buffer";
    case Opcode::multi_protocol_tag_op:
      return "multi-protocol-tag-op";
    case Opcode::get_antenna_port:
      return "get-antenna-port";
    case Opcode::get_read_power:
      return "get-read-power";
    case Opcode::get_tag_protocol:
      return "get-tag-protocol";
    case Opcode::get_write_power:
      return "get-write-power";
    case Opcode::get_hop_table:
      return "get-hop-table";
    case Opcode::get_region:
      return "get-region";
    case Opcode::get_power_mode:
      return "get-power-mode";
    case Opcode::get_reader_option:
      return "get-reader-option";
    case Opcode::get_protocol_parameter:
      return "get-protocol-parameter";
    case Opcode::get_available_protocols:
      return "get-available-protocols";
    case Opcode::get_available_regions:
      return "get-available-regions";
    case Opcode::get_temperature:
      return "get-temperature";
    case Opcode::set_antenna_port:
      return "set-antenna-port";
    case Opcode::set_read_power:
      return "set-read-power";
    case Opcode::set_tag_protocol:
      return "set-tag-protocol";
    case Opcode::set_write_power:
      return "set-write-power";
    case Opcode::set_hop_table:
      return "set-hop-table";
    case Opcode::set_region:
      return "set-region";
    case Opcode::set_reader_option:
      return "set-reader-option";
    case Opcode::set_protocol_parameter:
      return "set-protocol-parameter";
    case Opcode::set_frequency:
      return "set-frequency";
    case Opcode::carrier:
      return "carrier";
  }
  return "unnamed";
}

Finding Format::inspect(Bytes bytes) const {
  if (bytes[0] != k_head) {
    const auto next = std::ranges::find(bytes, k_head);
    return Finding::skip(SkipReason::noise, static_cast<std::size_t>(next - bytes.begin()));
  }
  if (bytes.size() < 2) return Finding::wait();
  const std::size_t data = bytes[1];
  const bool request = side_ != Side::module && data <= k_max_request_data;
  const bool reply = side_ != Side::host && data <= k_max_reply_data;
  if (!request && !reply) return Finding::skip(SkipReason::bad_length);
  if (request) {
    const std::size_t whole = data + k_request_overhead;
    if (bytes.size() < whole) return Finding::wait();
    if (crc_fits(bytes.first(whole))) return Finding::frame(whole);
  }
  if (reply) {
    const std::size_t whole = data + k_reply_overhead;
    if (bytes.size() < whole) return Finding::wait();
    if (crc_fits(bytes.first(whole))) return Finding::frame(whole);
  }
  return Finding::skip(SkipReason::bad_check);
}

std::size_t Format::max_frame_bytes() const { return 255; }

Result<FrameView> decode(Bytes frame) {
  if (frame.size() < k_request_overhead) {
    return fail(ErrorCode::truncated, "a frame has at least 5 bytes",
                {.byte_offset = frame.size()});
  }
  if (frame[0] != k_head) {
    return fail(ErrorCode::malformed, "a frame begins with ff", {.byte_offset = 0});
  }
  FrameView view;
  view.from_module = frame.size() == frame[1] + k_reply_overhead;
  if (!view.from_module && frame.size() != frame[1] + k_request_overhead) {
    return fail(ErrorCode::malformed,
                "the frame has " + std::to_string(frame.size()) + " bytes, its length field says " +
                    std::to_string(frame[1]) + " bytes of data",
                {.byte_offset = 1});
  }
  if (!crc_fits(frame)) {
    return fail(ErrorCode::check_failed, "the CRC does not fit", {.byte_offset = frame.size() - 2});
  }
  ByteReader reader(frame.subspan(2, frame.size() - 4));
  view.opcode = static_cast<Opcode>(reader.u8());
  if (view.from_module) view.status = reader.u16();
  view.data = reader.take(reader.left());
  return view;
}

std::vector<std::uint8_t> encode_request(Opcode opcode, Bytes data) {
  assert(data.size() <= k_max_request_data);
  std::vector<std::uint8_t> frame = {k_head, static_cast<std::uint8_t>(data.size()),
                                     static_cast<std::uint8_t>(opcode)};
  put(frame, data);
  return finished(std::move(frame));
}

std::vector<std::uint8_t> encode_reply(Opcode opcode, std::uint16_t status, Bytes data) {
  assert(data.size() <= k_max_reply_data);
  std::vector<std::uint8_t> frame = {k_head, static_cast<std::uint8_t>(data.size()),
                                     static_cast<std::uint8_t>(opcode)};
  put_u16(frame, status);
  put(frame, data);
  return finished(std::move(frame));
}

}  // namespace plugtest::modules::mercury
