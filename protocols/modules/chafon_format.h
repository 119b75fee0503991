#pragma once

#include "protocols/bits/result.h"
#include "protocols/modules/frame_scanner.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

/// The protocol of Chafon's readers and their many relatives (UHFReader18, UHFReader288, RRU9803,
/// UR series; "UHF RFID Reader Series User Manual" v2.20, "manual" below): length, address,
/// command, status in replies, data, CRC-16/MCRF4XX low byte first. No head byte: a frame is known
/// by its CRC.
namespace plugtest::modules::chafon {

enum class Command : std::uint8_t {
  inventory = 0x01,
  read = 0x02,
  write = 0x03,
  write_epc = 0x04,
  kill = 0x05,
  lock = 0x06,
  erase = 0x07,
  single_inventory = 0x0F,
  block_write = 0x10,
  buffered_inventory = 0x18,
  mix_inventory = 0x19,
  reader_information = 0x21,
  set_frequencies = 0x22,
  set_address = 0x24,
  set_scan_time = 0x25,
  set_baud_rate = 0x28,
  set_power = 0x2F,
  set_antennas = 0x3F,
  serial_number = 0x4C,
  get_buffer = 0x72,
  clear_buffer = 0x73,
  buffer_count = 0x74,
  set_real_time_mode = 0x76,
  stop = 0x93,
  select = 0x9A,
  real_time_report = 0xEE,  ///< sent unasked in real-time mode
};

std::string_view to_string(Command command);  ///< "reader-information"; "unnamed" for others

inline constexpr std::uint8_t k_any_address = 0xFF;

/// Most data bytes in a frame: the length field counts everything behind it.
inline constexpr std::size_t k_max_request_data = 251;
inline constexpr std::size_t k_max_reply_data = 250;

/// Who wrote a frame: no mark says it, and a reply has a status where a request has data.
enum class Side : std::uint8_t { host, reader };

/// A whole frame. `data` is a part of the bytes that it was decoded from.
struct FrameView {
  std::uint8_t address = 0;
  Command command{};
  std::uint8_t status = 0;  ///< of replies
  std::span<const std::uint8_t> data{};
};

/// Frames of either side. A stream that does not begin with a frame is given up byte by byte.
class Format final : public FrameFormat {
 public:
  Finding inspect(std::span<const std::uint8_t> bytes) const override;
  std::size_t max_frame_bytes() const override;
};

/// Takes a whole frame apart, as FrameScanner delivers it. Errors, with byte offset: `malformed`
/// for a wrong length, `truncated`, `check_failed` for a wrong CRC.
Result<FrameView> decode(std::span<const std::uint8_t> frame, Side side);

std::vector<std::uint8_t> encode_request(std::uint8_t address, Command command,
                                         std::span<const std::uint8_t> data);
std::vector<std::uint8_t> encode_reply(std::uint8_t address, Command command, std::uint8_t status,
                                       std::span<const std::uint8_t> data);

}  // namespace plugtest::modules::chafon
