#pragma once

#include "protocols/bits/result.h"
#include "protocols/modules/frame_scanner.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

/// The "A0" protocol of modules and readers with Impinj's R2000 and Indy chips (YR90x, IND903 and
/// many others; "UHF RFID Reader Serial Interface Protocol" V2.2 to V3.x), the same on a serial
/// line and over TCP: A0, length, address, command, data, check.
namespace plugtest::modules::a0 {

enum class Command : std::uint8_t {
  read_gpio = 0x60,
  write_gpio = 0x61,
  set_identifier = 0x67,
  get_identifier = 0x68,
  set_link_profile = 0x69,
  get_link_profile = 0x6A,
  reset = 0x70,
  set_baud_rate = 0x71,
  firmware = 0x72,
  set_address = 0x73,
  set_antenna = 0x74,  ///< counted from 0
  get_antenna = 0x75,
  set_power = 0x76,  ///< dBm, one byte for all antennas or one each
  get_power = 0x77,
  set_region = 0x78,
  get_region = 0x79,
  set_beeper = 0x7A,
  temperature = 0x7B,
  inventory = 0x80,  ///< into the module's buffer
  read = 0x81,
  write = 0x82,
  lock = 0x83,
  kill = 0x84,
  set_match = 0x85,  ///< the EPC that access commands are for
  get_match = 0x86,
  real_time_inventory = 0x89,
  fast_switch_inventory = 0x8A,
  session_inventory = 0x8B,
  get_buffer = 0x90,
  get_and_reset_buffer = 0x91,
  buffer_count = 0x92,
  reset_buffer = 0x93,
  block_write = 0x94,
};

std::string_view to_string(Command command);  ///< "real-time-inventory"; "unnamed" for others

inline constexpr std::uint8_t k_any_address = 0xFF;

/// Most data bytes in a frame, whose length field counts address, command, data and check.
inline constexpr std::size_t k_max_data = 252;

/// A whole frame; requests and replies look the same. `data` is a part of the bytes that it was
/// decoded from.
struct FrameView {
  std::uint8_t address = 1;
  Command command{};
  std::span<const std::uint8_t> data{};
};

class Format final : public FrameFormat {
 public:
  Finding inspect(std::span<const std::uint8_t> bytes) const override;
  std::size_t max_frame_bytes() const override;
};

/// Takes a whole frame apart, as FrameScanner delivers it. Errors, with byte offset: `malformed`
/// for a wrong head or length, `truncated`, `check_failed` for a wrong check byte, with the right
/// one.
Result<FrameView> decode(std::span<const std::uint8_t> frame);

/// The whole frame, check included. `data` has at most k_max_data bytes.
std::vector<std::uint8_t> encode(std::uint8_t address, Command command,
                                 std::span<const std::uint8_t> data);

}  // namespace plugtest::modules::a0
