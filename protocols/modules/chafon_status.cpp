#include "protocols/modules/chafon_status.h"

#include "protocols/bits/hex.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace plugtest::modules::chafon {

namespace {

struct Row {
  std::uint8_t status;
  std::string_view text;
};

constexpr std::array<Row, 26> k_rows = {{
    {0x00, "success"},
    {0x01, "the inventory is complete"},
    {0x02, "the scan time of the inventory is over"},
    {0x03, "more of the inventory follows"},
    {0x04, "the reader's memory is full"},
    {0x05, "the access password is wrong"},
    {0x09, "the kill command failed"},
    {0x0A, "a tag with kill password zero cannot be killed"},
    {0x0B, "the tag does not support the command"},
    {0x0C, "the NXP command is not possible: the access password is zero"},
    {0x0D, "the tag is read protected already"},
    {0x0E, "the tag is not read protected"},
    {0x10, "18000-6B: some bytes are locked"},
    {0x11, "18000-6B: the bytes cannot be locked"},
    {0x12, "18000-6B: the bytes are locked already"},
    {0x13, "the setting works, but could not be stored"},
    {0x14, "the power cannot be changed"},
    {0x26, "statistics of an inventory"},
    {0xF8, "the antenna is not connected"},
    {0xF9, "the command could not be executed"},
    {0xFA, "the tag was found, but communication with it is poor"},
    {0xFB, "no tag can be operated on"},
    {0xFC, "the tag returned an error code"},
    {0xFD, "the length of the command is wrong"},
    {0xFE, "there is no such command, or its CRC is wrong"},
    {0xFF, "a parameter is wrong"},
}};

}  // namespace

std::string status_text(std::uint8_t status) {
  const auto found = std::ranges::find(k_rows, status, &Row::status);
  if (found != k_rows.end()) return std::string(found->text);
  return "status " + bits::to_hex(std::array{status}) + ", which is not known";
}

bool is_tag_status(std::uint8_t status) {
  switch (static_cast<Status>(status)) {
    case Status::access_password_wrong:
    case Status::kill_failed:
    case Status::kill_password_zero:
    case Status::unsupported_by_tag:
    case Status::poor_communication:
    case Status::no_tag:
    case Status::tag_error:
      return true;
    default:
      return false;
  }
}

bool ends_inventory(std::uint8_t status) {
  return status != static_cast<std::uint8_t>(Status::inventory_goes_on) &&
         status != static_cast<std::uint8_t>(Status::statistics);
}

}  // namespace plugtest::modules::chafon
