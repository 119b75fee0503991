#pragma once

#include "protocols/bits/bit_string.h"
#include "protocols/bits/result.h"
#include "protocols/total/profile.h"

#include <cstdint>
#include <string>

namespace plugtest::total {

/// Commands of iP-X read/write tags (IPICO reader protocol 7.30, table 12; the numbers are the
/// product's; how long the code is on the air is a parameter).
enum class CommandCode : std::uint8_t { lock = 2, write = 3, read = 4, suspend = 5, resume = 7 };

/// Code (command_code_bits), start page, page count, data of a write, check of the profile over all
/// of it. The order, and that the check is the pages' own, are a model.
///
/// Reader firmware takes what it read or wrote as good when it has seen it twice on one of its two
/// receive channels (the same manual, section 3). That is a rule of that reader, not of the air,
/// and the channels are not modelled: an answer counts by its checks.
struct Command {
  /// Of a page without its check (IPICO reader protocol 1.1.1 and 7.15).
  static constexpr std::size_t k_page_bits = 48;
  /// A tag has pages 0 to 15 (7.30).
  static constexpr std::size_t k_pages = 16;
  /// Widths of the start page and of the page count (7.30).
  static constexpr std::size_t k_number_bits = 4;

  CommandCode code = CommandCode::read;
  std::uint8_t start_page = 0;  ///< 0 to 15
  std::uint8_t page_count = 0;  ///< 0 to 15
  bits::BitString data{};       ///< write: page_count * 48 bits; else empty

  bool operator==(const Command&) const = default;
};

bits::BitString encode(const Profile& profile, const Command& command);

/// Errors: `truncated`, `unsupported` (unknown code), `malformed` (length), `check_failed`.
Result<Command> decode_command(const Profile& profile, const bits::BitString& frame);

/// "read start=2 count=3".
std::string to_string(const Command& command);

/// Duration at command_rate_bps.
Time command_duration(const Profile& profile, const Command& command);

}  // namespace plugtest::total
