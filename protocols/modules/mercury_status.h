#pragma once

#include "protocols/bits/error.h"

#include <cstdint>
#include <string>

namespace plugtest::modules::mercury {

/// Status words of a module's frames that have a meaning of their own here; status_text() knows all
/// that are published.
enum class Status : std::uint16_t {
  ok = 0x0000,
  wrong_data_count = 0x0100,
  invalid_opcode = 0x0101,
  unimplemented_opcode = 0x0102,
  power_too_high = 0x0103,
  invalid_parameter = 0x0105,
  power_too_low = 0x0106,
  invalid_baud_rate = 0x010A,
  invalid_region = 0x010B,
  no_tags = 0x0400,
  invalid_protocol = 0x0402,
  no_data_read = 0x0404,
  radio_off = 0x0405,
  write_failed = 0x0406,
  general_tag_error = 0x040A,
  invalid_kill_password = 0x040C,
  kill_failed = 0x040E,
  gen2_other_error = 0x0420,
  gen2_memory_overrun = 0x0423,
  gen2_memory_locked = 0x0424,
  gen2_insufficient_power = 0x042B,
  gen2_non_specific = 0x042F,
  gen2_unknown = 0x0430,
  antenna_not_connected = 0x0503,
  temperature = 0x0504,
  high_return_loss = 0x0505,
  buffer_full = 0x0601,
  assertion_failed = 0x7F01,
};

/// "no tags found", or "status 0999, which is not known".
std::string status_text(std::uint16_t status);

/// What a status is in our terms: `refused` where the module says no, `protocol` where it says that
/// we or it got the protocol wrong or that it has crashed.
ErrorCode error_code_of(std::uint16_t status);

/// Whether a status tells of the tag, not of the module: a request that was understood and tried.
bool is_tag_status(std::uint16_t status);

}  // namespace plugtest::modules::mercury
