#include "protocols/bits/hex.h"

#include <algorithm>
#include <cstddef>

namespace plugtest::bits {
namespace {

constexpr std::string_view k_digits = "0123456789abcdef";

void append_byte(std::string& text, unsigned byte) {
  text += k_digits[(byte >> 4U) & 0xFU];
  text += k_digits[byte & 0xFU];
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

}  // namespace

std::optional<std::uint8_t> hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<std::uint8_t>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<std::uint8_t>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<std::uint8_t>(c - 'A' + 10);
  return std::nullopt;
}

std::string to_hex(std::span<const std::uint8_t> bytes) {
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const std::uint8_t byte : bytes) append_byte(text, byte);
  return text;
}

Result<std::vector<std::uint8_t>> parse_hex(std::string_view text) {
  std::vector<std::uint8_t> bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_blank(text[i])) continue;
    const auto high = hex_digit(text[i]);
    if (!high) {
      return fail(ErrorCode::malformed, "expected a hexadecimal digit", Where{.byte_offset = i});
    }
    const auto low = i + 1 < text.size() ? hex_digit(text[i + 1]) : std::nullopt;
    if (!low) {
      return fail(ErrorCode::malformed, "expected two hexadecimal digits for each byte",
                  Where{.byte_offset = i});
    }
    bytes.push_back(static_cast<std::uint8_t>(*high * 16U + *low));
    ++i;
  }
  return bytes;
}

std::string hex_dump(std::span<const std::uint8_t> bytes) {
  constexpr std::size_t k_width = 16;
  std::string text;
  for (std::size_t start = 0; start < bytes.size(); start += k_width) {
    const auto line = bytes.subspan(start, std::min(k_width, bytes.size() - start));
    if (start > 0xFFFF) {
      append_byte(text, static_cast<unsigned>(start >> 24U));
      append_byte(text, static_cast<unsigned>(start >> 16U));
    }
    append_byte(text, static_cast<unsigned>(start >> 8U));
    append_byte(text, static_cast<unsigned>(start));
    text += ' ';
    for (const std::uint8_t byte : line) {
      text += ' ';
      append_byte(text, byte);
    }
    text.append((k_width - line.size()) * 3 + 2, ' ');
    text += '|';
    for (const std::uint8_t byte : line) {
      text += byte >= 0x20 && byte < 0x7F ? static_cast<char>(byte) : '.';
    }
    text += "|\n";
  }
  return text;
}

}  // namespace plugtest::bits
