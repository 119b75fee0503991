#pragma once

#include "protocols/bits/bit_string.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace plugtest::bits {

/// CRC-5 of a Type C Query: polynomial x^5+x^3+1, preset 01001, not inverted (Gen2 v1.2.0,
/// 6.3.1.5 and annex F). Over the first `count` bits of `bits`.
std::uint8_t crc5(const BitString& bits, std::size_t count);
std::uint8_t crc5(const BitString& bits);

/// CRC-16 of the Type C air interface: polynomial 0x1021, preset 0xFFFF, the result complemented
/// (ISO/IEC 13239; Gen2 v1.2.0, 6.3.1.5). Over the first `count` bits of `bits`, or over bytes.
std::uint16_t crc16(const BitString& bits, std::size_t count);
std::uint16_t crc16(const BitString& bits);
std::uint16_t crc16(std::span<const std::uint8_t> bytes);

/// What the CRC-16 register holds, before complementing, after a message with its right CRC.
inline constexpr std::uint16_t k_crc16_residue = 0x1D0F;

/// Whether the last 16 bits of `bits` are the CRC-16 of what is before them (residue 0x1D0F).
/// False for fewer than 16 bits.
bool crc16_fits(const BitString& bits);

/// CRC-32C (Castagnoli, reflected polynomial 0x82F63B78), as in iSCSI. Guards records in evidence
/// files. Pass the result of the part before as `previous` to go on over several spans.
std::uint32_t crc32c(std::span<const std::uint8_t> bytes, std::uint32_t previous = 0);

}  // namespace plugtest::bits
