#include "protocols/modules/chafon_format.h"

#include "protocols/bits/crc.h"
#include "protocols/modules/byte_reader.h"

#include <cassert>
#include <string>

namespace plugtest::modules::chafon {

namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::size_t k_min_length = 4;        // address, command, CRC
constexpr std::size_t k_min_reply_length = 5;  // ... and the status

std::vector<std::uint8_t> finished(std::vector<std::uint8_t> frame) {
  frame[0] = static_cast<std::uint8_t>(frame.size() + 1);  // with the CRC, without itself
  put_u16_low_first(frame, bits::crc16_mcrf4xx(frame));
  return frame;
}

}  // namespace

std::string_view to_string(Command command) {
  switch (command) {
    case Command::inventory:
      return "inventory";
    case Command::read:
      return "read";
    case Command::write:
      return "write";
    case Command::write_epc:
      return "write-epc";
    case Command::kill:
      return "kill";
    case Command::lock:
      return "lock";
    case Command::erase:
      return "erase";
    case Command::single_inventory:
      return "single-inventory";
    case Command::block_write:
      return "block-write";
    case Command::buffered_inventory:
      return "buffered-inventory";
    case Command::mix_inventory:
      return "mix-inventory";
    case Command::reader_information:
      return "reader-information";
    case Command::set_frequencies:
      return "set-frequencies";
    case Command::set_address:
      return "set-address";
    case Command::set_scan_time:
      return "set-scan-time";
    case Command::set_baud_rate:
      return "set-baud-rate";
    case Command::set_power:
      return "set-power";
    case Command::set_antennas:
      return "set-antennas";
    case Command::serial_number:
      return "serial-number";
    case Command::get_buffer:
      return "get-buffer";
    case Command::clear_buffer:
      return "clear-buffer";
    case Command::buffer_count:
      return "buffer-count";
    case Command::set_real_time_mode:
      return "set-real-time-mode";
    case Command::stop:
      return "stop";
    case Command::select:
      return "select";
    case Command::real_time_report:
      return "real-time-report";
  }
  return "unnamed";
}

Finding Format::inspect(Bytes bytes) const {
  if (bytes[0] < k_min_length) return Finding::skip(SkipReason::noise);
  const std::size_t whole = std::size_t{1} + bytes[0];
  if (bytes.size() < whole) return Finding::wait();
  // Over a frame with its CRC the register ends at zero.
  if (bits::crc16_mcrf4xx(bytes.first(whole)) != 0) return Finding::skip(SkipReason::bad_check);
  return Finding::frame(whole);
}

std::size_t Format::max_frame_bytes() const { return 256; }

Result<FrameView> decode(Bytes frame, Side side) {
  const std::size_t least = 1 + (side == Side::reader ? k_min_reply_length : k_min_length);
  if (frame.size() < least) {
    return fail(ErrorCode::truncated, "a frame has at least " + std::to_string(least) + " bytes",
                {.byte_offset = frame.size()});
  }
  if (frame.size() != std::size_t{1} + frame[0]) {
    return fail(ErrorCode::malformed,
                "the frame has " + std::to_string(frame.size() - 1) +
                    " bytes behind its length field, which says " + std::to_string(frame[0]),
                {.byte_offset = 0});
  }
  if (bits::crc16_mcrf4xx(frame) != 0) {
    return fail(ErrorCode::check_failed, "the CRC does not fit", {.byte_offset = frame.size() - 2});
  }
  ByteReader reader(frame.subspan(1, frame.size() - 3));
  FrameView view;
  view.address = reader.u8();
  view.command = static_cast<Command>(reader.u8());
  if (side == Side::reader) view.status = reader.u8();
  view.data = reader.take(reader.left());
  return view;
}

std::vector<std::uint8_t> encode_request(std::uint8_t address, Command command, Bytes data) {
  assert(data.size() <= k_max_request_data);
  std::vector<std::uint8_t> frame = {0, address, static_cast<std::uint8_t>(command)};
  put(frame, data);
  return finished(std::move(frame));
}

std::vector<std::uint8_t> encode_reply(std::uint8_t address, Command command, std::uint8_t status,
                                       Bytes data) {
  assert(data.size() <= k_max_reply_data);
  std::vector<std::uint8_t> frame = {0, address, static_cast<std::uint8_t>(command), status};
  put(frame, data);
  return finished(std::move(frame));
}

}  // namespace plugtest::modules::chafon
