#pragma once

#include "protocols/bits/bit_string.h"
#include "protocols/bits/result.h"
#include "protocols/identity/pc_word.h"
#include "protocols/identity/uii.h"

#include <cstdint>

namespace plugtest::gen2 {

// Replies of the Type C inventory (Gen2 v1.2.0, 6.3.2.11 and 6.3.2.12), without preamble and
// dummy bit.

enum class ReplyKind : std::uint8_t { rn16, epc, truncated_epc, handle };

/// What a tag backscatters.
struct TagReply {
  ReplyKind kind = ReplyKind::rn16;
  bits::BitString bits{};
};

/// Answer to Query, QueryAdjust, QueryRep: 16 bits without CRC.
bits::BitString encode_rn16(std::uint16_t rn16);
/// Error `malformed` unless there are exactly 16 bits.
Result<std::uint16_t> decode_rn16(const bits::BitString& reply);

/// Answer to ACK: PC, the UII in whole words, CRC-16 over both.
struct EpcReply {
  identity::PcWord pc{};
  identity::Uii uii{};

  bool operator==(const EpcReply&) const = default;
};

/// PC as given (its L is not corrected: a wrong L is a fault worth sending), UII filled up with
/// zeros to whole words, CRC-16. 32 bits more than the UII.
bits::BitString encode_epc(const EpcReply& reply);

/// Errors: `truncated` below 32 bits, `check_failed` when the CRC-16 does not fit, `malformed`
/// when the PC's L is not the length received.
Result<EpcReply> decode_epc(const bits::BitString& reply);

/// Answer to ACK with truncation: 00000, the rest of the EPC after the mask, CRC-16. The CRC here
/// covers the bits sent, so that the reply can be checked by itself.
bits::BitString encode_truncated(const bits::BitString& rest);
/// The rest of the EPC. Errors: `truncated`, `check_failed`, `malformed` without the five zeros.
Result<bits::BitString> decode_truncated(const bits::BitString& reply);

/// Answer to Req_RN: handle or new RN16 with CRC-16, 32 bits.
bits::BitString encode_handle(std::uint16_t handle);
/// Errors: `malformed` unless 32 bits, `check_failed`.
Result<std::uint16_t> decode_handle(const bits::BitString& reply);

}  // namespace plugtest::gen2
