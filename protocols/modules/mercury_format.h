#pragma once

#include "protocols/bits/result.h"
#include "protocols/modules/frame_scanner.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

/// The serial protocol of ThingMagic's modules (M5e, M6e, Micro, Nano, M7e): binary frames with a
/// CRC of their own. What is here follows the vendor's published client library and frames captured
/// by others; no document of the vendor describes it.
namespace plugtest::modules::mercury {

/// Operation codes.
enum class Opcode : std::uint8_t {
  version = 0x03,
  boot_firmware = 0x04,
  set_baud_rate = 0x06,
  hardware_version = 0x10,
  read_tag_single = 0x21,
  read_tag_multiple = 0x22,  ///< also what tag reports of a continuous read carry
  write_tag_epc = 0x23,
  write_tag_data = 0x24,
  lock_tag = 0x25,
  kill_tag = 0x26,
  read_tag_data = 0x28,
  get_tag_buffer = 0x29,
  clear_tag_buffer = 0x2A,
  multi_protocol_tag_op = 0x2F,
  get_antenna_port = 0x61,
  get_read_power = 0x62,
  get_tag_protocol = 0x63,
  get_write_power = 0x64,
  get_hop_table = 0x65,
  get_region = 0x67,
  get_power_mode = 0x68,
  get_reader_option = 0x6A,
  get_protocol_parameter = 0x6B,
  get_available_protocols = 0x70,
  get_available_regions = 0x71,
  get_temperature = 0x72,
  set_antenna_port = 0x91,
  set_read_power = 0x92,
  set_tag_protocol = 0x93,
  set_write_power = 0x94,
  set_hop_table = 0x95,
  set_region = 0x97,
  set_reader_option = 0x9A,
  set_protocol_parameter = 0x9B,
  set_frequency = 0xC1,
  carrier = 0xC3,
};

std::string_view to_string(Opcode opcode);  ///< "read-tag-multiple"; "unnamed" for others

/// A whole frame. `data` is a part of the bytes that it was decoded from.
struct FrameView {
  bool from_module = false;
  Opcode opcode{};
  std::uint16_t status = 0;  ///< of a module's frame; 0 = success
  std::span<const std::uint8_t> data{};
};

/// Who wrote the stream. Requests and replies have different lengths, and no mark says which is
/// which.
enum class Side : std::uint8_t {
  host,
  module,
  either,  ///< a recording of both: whichever length the CRC fits at
};

class Format final : public FrameFormat {
 public:
  explicit Format(Side side) : side_(side) {}
  Finding inspect(std::span<const std::uint8_t> bytes) const override;
  std::size_t max_frame_bytes() const override;

 private:
  Side side_;
};

/// Most data bytes in a frame, which has 255 bytes at most.
inline constexpr std::size_t k_max_request_data = 250;
inline constexpr std::size_t k_max_reply_data = 248;

/// Takes a whole frame apart, as FrameScanner delivers it. Errors, with byte offset: `malformed`
/// for a wrong head or length, `truncated`, `check_failed` for a wrong CRC.
Result<FrameView> decode(std::span<const std::uint8_t> frame);

/// FF, length, opcode, data, CRC. `data` has at most k_max_request_data bytes.
std::vector<std::uint8_t> encode_request(Opcode opcode, std::span<const std::uint8_t> data);

/// FF, length, opcode, status, data, CRC. `data` has at most k_max_reply_data bytes.
std::vector<std::uint8_t> encode_reply(Opcode opcode, std::uint16_t status,
                                       std::span<const std::uint8_t> data);

}  // namespace plugtest::modules::mercury
