#include "drivers/modules_core/printed_text.h"

namespace plugtest::drivers {

namespace {

constexpr std::size_t k_least_characters = 8;

bool printable(std::uint8_t byte) { return byte >= 0x20 && byte < 0x7F; }

}  // namespace

std::optional<std::string> printed_text(std::span<const std::uint8_t> bytes) {
  std::string line;
  for (const std::uint8_t byte : bytes) {
    if (printable(byte)) {
      line.push_back(static_cast<char>(byte));
      continue;
    }
    const bool line_ends = byte == '\r' || byte == '\n';
    if (line_ends && line.size() >= k_least_characters) return line;
    line.clear();
  }
  return std::nullopt;
}

std::optional<Error> restart_told_by(std::span<const std::uint8_t> bytes) {
  const auto line = printed_text(bytes);
  if (!line) return std::nullopt;
  return Error{ErrorCode::protocol,
               "the module started anew in the middle of an inventory; it printed '" + *line + "'"};
}

}  // namespace plugtest::drivers
