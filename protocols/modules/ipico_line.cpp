#include "protocols/modules/ipico_line.h"

#include "protocols/bits/crc.h"

namespace plugtest::modules::ipico::line {

namespace {

/// Two digits at `at`, which are there.
std::uint8_t pair(Bytes line, std::size_t at) {
  const unsigned high = bits::hex_digit(static_cast<char>(line[at])).value_or(0);
  return static_cast<std::uint8_t>(high << 4U |
                                   bits::hex_digit(static_cast<char>(line[at + 1])).value_or(0));
}

/// The characters of a command whose length byte says `length`.
std::size_t command_chars(std::uint8_t length, bool with_lrc) {
  const std::size_t data = length == 0xFF ? 0 : std::size_t{2} * length;
  return 8 + data + (with_lrc ? 2 : 0);
}

/// Whether a line of hexadecimal digits with the head a + `kind` has a length of that kind.
bool length_fits(Bytes line, char kind) {
  const auto is_command = [&](bool with_lrc) {
    return line.size() >= 8 && line.size() == command_chars(pair(line, 4), with_lrc);
  };
  switch (kind) {
    case 'a':
      return line.size() == k_record_chars || line.size() == k_record_tto_chars || is_command(true);
    case 'b':
      return is_command(true);
    case 'c':
      return is_command(false);
    case 'd':
      return line.size() == k_page_report_chars || line.size() == k_page_report_crc_chars;
    case 'e':
      return line.size() == k_short_page_chars || line.size() == k_short_page_counts_chars;
    default:
      return false;
  }
}

bool lrc_fits(Bytes line) {
  return bits::sum8(line.subspan(2, line.size() - 4)) == pair(line, line.size() - 2);
}

}  // namespace

std::optional<SkipReason> complaint(Bytes line) {
  const char kind = static_cast<char>(line[1]);
  if (!length_fits(line, kind)) return SkipReason::bad_length;
  if (kind != 'c' && !lrc_fits(line)) return SkipReason::bad_check;
  return std::nullopt;
}

bool binary_lrc_fits(Bytes bytes, std::size_t size) {
  return bits::sum8(bytes.subspan(1, size - 4)) == bytes[size - 3];
}

}  // namespace plugtest::modules::ipico::line
