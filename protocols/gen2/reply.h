#pragma once

#include "protocols/bits/bit_string.h"
#include "protocols/bits/result.h"
#include "protocols/identity/pc_word.h"
#include "protocols/identity/uii.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace plugtest::gen2 {

// Replies of Type C tags (Gen2 v1.2.0, 6.3.2.11 and 6.3.2.12), without preamble and
// dummy bit.

enum class ReplyKind : std::uint8_t {
  rn16,
  epc,
  truncated_epc,
  handle,
  words,    ///< to Read and to a reading BlockPermalock: header 0, words, handle, CRC-16
  success,  ///< to a command that writes: header 0, handle, CRC-16
  error,    ///< header 1, error code, handle, CRC-16
};

/// What a tag backscatters.
struct TagReply {
  ReplyKind kind = ReplyKind::rn16;
  bits::BitString bits{};
  /// A reply to a command that writes begins with the extended preamble whatever TRext says
  /// (Gen2 v1.2.0, 6.3.2.12.3).
  bool with_pilot = false;
  /// How long the tag works before it replies, in place of T1; zero for an immediate reply. At most
  /// k_longest_write (6.3.2.12.3: 20 ms).
  std::chrono::nanoseconds after{0};
};

/// The longest a tag may take to write, erase, lock or kill (Gen2 v1.2.0, 6.3.2.12.3).
inline constexpr std::chrono::nanoseconds k_longest_write = std::chrono::milliseconds(20);

/// Error codes of tags (Gen2 v1.2.0, annex I; 01h, 02h of v2).
enum class TagError : std::uint8_t {
  other = 0x00,
  not_supported = 0x01,
  insufficient_privileges = 0x02,
  memory_overrun = 0x03,
  memory_locked = 0x04,
  insufficient_power = 0x0B,
  non_specific = 0x0F,
};

/// "memory overrun" and so on; "error code 7" for one that has no name.
std::string to_string(TagError error);

/// Answer to Query, QueryAdjust, QueryRep: 16 bits without CRC.
bits::BitString encode_rn16(std::uint16_t rn16);
/// Error `malformed` unless there are exactly 16 bits.
Result<std::uint16_t> decode_rn16(const bits::BitString& reply);

/// Answer to ACK: PC, the UII in whole words, CRC-16 over both.
struct EpcReply {
  identity::PcWord pc{};
  identity::Uii uii{};
  std::optional<std::uint16_t> xpc_w1{};  ///< follows the PC when its XI is set
  std::optional<std::uint16_t> xpc_w2{};  ///< follows XPC_W1 when its first bit, XEB, is set

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

/// Answer to Read (and to a reading BlockPermalock, whose lock bits travel as words).
struct WordsReply {
  std::vector<std::uint16_t> words{};
  std::uint16_t handle = 0;

  bool operator==(const WordsReply&) const = default;
};
/// At most 64 words fit a frame.
bits::BitString encode_words(std::span<const std::uint16_t> words, std::uint16_t handle);

/// Answer to a command that writes: 33 bits.
bits::BitString encode_success(std::uint16_t handle);

/// Answer of a tag that cannot do what it was told: 41 bits.
struct ErrorReply {
  TagError error = TagError::other;
  std::uint16_t handle = 0;

  bool operator==(const ErrorReply&) const = default;
};
bits::BitString encode_error(TagError error, std::uint16_t handle);

/// What a tag answers to an access command. `words` is empty for success.
using AccessReply = std::variant<WordsReply, ErrorReply>;

/// Errors: `truncated` below 33 bits, `check_failed` when the CRC-16 does not fit, `malformed` when
/// the length is neither an error's nor one of whole words.
Result<AccessReply> decode_access_reply(const bits::BitString& reply);

}  // namespace plugtest::gen2
