#pragma once

#include <cstddef>
#include <cstdint>

namespace plugtest::identity {

/// The protocol-control word of a Type C tag (StoredPC, EPC memory 10h to 1Fh; Gen2 v1.2.0,
/// 6.3.2.1.2.2).
struct PcWord {
  std::uint8_t length_words = 0;  ///< L, bits 10h-14h: words of UII that follow, 0 to 31
  bool user_memory = false;       ///< UMI, bit 15h
  bool extended = false;          ///< XI, bit 16h: an XPC word follows the PC
  bool iso = false;               ///< T, bit 17h: false GS1 EPC, true ISO with an AFI
  std::uint8_t low = 0;           ///< bits 18h-1Fh: the AFI when `iso`, attribute bits or RFU else

  bool operator==(const PcWord&) const = default;
};

/// Length and bits of the word, most significant bit first.
constexpr std::uint16_t to_word(const PcWord& pc) {
  const unsigned word = ((pc.length_words & 0x1FU) << 11U) | (pc.user_memory ? 0x0400U : 0U) |
                        (pc.extended ? 0x0200U : 0U) | (pc.iso ? 0x0100U : 0U) | pc.low;
  return static_cast<std::uint16_t>(word);
}

constexpr PcWord pc_from_word(std::uint16_t word) {
  return PcWord{static_cast<std::uint8_t>(word >> 11U), (word & 0x0400U) != 0,
                (word & 0x0200U) != 0, (word & 0x0100U) != 0,
                static_cast<std::uint8_t>(word & 0xFFU)};
}

/// The PC word of a GS1 EPC of `bits` bits (rounded up to words; at most 496).
constexpr PcWord epc_pc(std::size_t bits) {
  return PcWord{static_cast<std::uint8_t>((bits + 15U) / 16U), false, false, false, 0};
}

/// The PC word of an ISO-coded UII of `bits` bits with application family `afi`.
constexpr PcWord iso_pc(std::size_t bits, std::uint8_t afi) {
  return PcWord{static_cast<std::uint8_t>((bits + 15U) / 16U), false, false, true, afi};
}

}  // namespace plugtest::identity
