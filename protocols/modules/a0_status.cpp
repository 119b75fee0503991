#include "protocols/modules/a0_status.h"

#include "protocols/bits/hex.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace plugtest::modules::a0 {

namespace {

struct Row {
  std::uint8_t status;
  std::string_view text;
};

constexpr std::array<Row, 43> k_rows = {{
    {0x10, "success"},
    {0x11, "the command failed"},
    {0x20, "the processor was reset"},
    {0x21, "the carrier cannot be turned on"},
    {0x22, "the antenna is not connected"},
    {0x23, "the module's memory cannot be written"},
    {0x24, "the module's memory cannot be read"},
    {0x25, "the output power cannot be set"},
    {0x31, "the inventory failed"},
    {0x32, "reading the tag failed"},
    {0x33, "writing the tag failed"},
    {0x34, "locking the tag failed"},
    {0x35, "killing the tag failed"},
    {0x36, "there is no tag"},
    {0x37, "the tag was found, but did not do as told"},
    {0x38, "the buffer is empty"},
    {0x3C, "the NXP command failed"},
    {0x40, "access failed, or the password is wrong"},
    {0x41, "invalid parameter"},
    {0x42, "invalid parameter: too many words"},
    {0x43, "invalid parameter: memory bank"},
    {0x44, "invalid parameter: region to lock"},
    {0x45, "invalid parameter: lock action"},
    {0x46, "invalid parameter: reader address"},
    {0x47, "invalid parameter: antenna"},
    {0x48, "invalid parameter: output power"},
    {0x49, "invalid parameter: frequency region"},
    {0x4A, "invalid parameter: baud rate"},
    {0x4B, "invalid parameter: beeper mode"},
    {0x4C, "invalid parameter: EPC to match too long"},
    {0x4D, "invalid parameter: length of the EPC to match"},
    {0x4E, "invalid parameter: mode of the EPC match"},
    {0x4F, "invalid parameter: frequency range"},
    {0x50, "no RN16 was received from the tag"},
    {0x51, "invalid parameter: dense reader mode"},
    {0x52, "the synthesizer does not lock"},
    {0x53, "the radio chip does not answer"},
    {0x54, "the output power cannot be reached"},
    {0x55, "the firmware's licence was not accepted"},
    {0x56, "the frequency regulation is wrong"},
    {0x57, "the output power is too low"},
    {0x58, "unknown error"},
    {0xEE, "the return loss cannot be measured"},
}};

}  // namespace

std::string status_text(std::uint8_t status) {
  const auto found = std::ranges::find(k_rows, status, &Row::status);
  if (found != k_rows.end()) return std::string(found->text);
  return "status " + bits::to_hex(std::array{status}) + ", which is not known";
}

bool is_tag_status(std::uint8_t status) {
  switch (static_cast<Status>(status)) {
    case Status::read_failed:
    case Status::write_failed:
    case Status::lock_failed:
    case Status::kill_failed:
    case Status::no_tag:
    case Status::access_failed:
    case Status::password_wrong:
    case Status::no_rn16:
      return true;
    default:
      return false;
  }
}

}  // namespace plugtest::modules::a0
