#include "harness/store/postgresql_text.h"

#include "protocols/bits/hex.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace plugtest::store {
namespace {

constexpr char k_escape = '\x10';

constexpr bool is_continuation(unsigned char byte) { return (byte & 0xc0U) == 0x80U; }

// Bytes of the valid character at the begin of `text` (Unicode 15.0, table 3-7); 0 = none.
std::size_t character_bytes(std::string_view text) {
  const auto at = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : static_cast<unsigned char>(0);
  };
  const unsigned char lead = at(0);
  if (lead < 0x80U) return 1;
  std::size_t bytes = 0;
  unsigned char lowest = 0x80U;  // of the second byte: neither too long a form nor a surrogate
  unsigned char highest = 0xbfU;
  if (lead >= 0xc2U && lead <= 0xdfU) {
    bytes = 2;
  } else if (lead >= 0xe0U && lead <= 0xefU) {
    bytes = 3;
    if (lead == 0xe0U) lowest = 0xa0U;
    if (lead == 0xedU) highest = 0x9fU;
  } else if (lead >= 0xf0U && lead <= 0xf4U) {
    bytes = 4;
    if (lead == 0xf0U) lowest = 0x90U;
    if (lead == 0xf4U) highest = 0x8fU;
  } else {
    return 0;
  }
  if (at(1) < lowest || at(1) > highest) return 0;
  for (std::size_t i = 2; i < bytes; ++i) {
    if (!is_continuation(at(i))) return 0;
  }
  return bytes;
}

}  // namespace

std::string to_postgresql_text(std::string_view text) {
  std::string stored;
  stored.reserve(text.size());
  while (!text.empty()) {
    std::size_t bytes = character_bytes(text);
    if (bytes == 0 || text[0] == '\0' || text[0] == k_escape) {
      bytes = 1;
      const std::array<std::uint8_t, 1> byte{static_cast<std::uint8_t>(text[0])};
      stored += k_escape + bits::to_hex(byte);
    } else {
      stored += text.substr(0, bytes);
    }
    text.remove_prefix(bytes);
  }
  return stored;
}

std::string from_postgresql_text(std::string_view stored) {
  std::string text;
  text.reserve(stored.size());
  while (!stored.empty()) {
    if (stored[0] == k_escape && stored.size() >= 3) {
      if (const auto byte = bits::parse_hex(stored.substr(1, 2)); byte && byte->size() == 1) {
        text += static_cast<char>((*byte)[0]);
        stored.remove_prefix(3);
        continue;
      }
    }
    text += stored[0];
    stored.remove_prefix(1);
  }
  return text;
}

}  // namespace plugtest::store
