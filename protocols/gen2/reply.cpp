#include "protocols/gen2/reply.h"

#include "protocols/bits/crc.h"

#include <algorithm>
#include <array>
#include <string>

namespace plugtest::gen2 {
namespace {

using bits::BitString;

constexpr std::size_t k_crc_bits = 16;
constexpr std::size_t k_pc_bits = 16;
constexpr std::size_t k_truncation_bits = 5;

/// The reply has at least `least` bits and its last 16 are the CRC of the others.
Result<void> check_reply(const BitString& reply, std::size_t least, const char* name) {
  if (reply.size() < least) {
    return fail(ErrorCode::truncated, "expected at least " + std::to_string(least) + " bits in " +
                                          name + ", got " + std::to_string(reply.size()));
  }
  if (!bits::crc16_fits(reply)) {
    return fail(ErrorCode::check_failed, std::string("the CRC-16 of ") + name + " does not fit");
  }
  return {};
}

}  // namespace

BitString encode_rn16(std::uint16_t rn16) { return BitString{rn16, 16}; }

Result<std::uint16_t> decode_rn16(const BitString& reply) {
  if (reply.size() != 16) {
    return fail(ErrorCode::malformed,
                "expected 16 bits in an RN16, got " + std::to_string(reply.size()));
  }
  return static_cast<std::uint16_t>(reply.value(0, 16));
}

BitString encode_epc(const EpcReply& reply) {
  BitString frame{identity::to_word(reply.pc), k_pc_bits};
  if (reply.xpc_w1) frame.append(*reply.xpc_w1, 16);
  if (reply.xpc_w2) frame.append(*reply.xpc_w2, 16);
  for (const std::uint8_t byte : reply.uii.bytes()) frame.append(byte, 8);
  if (frame.size() % 16 != 0) frame.append(0, 16 - frame.size() % 16);
  frame.append(bits::crc16(frame), k_crc_bits);
  return frame;
}

Result<EpcReply> decode_epc(const BitString& reply) {
  if (auto ok = check_reply(reply, k_pc_bits + k_crc_bits, "an EPC reply"); !ok) {
    return fail(ok.error());
  }
  EpcReply result;
  result.pc = identity::pc_from_word(static_cast<std::uint16_t>(reply.value(0, k_pc_bits)));
  std::size_t head_bits = k_pc_bits;
  const auto extension = [&](std::optional<std::uint16_t>& word) {
    if (reply.size() < head_bits + 16 + k_crc_bits) return false;
    word = static_cast<std::uint16_t>(reply.value(head_bits, 16));
    head_bits += 16;
    return true;
  };
  constexpr std::uint16_t k_xeb = 0x8000;
  if (result.pc.extended) {
    const bool whole =
        extension(result.xpc_w1) && ((*result.xpc_w1 & k_xeb) == 0 || extension(result.xpc_w2));
    if (!whole) return fail(ErrorCode::malformed, "the PC announces an XPC word, which is missing");
  }
  const std::size_t uii_bits = reply.size() - head_bits - k_crc_bits;
  if (uii_bits != result.pc.length_words * std::size_t{16}) {
    return fail(ErrorCode::malformed, "expected " + std::to_string(result.pc.length_words) +
                                          " words after the PC, got " + std::to_string(uii_bits) +
                                          " bits");
  }
  // L has five bits, so the UII fits.
  std::array<std::uint8_t, identity::Uii::k_max_bits / 8> bytes{};
  reply.copy_bytes(head_bits, uii_bits, bytes);
  auto uii = identity::Uii::from_bits(bytes, uii_bits);
  if (!uii) return fail(uii.error());
  result.uii = *uii;
  return result;
}

BitString encode_truncated(const BitString& rest) {
  BitString frame{0, k_truncation_bits};
  frame.append(rest);
  frame.append(bits::crc16(frame), k_crc_bits);
  return frame;
}

Result<BitString> decode_truncated(const BitString& reply) {
  if (auto ok = check_reply(reply, k_truncation_bits + k_crc_bits, "a truncated reply"); !ok) {
    return fail(ok.error());
  }
  if (reply.value(0, k_truncation_bits) != 0) {
    return fail(ErrorCode::malformed, "expected 00000 before a truncated EPC");
  }
  return reply.slice(k_truncation_bits, reply.size() - k_truncation_bits - k_crc_bits);
}

BitString encode_handle(std::uint16_t handle) {
  BitString frame{handle, 16};
  frame.append(bits::crc16(frame), k_crc_bits);
  return frame;
}

Result<std::uint16_t> decode_handle(const BitString& reply) {
  if (reply.size() != 32) {
    return fail(ErrorCode::malformed,
                "expected 32 bits in a handle reply, got " + std::to_string(reply.size()));
  }
  if (auto ok = check_reply(reply, 32, "a handle reply"); !ok) return fail(ok.error());
  return static_cast<std::uint16_t>(reply.value(0, 16));
}

std::string to_string(TagError error) {
  switch (error) {
    case TagError::other:
      return "other error";
    case TagError::not_supported:
      return "not supported";
    case TagError::insufficient_privileges:
      return "insufficient privileges";
    case TagError::memory_overrun:
      return "memory overrun";
    case TagError::memory_locked:
      return "memory locked";
    case TagError::insufficient_power:
      return "insufficient power";
    case TagError::non_specific:
      return "non-specific error";
  }
  return "error code " + std::to_string(static_cast<unsigned>(error));
}

BitString encode_words(std::span<const std::uint16_t> words, std::uint16_t handle) {
  BitString frame{0, 1};
  for (const std::uint16_t word : words) frame.append(word, 16);
  frame.append(handle, 16);
  frame.append(bits::crc16(frame), k_crc_bits);
  return frame;
}

BitString encode_success(std::uint16_t handle) { return encode_words({}, handle); }

BitString encode_error(TagError error, std::uint16_t handle) {
  BitString frame{1, 1};
  frame.append(static_cast<std::uint8_t>(error), 8);
  frame.append(handle, 16);
  frame.append(bits::crc16(frame), k_crc_bits);
  return frame;
}

Result<AccessReply> decode_access_reply(const BitString& reply) {
  constexpr std::size_t k_success_bits = 33;
  constexpr std::size_t k_error_bits = 41;
  if (auto ok = check_reply(reply, k_success_bits, "an access reply"); !ok) return fail(ok.error());
  if (reply[0]) {
    if (reply.size() != k_error_bits) {
      return fail(ErrorCode::malformed,
                  "expected 41 bits in an error reply, got " + std::to_string(reply.size()));
    }
    return ErrorReply{static_cast<TagError>(reply.value(1, 8)),
                      static_cast<std::uint16_t>(reply.value(9, 16))};
  }
  if ((reply.size() - k_success_bits) % 16 != 0) {
    return fail(ErrorCode::malformed, "expected whole words between header and handle, got " +
                                          std::to_string(reply.size() - k_success_bits) + " bits");
  }
  WordsReply words;
  for (std::size_t at = 1; at + 32 < reply.size(); at += 16) {
    words.words.push_back(static_cast<std::uint16_t>(reply.value(at, 16)));
  }
  words.handle = static_cast<std::uint16_t>(reply.value(reply.size() - 32, 16));
  return words;
}

}  // namespace plugtest::gen2
