#include "protocols/gen2/reply.h"

#include "protocols/bits/crc.h"

#include <algorithm>
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
  const std::size_t uii_bits = reply.size() - k_pc_bits - k_crc_bits;
  if (uii_bits != result.pc.length_words * std::size_t{16}) {
    return fail(ErrorCode::malformed, "expected " + std::to_string(result.pc.length_words) +
                                          " words after the PC, got " + std::to_string(uii_bits) +
                                          " bits");
  }
  const auto bytes = reply.slice(k_pc_bits, uii_bits).to_bytes();
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

}  // namespace plugtest::gen2
