#pragma once

#include "protocols/bits/error.h"

#include <cstdint>
#include <string>

namespace plugtest::modules::a0 {

/// The one byte that a frame without other data carries, and the error code of access replies.
/// Named are those that are looked at; status_text() knows all.
enum class Status : std::uint8_t {
  success = 0x10,
  failed = 0x11,
  antenna_missing = 0x22,
  inventory_failed = 0x31,
  read_failed = 0x32,
  write_failed = 0x33,
  lock_failed = 0x34,
  kill_failed = 0x35,
  no_tag = 0x36,
  access_failed = 0x37,  ///< the tag was found, and did not do as it was told
  password_wrong = 0x40,
  parameter_invalid = 0x41,
  antenna_out_of_range = 0x47,
  power_out_of_range = 0x48,
  region_out_of_range = 0x49,
  no_rn16 = 0x50,
};

/// "the antenna is not connected"; "status 99, which is not known" for others.
std::string status_text(std::uint8_t status);

/// Whether it tells how things went with a tag, rather than whether the module can.
bool is_tag_status(std::uint8_t status);

}  // namespace plugtest::modules::a0
