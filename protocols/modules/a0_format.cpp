#include "protocols/modules/a0_format.h"

#include "protocols/bits/crc.h"
#include "protocols/bits/hex.h"
#include "protocols/modules/byte_reader.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <string>

namespace plugtest::modules::a0 {

namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::uint8_t k_head = 0xA0;
constexpr std::size_t k_before_length = 2;  // head and the length itself are not counted by it
constexpr std::size_t k_min_length = 3;     // address, command, check

}  // namespace

std::string_view to_string(Command command) {
  switch (command) {
    case Command::read_gpio:
      return "read-gpio";
    case Command::write_gpio:
      return "write-gpio";
    case Command::set_identifier:
      return "set-identifier";
    case Command::get_identifier:
      return "get-identifier";
    case Command::set_link_profile:
      return "set-link-profile";
    case Command::get_link_profile:
      return "get-link-profile";
    case Command::reset:
      return "reset";
    case Command::set_baud_rate:
      return "set-baud-rate";
    case Command::firmware:
      return "firmware";
    case Command::set_address:
      return "set-address";
    case Command::set_antenna:
      return "set-antenna";
    case Command::get_antenna:
      return "get-antenna";
    case Command::set_power:
      return "set-power";
    case Command::get_power:
      return "get-power";
    case Command::set_region:
      return "set-region";
    case Command::get_region:
      return "get-region";
    case Command::set_beeper:
      return "set-beeper";
    case Command::temperature:
      return "temperature";
    case Command::inventory:
      return "inventory";
    case Command::read:
      return "read";
    case Command::write:
      return "write";
    case Command::lock:
      return "lock";
    case Command::kill:
      return "kill";
    case Command::set_match:
      return "set-match";
    case Command::get_match:
      return "get-match";
    case Command::real_time_inventory:
      return "real-time-inventory";
    case Command::fast_switch_inventory:
      return "fast-switch-inventory";
    case Command::session_inventory:
      return "session-inventory";
    case Command::get_buffer:
      return "get-buffer";
    case Command::get_and_reset_buffer:
      return "get-and-reset-buffer";
    case Command::buffer_count:
      return "buffer-count";
    case Command::reset_buffer:
      return "reset-buffer";
    case Command::block_write:
      return "block-write";
  }
  return "unnamed";
}

Finding Format::inspect(Bytes bytes) const {
  if (bytes[0] != k_head) {
    const auto next = std::ranges::find(bytes, k_head);
    return Finding::skip(SkipReason::noise, static_cast<std::size_t>(next - bytes.begin()));
  }
  if (bytes.size() < k_before_length) return Finding::wait();
  if (bytes[1] < k_min_length) return Finding::skip(SkipReason::bad_length);
  const std::size_t whole = k_before_length + bytes[1];
  if (bytes.size() < whole) return Finding::wait();
  if (bits::sum8(bytes.first(whole)) != 0) return Finding::skip(SkipReason::bad_check);
  return Finding::frame(whole);
}

std::size_t Format::max_frame_bytes() const { return k_before_length + 255; }

Result<FrameView> decode(Bytes frame) {
  if (frame.size() < k_before_length + k_min_length) {
    return fail(ErrorCode::truncated, "a frame has at least 5 bytes",
                {.byte_offset = frame.size()});
  }
  if (frame[0] != k_head) {
    return fail(ErrorCode::malformed, "a frame begins with a0", {.byte_offset = 0});
  }
  if (frame.size() != k_before_length + frame[1]) {
    return fail(ErrorCode::malformed,
                "the frame has " + std::to_string(frame.size() - k_before_length) +
                    " bytes behind its length field, which says " + std::to_string(frame[1]),
                {.byte_offset = 1});
  }
  const std::uint8_t right = bits::complement_sum8(frame.first(frame.size() - 1));
  if (frame.back() != right) {
    return fail(ErrorCode::check_failed,
                "the check byte is " + bits::to_hex(frame.last(1)) + ", and " +
                    bits::to_hex(std::array{right}) + " would be right",
                {.byte_offset = frame.size() - 1});
  }
  return FrameView{frame[2], static_cast<Command>(frame[3]), frame.subspan(4, frame.size() - 5)};
}

std::vector<std::uint8_t> encode(std::uint8_t address, Command command, Bytes data) {
  assert(data.size() <= k_max_data);
  std::vector<std::uint8_t> frame = {k_head, static_cast<std::uint8_t>(data.size() + k_min_length),
                                     address, static_cast<std::uint8_t>(command)};
  put(frame, data);
  frame.push_back(bits::complement_sum8(frame));
  return frame;
}

}  // namespace plugtest::modules::a0
