#include "protocols/modules/mercury_status.h"

#include "protocols/bits/hex.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace plugtest::modules::mercury {

namespace {

struct Row {
  std::uint16_t status;
  std::string_view text;
};

constexpr std::array<Row, 41> k_rows = {{
    {0x0000, "success"},
    {0x0100, "wrong number of data bytes"},
    {0x0101, "invalid opcode"},
    {0x0102, "opcode not implemented"},
    {0x0103, "power too high"},
    {0x0104, "invalid frequency"},
    {0x0105, "invalid parameter value"},
    {0x0106, "power too low"},
    {0x0109, "feature not implemented"},
    {0x010A, "invalid baud rate"},
    {0x010B, "invalid region"},
    {0x010C, "invalid license key"},
    {0x0400, "no tags found"},
    {0x0401, "no protocol is set"},
    {0x0402, "invalid protocol"},
    {0x0403, "written, but not locked"},
    {0x0404, "no data read"},
    {0x0405, "the radio is not on"},
    {0x0406, "write failed"},
    {0x0407, "not implemented for this protocol"},
    {0x0408, "invalid write data"},
    {0x0409, "invalid address"},
    {0x040A, "general tag error"},
    {0x040B, "too much data"},
    {0x040C, "invalid kill password"},
    {0x040E, "kill failed"},
    {0x040F, "bit decoding failed"},
    {0x0410, "invalid EPC"},
    {0x0411, "invalid number of data words"},
    {0x0420, "tag: other error"},
    {0x0423, "tag: memory overrun"},
    {0x0424, "tag: memory locked"},
    {0x042B, "tag: insufficient power"},
    {0x042F, "tag: non-specific error"},
    {0x0430, "tag: unknown error"},
    {0x0501, "the channel is occupied"},
    {0x0503, "antenna not connected"},
    {0x0504, "temperature limit exceeded"},
    {0x0505, "high return loss"},
    {0x0601, "the tag buffer is full"},
    {0x7F01, "the module's firmware has failed an assertion"},
}};

}  // namespace

std::string status_text(std::uint16_t status) {
  const auto found = std::ranges::find(k_rows, status, &Row::status);
  if (found != k_rows.end()) return std::string(found->text);
  const std::array bytes = {static_cast<std::uint8_t>(status >> 8U),
                            static_cast<std::uint8_t>(status)};
  return "status " + bits::to_hex(bytes) + ", which is not known";
}

ErrorCode error_code_of(std::uint16_t status) {
  switch (static_cast<Status>(status)) {
    case Status::wrong_data_count:
    case Status::assertion_failed:
      return ErrorCode::protocol;
    default:
      return ErrorCode::refused;
  }
}

bool is_tag_status(std::uint16_t status) {
  switch (static_cast<Status>(status)) {
    case Status::no_tags:
    case Status::no_data_read:
    case Status::write_failed:
    case Status::general_tag_error:
    case Status::invalid_kill_password:
    case Status::kill_failed:
      return true;
    default:
      return status >= 0x0420 && status <= 0x0430;
  }
}

}  // namespace plugtest::modules::mercury
