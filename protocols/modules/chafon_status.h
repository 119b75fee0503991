#pragma once

#include <cstdint>
#include <string>

namespace plugtest::modules::chafon {

/// Status bytes of replies (manual 6).
enum class Status : std::uint8_t {
  success = 0x00,
  inventory_done = 0x01,
  inventory_timed_out = 0x02,  ///< done as well: the scan time was over
  inventory_goes_on = 0x03,    ///< more frames of this inventory follow
  memory_full = 0x04,          ///< done, and not every tag could be kept
  access_password_wrong = 0x05,
  kill_failed = 0x09,
  kill_password_zero = 0x0A,
  unsupported_by_tag = 0x0B,
  statistics = 0x26,
  antenna_error = 0xF8,
  execution_failed = 0xF9,
  poor_communication = 0xFA,
  no_tag = 0xFB,
  tag_error = 0xFC,  ///< the tag's error code follows
  length_wrong = 0xFD,
  command_or_crc_wrong = 0xFE,
  parameter_wrong = 0xFF,
};

/// "no tag can be operated on"; "status 99, which is not known" for others.
std::string status_text(std::uint8_t status);

/// Whether it tells how things went with a tag, rather than whether the reader can.
bool is_tag_status(std::uint8_t status);

/// Whether an inventory is over with this status.
bool ends_inventory(std::uint8_t status);

}  // namespace plugtest::modules::chafon
