#include "protocols/gen2/reply.h"

#include "protocols/bits/hex.h"

#include <gtest/gtest.h>

namespace plugtest::gen2 {
namespace {

EpcReply sample(std::string_view hex) {
  const auto uii = identity::Uii::from_hex(hex).value();
  return {identity::epc_pc(uii.bit_count()), uii};
}

TEST(reply, epc_frames_of_the_fact_sheet) {
  const auto hex = [](const EpcReply& reply) { return bits::to_hex(encode_epc(reply).to_bytes()); };
  EXPECT_EQ(hex(sample("")), "0000e2f0");
  EXPECT_EQ(hex(sample("111122223333444455556666")), "30001111222233334444555566661835");
  EXPECT_EQ(hex(sample("3034257BF7194E4000001A85")), "30003034257bf7194e4000001a85ee2c");
  auto captured = sample("0034B00710ADE30000000000");
  captured.pc.user_memory = true;
  EXPECT_EQ(hex(captured), "34000034b00710ade30000000000f165");
}

TEST(reply, epc_there_and_back) {
  for (std::size_t words = 0; words <= 31; ++words) {
    const auto reply = sample(std::string(words * 4, 'a'));
    EXPECT_EQ(decode_epc(encode_epc(reply)), reply) << words;
  }
}

TEST(reply, damage_is_found) {
  auto frame = encode_epc(sample("111122223333444455556666"));
  frame.flip(50);
  EXPECT_EQ(decode_epc(frame).error().code, ErrorCode::check_failed);
  EXPECT_EQ(decode_epc(frame.slice(0, 31)).error().code, ErrorCode::truncated);
}

TEST(reply, wrong_length_field_is_found) {
  auto lying = sample("111122223333444455556666");
  lying.pc.length_words = 4;
  const auto received = decode_epc(encode_epc(lying));
  ASSERT_FALSE(received);
  EXPECT_EQ(received.error().code, ErrorCode::malformed);
  EXPECT_EQ(received.error().message, "expected 4 words after the PC, got 96 bits");
}

TEST(reply, rn16_has_no_crc) {
  EXPECT_EQ(encode_rn16(0xABCD).to_string(), "1010101111001101");
  EXPECT_EQ(decode_rn16(encode_rn16(0xABCD)), 0xABCD);
  EXPECT_FALSE(decode_rn16(bits::BitString{0, 15}));
}

TEST(reply, handle_of_the_fact_sheet) {
  EXPECT_EQ(encode_handle(0xBEEF).value(0, 32), 0xBEEFD333U);
  EXPECT_EQ(decode_handle(encode_handle(0xBEEF)), 0xBEEF);
  EXPECT_EQ(decode_handle(bits::BitString{0xBEEFD332U, 32}).error().code, ErrorCode::check_failed);
  EXPECT_EQ(decode_handle(bits::BitString{0xBEEF, 16}).error().code, ErrorCode::malformed);
}

TEST(reply, truncated_there_and_back) {
  const bits::BitString rest{0x1A85, 13};
  const auto frame = encode_truncated(rest);
  EXPECT_EQ(frame.size(), 5U + 13U + 16U);
  EXPECT_EQ(frame.value(0, 5), 0U);
  EXPECT_EQ(decode_truncated(frame), rest);
  EXPECT_EQ(decode_truncated(encode_truncated({})), bits::BitString{});
  EXPECT_FALSE(decode_truncated(encode_handle(0xFFFF)));  // CRC fits, but no five zeros
}

}  // namespace
}  // namespace plugtest::gen2
