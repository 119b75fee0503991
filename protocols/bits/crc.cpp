#include "protocols/bits/crc.h"

#include <array>
#include <cassert>

namespace plugtest::bits {
namespace {

constexpr std::uint16_t k_poly16 = 0x1021;

using Table16 = std::array<std::uint16_t, 256>;

/// tables[k][b] is the register after byte `b` and k zero bytes, from a zero register. With eight
/// of them a whole 64-bit word goes through in one step.
constexpr std::array<Table16, 8> make_tables16() {
  std::array<Table16, 8> tables{};
  for (unsigned byte = 0; byte < 256; ++byte) {
    unsigned reg = byte << 8U;
    for (int i = 0; i < 8; ++i) {
      reg = (reg & 0x8000U) != 0 ? ((reg << 1U) ^ k_poly16) & 0xFFFFU : (reg << 1U) & 0xFFFFU;
    }
    tables[0][byte] = static_cast<std::uint16_t>(reg);
  }
  for (std::size_t k = 1; k < tables.size(); ++k) {
    for (std::size_t byte = 0; byte < 256; ++byte) {
      const unsigned before = tables[k - 1][byte];
      tables[k][byte] =
          static_cast<std::uint16_t>(((before << 8U) & 0xFFFFU) ^ tables[0][before >> 8U]);
    }
  }
  return tables;
}

constexpr auto k_tables16 = make_tables16();

std::uint16_t step_byte(std::uint16_t reg, unsigned byte) {
  return static_cast<std::uint16_t>((static_cast<unsigned>(reg) << 8U) ^
                                    k_tables16[0][((reg >> 8U) ^ byte) & 0xFFU]);
}

std::uint16_t step_word(std::uint16_t reg, std::uint64_t word) {
  word ^= std::uint64_t{reg} << 48U;
  unsigned next = 0;
  for (std::size_t k = 0; k < 8; ++k) next ^= k_tables16[k][(word >> (8U * k)) & 0xFFU];
  return static_cast<std::uint16_t>(next);
}

std::uint16_t step_bit(std::uint16_t reg, unsigned bit) {
  const unsigned top = (static_cast<unsigned>(reg) >> 15U) ^ bit;
  const unsigned shifted = static_cast<unsigned>(reg) << 1U;
  return static_cast<std::uint16_t>(top != 0 ? shifted ^ k_poly16 : shifted);
}

/// The register, not complemented, after the first `count` bits.
std::uint16_t register16(const BitString& bits, std::size_t count) {
  assert(count <= bits.size());
  std::uint16_t reg = 0xFFFF;
  std::size_t position = 0;
  for (; position + 64 <= count; position += 64) reg = step_word(reg, bits.words()[position / 64]);
  if (position == count) return reg;
  std::uint64_t rest = bits.words()[position / 64];
  for (; position + 8 <= count; position += 8, rest <<= 8U) {
    reg = step_byte(reg, static_cast<unsigned>(rest >> 56U));
  }
  for (; position < count; ++position, rest <<= 1U) {
    reg = step_bit(reg, static_cast<unsigned>(rest >> 63U));
  }
  return reg;
}

/// table[b] is the register after byte `b`, from a zero register, low bit first.
constexpr Table16 make_mirrored_table16() {
  Table16 table{};
  for (unsigned byte = 0; byte < 256; ++byte) {
    unsigned reg = byte;
    for (int i = 0; i < 8; ++i) reg = (reg & 1U) != 0 ? (reg >> 1U) ^ 0x8408U : reg >> 1U;
    table[byte] = static_cast<std::uint16_t>(reg);
  }
  return table;
}

constexpr auto k_mirrored_table16 = make_mirrored_table16();

constexpr std::array<std::uint32_t, 256> make_table32() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t reg = byte;
    for (int i = 0; i < 8; ++i) reg = (reg & 1U) != 0 ? (reg >> 1U) ^ 0x82F63B78U : reg >> 1U;
    table[byte] = reg;
  }
  return table;
}

constexpr auto k_table32 = make_table32();

}  // namespace

std::uint8_t crc5(const BitString& bits, std::size_t count) {
  assert(count <= bits.size());
  unsigned reg = 0b01001;
  for (std::size_t i = 0; i < count; ++i) {
    const unsigned top = (reg >> 4U) ^ (bits[i] ? 1U : 0U);
    reg = (reg << 1U) & 0x1FU;
    if (top != 0) reg ^= 0x09U;
  }
  return static_cast<std::uint8_t>(reg);
}

std::uint8_t crc5(const BitString& bits) { return crc5(bits, bits.size()); }

std::uint16_t crc16(const BitString& bits, std::size_t count) {
  return static_cast<std::uint16_t>(~static_cast<unsigned>(register16(bits, count)));
}

std::uint16_t crc16(const BitString& bits) { return crc16(bits, bits.size()); }

std::uint16_t crc16(std::span<const std::uint8_t> bytes) {
  std::uint16_t reg = 0xFFFF;
  for (const std::uint8_t byte : bytes) reg = step_byte(reg, byte);
  return static_cast<std::uint16_t>(~static_cast<unsigned>(reg));
}

bool crc16_fits(const BitString& bits) {
  return bits.size() >= 16 && register16(bits, bits.size()) == k_crc16_residue;
}

std::uint8_t sum8(std::span<const std::uint8_t> bytes) {
  unsigned sum = 0;
  for (const std::uint8_t byte : bytes) sum += byte;
  return static_cast<std::uint8_t>(sum);
}

std::uint8_t complement_sum8(std::span<const std::uint8_t> bytes) {
  return static_cast<std::uint8_t>(0U - sum8(bytes));
}

std::uint16_t crc16_mcrf4xx(std::span<const std::uint8_t> bytes) {
  unsigned reg = 0xFFFF;
  for (const std::uint8_t byte : bytes)
    reg = (reg >> 8U) ^ k_mirrored_table16[(reg ^ byte) & 0xFFU];
  return static_cast<std::uint16_t>(reg);
}

std::uint16_t crc16_ccitt_false(std::span<const std::uint8_t> bytes) {
  std::uint16_t reg = 0xFFFF;
  for (const std::uint8_t byte : bytes) reg = step_byte(reg, byte);
  return reg;
}

std::uint16_t crc16_thingmagic(std::span<const std::uint8_t> bytes) {
  unsigned reg = 0xFFFF;
  for (const std::uint8_t byte : bytes) {
    // What falls out at the top is reduced; the new byte enters at the low end, untouched.
    reg = (((reg << 8U) & 0xFF00U) | byte) ^ k_tables16[0][reg >> 8U];
  }
  return static_cast<std::uint16_t>(reg);
}

std::uint32_t crc32c(std::span<const std::uint8_t> bytes, std::uint32_t previous) {
  std::uint32_t reg = ~previous;
  for (const std::uint8_t byte : bytes) reg = (reg >> 8U) ^ k_table32[(reg ^ byte) & 0xFFU];
  return ~reg;
}

}  // namespace plugtest::bits
