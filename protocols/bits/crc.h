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

// --- check values of reader modules' serial protocols --------------------------------------------

/// The plain sum of all bytes, its low byte. IPICO readers (over characters), M100 modules.
std::uint8_t sum8(std::span<const std::uint8_t> bytes);

/// What makes the sum of all bytes a multiple of 256: the two's complement of sum8(). "A0" modules.
std::uint8_t complement_sum8(std::span<const std::uint8_t> bytes);

/// CRC-16/MCRF4XX: reflected polynomial 0x8408 (0x1021 in mirror writing), preset 0xFFFF, not
/// complemented. UHFReader18 and 288, Feig OBID; sent low byte first, and then zero over the whole
/// frame.
std::uint16_t crc16_mcrf4xx(std::span<const std::uint8_t> bytes);

/// CRC-16/CCITT-FALSE: polynomial 0x1021, preset 0xFFFF, not complemented. Nordic ID NUR.
std::uint16_t crc16_ccitt_false(std::span<const std::uint8_t> bytes);

/// The CRC of ThingMagic's serial modules: polynomial 0x1021, preset 0xFFFF, but the message is
/// shifted in at the low end and no zero bits follow it ("not augmented"), so the value differs
/// from CCITT-FALSE. Sent high byte first.
std::uint16_t crc16_thingmagic(std::span<const std::uint8_t> bytes);

// --- our own files -------------------------------------------------------------------------------

/// CRC-32C (Castagnoli, reflected polynomial 0x82F63B78), as in iSCSI. Guards records in evidence
/// files. Pass the result of the part before as `previous` to go on over several spans.
std::uint32_t crc32c(std::span<const std::uint8_t> bytes, std::uint32_t previous = 0);

}  // namespace plugtest::bits
