#pragma once

#include "protocols/bits/result.h"
#include "protocols/modules/frame_scanner.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

/// The protocol of modules with MagicRF's M100 and QM100 chips (YRM100, JRD-4035, R200 and others;
/// "Communication Protocol" V2.1): BB, type, command, length, parameters, check, 7E. BB and 7E may
/// stand inside, so frames are told apart by their length.
namespace plugtest::modules::m100 {

enum class Type : std::uint8_t {
  command = 0x00,
  response = 0x01,
  notice = 0x02,  ///< a tag
};

enum class Command : std::uint8_t {
  module_information = 0x03,
  set_region = 0x07,
  get_region = 0x08,
  get_select = 0x0B,
  set_select = 0x0C,
  get_query = 0x0D,
  set_query = 0x0E,
  set_baud_rate = 0x11,
  set_select_mode = 0x12,
  single_poll = 0x22,
  multi_poll = 0x27,
  stop_multi_poll = 0x28,
  read = 0x39,
  write = 0x49,
  kill = 0x65,
  lock = 0x82,
  get_channel = 0xAA,
  set_channel = 0xAB,
  set_hopping = 0xAD,
  carrier = 0xB0,
  set_power = 0xB6,  ///< 1/100 dBm
  get_power = 0xB7,
  block_permalock = 0xD3,
  set_demodulator = 0xF0,
  get_demodulator = 0xF1,
  scan_jammer = 0xF2,
  scan_rssi = 0xF3,
  error = 0xFF,  ///< in responses only
};

std::string_view to_string(Command command);  ///< "multi-poll"; "unnamed" for others

/// Most parameter bytes that this codec takes; the protocol's own answers have fewer than 300.
inline constexpr std::size_t k_max_parameters = 512;

/// A whole frame. `parameters` is a part of the bytes that it was decoded from.
struct FrameView {
  Type type = Type::command;
  Command command{};
  std::span<const std::uint8_t> parameters{};
};

class Format final : public FrameFormat {
 public:
  Finding inspect(std::span<const std::uint8_t> bytes) const override;
  std::size_t max_frame_bytes() const override;
};

/// Takes a whole frame apart, as FrameScanner delivers it. Errors, with byte offset: `malformed`
/// for a wrong head, type, length or end, `truncated`, `check_failed` for a wrong check byte.
Result<FrameView> decode(std::span<const std::uint8_t> frame);

/// The whole frame. `parameters` has at most k_max_parameters bytes.
std::vector<std::uint8_t> encode(Type type, Command command,
                                 std::span<const std::uint8_t> parameters);

}  // namespace plugtest::modules::m100
