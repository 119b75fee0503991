#pragma once

#include "protocols/bits/result.h"
#include "protocols/modules/ipico_record.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace plugtest::modules::ipico {

/// Instruction bytes (PDF table 8; those of later firmware from captures).
enum class Instruction : std::uint8_t {
  set_clock = 0x01,
  get_clock = 0x02,
  config1 = 0x03,
  reader_id = 0x04,
  synthesizer = 0x05,
  rf_transmit = 0x06,  ///< on and off: tags talk when there is a field, so this is the inventory
  config3 = 0x09,
  statistics = 0x0A,
  tag_format = 0x11,
  tag_rate = 0x12,
  rw_rate = 0x17,
  rw_action = 0x20,
  rw_data = 0x21,
  tag_mask = 0x22,
  stop = 0x23,
  rw_timeouts = 0x24,
  status = 0x26,
  tto_options = 0x29,
  tto_pages = 0x2A,
  trigger_event = 0x2C,  ///< later firmware: somebody pressed the button
  select_pattern = 0x30,
  select_mask = 0x31,
  reject_pattern = 0x32,
  reject_mask = 0x33,
  print_banner = 0x37,
  modulate = 0x3A,
  records = 0x4B,      ///< later firmware: recording and download
  clock_event = 0x4C,  ///< later firmware: sent after the clock was set
  // in replies only
  bad_length = 0xF0,
  bad_lrc = 0xF1,
  unknown = 0xF2,
  unsupported = 0xF4,
  unsupported_sub_command = 0xF5,
};

std::string_view to_string(Instruction instruction);  ///< "rf-transmit"; "unnamed" for others

/// Whether a reply with this instruction says that a request was refused.
bool is_refusal(Instruction instruction);

/// A request or a reply (PDF 1.2.3 and 1.2.4). A reply that acknowledges has the instruction of its
/// request and no data.
struct Command {
  enum class Head : std::uint8_t {
    ab,  ///< requests with a check, and all replies
    ac,  ///< requests without a check
    aa,  ///< replies of firmware up to 5.1
  };
  Head head = Head::ab;
  std::uint8_t reader_id = 0;  ///< 0 in a request: whoever hears it
  Instruction instruction{};
  bool query = false;  ///< length ff: asks for the value that the instruction sets
  std::vector<std::uint8_t> data;

  bool operator==(const Command&) const = default;
};

/// Most data bytes in one command that this codec takes. The PDF says 10 in requests and 15 in
/// replies, and that later firmware sends more.
inline constexpr std::size_t k_max_command_data = 64;

// --- requests ------------------------------------------------------------------------------------

Command request(Instruction instruction, std::vector<std::uint8_t> data = {});
Command query(Instruction instruction);

/// Instruction 01. `weekday`: Sunday 0 to Saturday 6. It takes effect at the next full second,
/// about half a second later. The 10 ms are not sent.
Command set_clock(const Stamp& stamp, std::uint8_t weekday);

/// Instruction 20 on one tag (PDF 7.30).
struct RwAction {
  enum class Action : std::uint8_t { lock = 2, write = 3, read = 4, suspend = 5, resume = 7 };
  enum class Target : std::uint8_t { immediate = 0, broadcast = 1, any = 2, specific = 3 };
  std::uint8_t sequence = 0;  ///< comes back in the page reports
  std::uint8_t start_page = 0;
  std::uint8_t pages = 1;
  Action action = Action::read;
  bool extended = false;
  bool auto_suspend = false;
  bool continuous = false;
  Target target = Target::specific;
  std::array<std::uint8_t, 8> tag{};  ///< all of page 0, CRC included

  bool operator==(const RwAction&) const = default;
};
Command to_command(const RwAction& action);
Result<RwAction> parse_rw_action(std::span<const std::uint8_t> data);

/// Instruction 12.
enum class TagRate : std::uint8_t { kbit64 = 1, kbit256 = 3 };

// --- replies -------------------------------------------------------------------------------------

/// What instruction 02 answers, and the events 2c begin with.
struct ClockReading {
  Stamp stamp;
  std::uint8_t weekday = 0;
  std::uint8_t config1 = 0;

  bool operator==(const ClockReading&) const = default;
};
/// Error `malformed` for digits that are not decimal, `truncated`.
Result<ClockReading> parse_clock(std::span<const std::uint8_t> data);
std::vector<std::uint8_t> clock_data(const ClockReading& reading);

/// What instruction 0a answers; later firmware appends fields, which are passed over.
struct Statistics {
  std::uint8_t firmware = 0;  ///< major and minor version, a nibble each
  std::uint8_t reader_id = 0;
  std::uint8_t config1 = 0;
  std::uint8_t crc_errors = 0;
  std::uint8_t power_ups = 0;
  std::uint8_t activity = 0;
  std::uint8_t decoder_i = 0;  ///< firmware of the I channel's decoder
  std::uint8_t decoder_q = 0;
  std::uint8_t config2 = 0;
  std::uint8_t wiegand = 0;
  std::uint8_t wiegand_timer = 0;
  std::uint8_t config3 = 0;
  std::uint8_t hardware = 0;
  std::uint8_t filter_rejects = 0;

  bool operator==(const Statistics&) const = default;
};
/// Error `truncated` for fewer fields than the PDF knows.
Result<Statistics> parse_statistics(std::span<const std::uint8_t> data);
std::vector<std::uint8_t> statistics_data(const Statistics& statistics);

/// @name Binary-coded decimal, as in clocks and dates
/// @{
std::optional<std::uint8_t> from_bcd(std::uint8_t byte);
std::uint8_t to_bcd(std::uint8_t value);  ///< 0 to 99
/// @}

}  // namespace plugtest::modules::ipico
