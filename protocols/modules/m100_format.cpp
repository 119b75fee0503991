#include "protocols/modules/m100_format.h"

#include "protocols/bits/crc.h"
#include "protocols/bits/hex.h"
#include "protocols/modules/byte_reader.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <string>

namespace plugtest::modules::m100 {

namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::uint8_t k_head = 0xBB;
constexpr std::uint8_t k_end = 0x7E;
constexpr std::uint8_t k_last_type = 0x02;
constexpr std::size_t k_before_parameters = 5;  // head, type, command, length
constexpr std::size_t k_overhead = 7;           // ... check and end

std::size_t length_of(Bytes frame) { return static_cast<std::size_t>(frame[3]) << 8U | frame[4]; }

/// Of all from the type to the last parameter.
std::uint8_t check_of(Bytes frame) {
  return bits::sum8(frame.subspan(1, k_before_parameters - 1 + length_of(frame)));
}

}  // namespace

std::string_view to_string(Command command) {
  switch (command) {
    case Command::module_information:
      return "module-information";
    case Command::set_region:
      return "set-region";
    case Command::get_region:
      return "get-region";
    case Command::get_select:
      return "get-select";
    case Command::set_select:
      return "set-select";
    case Command::get_query:
      return "get-query";
    case Command::set_query:
      return "set-query";
    case Command::set_baud_rate:
      return "set-baud-rate";
    case Command::set_select_mode:
      return "set-select-mode";
    case Command::single_poll:
      return "single-poll";
    case Command::multi_poll:
      return "multi-poll";
    case Command::stop_multi_poll:
      return "stop-multi-poll";
    case Command::read:
      return "read";
    case Command::write:
      return "write";
    case Command::kill:
      return "kill";
    case Command::lock:
      return "lock";
    case Command::get_channel:
      return "get-channel";
    case Command::set_channel:
      return "set-channel";
    case Command::set_hopping:
      return "set-hopping";
    case Command::carrier:
      return "carrier";
    case Command::set_power:
      return "set-power";
    case Command::get_power:
      return "get-power";
    case Command::block_permalock:
      return "block-permalock";
    case Command::set_demodulator:
      return "set-demodulator";
    case Command::get_demodulator:
      return "get-demodulator";
    case Command::scan_jammer:
      return "scan-jammer";
    case Command::scan_rssi:
      return "scan-rssi";
    case Command::error:
      return "error";
  }
  return "unnamed";
}

Finding Format::inspect(Bytes bytes) const {
  if (bytes[0] != k_head) {
    const auto next = std::ranges::find(bytes, k_head);
    return Finding::skip(SkipReason::noise, static_cast<std::size_t>(next - bytes.begin()));
  }
  if (bytes.size() < 2) return Finding::wait();
  if (bytes[1] > k_last_type) return Finding::skip(SkipReason::noise);
  if (bytes.size() < k_before_parameters) return Finding::wait();
  if (length_of(bytes) > k_max_parameters) return Finding::skip(SkipReason::bad_length);
  const std::size_t whole = k_overhead + length_of(bytes);
  if (bytes.size() < whole) return Finding::wait();
  // The end where the length says it is; anywhere else 7E means nothing.
  if (bytes[whole - 1] != k_end) return Finding::skip(SkipReason::bad_length);
  if (bytes[whole - 2] != check_of(bytes)) return Finding::skip(SkipReason::bad_check);
  return Finding::frame(whole);
}

std::size_t Format::max_frame_bytes() const { return k_overhead + k_max_parameters; }

Result<FrameView> decode(Bytes frame) {
  if (frame.size() < k_overhead) {
    return fail(ErrorCode::truncated, "a frame has at least 7 bytes",
                {.byte_offset = frame.size()});
  }
  if (frame[0] != k_head) {
    return fail(ErrorCode::malformed, "a frame begins with bb", {.byte_offset = 0});
  }
  if (frame[1] > k_last_type) {
    return fail(ErrorCode::malformed, "a frame's type is 0, 1 or 2", {.byte_offset = 1});
  }
  if (frame.size() != k_overhead + length_of(frame)) {
    return fail(ErrorCode::malformed,
                "the frame has " + std::to_string(frame.size() - k_overhead) +
                    " bytes of parameters, its length field says " +
                    std::to_string(length_of(frame)),
                {.byte_offset = 3});
  }
  if (frame.back() != k_end) {
    return fail(ErrorCode::malformed, "a frame ends with 7e", {.byte_offset = frame.size() - 1});
  }
  const std::uint8_t right = check_of(frame);
  if (frame[frame.size() - 2] != right) {
    return fail(ErrorCode::check_failed,
                "the check byte is " + bits::to_hex(frame.subspan(frame.size() - 2, 1)) + ", and " +
                    bits::to_hex(std::array{right}) + " would be right",
                {.byte_offset = frame.size() - 2});
  }
  return FrameView{static_cast<Type>(frame[1]), static_cast<Command>(frame[2]),
                   frame.subspan(k_before_parameters, length_of(frame))};
}

std::vector<std::uint8_t> encode(Type type, Command command, Bytes parameters) {
  assert(parameters.size() <= k_max_parameters);
  std::vector<std::uint8_t> frame = {k_head, static_cast<std::uint8_t>(type),
                                     static_cast<std::uint8_t>(command)};
  put_u16(frame, static_cast<std::uint16_t>(parameters.size()));
  put(frame, parameters);
  frame.push_back(check_of(frame));
  frame.push_back(k_end);
  return frame;
}

}  // namespace plugtest::modules::m100
