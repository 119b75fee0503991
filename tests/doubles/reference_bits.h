#pragma once

#include "protocols/bits/bit_string.h"
#include "tests/doubles/reference_tag.h"

#include <cstddef>
#include <cstdint>

namespace plugtest::doubles {

// What the parts of the reference tag share: its memory is single bits.

/// Fields of ReferenceConfig::locks.
inline constexpr std::size_t k_kill_password = 0;
inline constexpr std::size_t k_access_password = 1;
inline constexpr std::size_t k_xpc_w1_bit = 0x210;

inline void put(Bits& bits, std::uint64_t value, std::size_t count) {
  for (std::size_t i = count; i > 0; --i) bits.push_back(((value >> (i - 1)) & 1U) != 0);
}

inline std::uint16_t word_of(const Bits& bits, std::size_t first) {
  unsigned word = 0;
  for (std::size_t i = 0; i < 16; ++i) word = 2 * word + (bits[first + i] ? 1U : 0U);
  return static_cast<std::uint16_t>(word);
}

/// x^16+x^12+x^5+1, preset to ones, complemented (6.3.1.5).
inline void put_crc16(Bits& bits) {
  unsigned crc = 0xFFFF;
  for (const bool bit : bits) {
    const bool out = ((crc & 0x8000U) != 0) != bit;
    crc = (crc << 1U) & 0xFFFFU;
    if (out) crc ^= 0x1021U;
  }
  put(bits, ~crc & 0xFFFFU, 16);
}

inline bits::BitString air(const Bits& plain) {
  bits::BitString string;
  for (const bool bit : plain) string.append(bit ? 1 : 0, 1);
  return string;
}

}  // namespace plugtest::doubles
