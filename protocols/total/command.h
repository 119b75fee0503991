#pragma once

#include "protocols/bits/bit_string.h"
#include "protocols/bits/result.h"
#include "protocols/total/profile.h"

#include <cstdint>
#include <string>

namespace plugtest::total {

/// Commands of iP-X read/write tags (IPICO reader protocol 7.30, table 12; the numbers are the
/// product's, the layout of the frame is a model).
enum class CommandCode : std::uint8_t { lock = 2, write = 3, read = 4, suspend = 5, resume = 7 };

/// Code 4 bits, start page 4, page count 4, data of a write (48 bits a page), check of the profile.
struct Command {
  static constexpr std::size_t k_page_bits = 48;

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
