#include "protocols/bits/bit_string.h"

#include <gtest/gtest.h>

namespace plugtest::bits {
namespace {

TEST(bit_string, appends_most_significant_bit_first) {
  BitString bits;
  bits.append(0b101, 3);
  bits.append(0, 2);
  bits.append(0xFF, 1);  // only the low bit counts
  EXPECT_EQ(bits.to_string(), "101001");
  EXPECT_EQ(bits.count_ones(), 3U);
}

TEST(bit_string, crosses_word_borders) {
  BitString bits{0, 60};
  bits.append(0xABCD, 16);
  EXPECT_EQ(bits.size(), 76U);
  EXPECT_EQ(bits.value(60, 16), 0xABCDU);
  EXPECT_EQ(bits.value(12, 64), 0xABCDU);
  EXPECT_EQ(bits.slice(60, 16), BitString(0xABCD, 16));
}

TEST(bit_string, appends_itself) {
  BitString bits{0xF0F0F0F0F0F0F0F1U, 64};
  bits.append(1, 1);
  bits.append(bits);
  EXPECT_EQ(bits.size(), 130U);
  EXPECT_EQ(bits.value(65, 64), 0xF0F0F0F0F0F0F0F1U);
}

TEST(bit_string, holds_its_whole_capacity) {
  BitString bits;
  while (bits.size() < BitString::k_max_bits) bits.append(~0ULL, 64);
  EXPECT_EQ(bits.count_ones(), BitString::k_max_bits);
  EXPECT_EQ(bits.slice(1, BitString::k_max_bits - 1).size(), BitString::k_max_bits - 1);
}

TEST(bit_string, equality_needs_equal_length) {
  EXPECT_NE(BitString(0, 4), BitString(0, 5));
  EXPECT_EQ(BitString(0x5, 4), BitString::from_text("0101"));
}

TEST(bit_string, flips_one_bit) {
  BitString bits{0, 64};
  bits.append(0, 6);
  bits.flip(65);
  EXPECT_EQ(bits.count_ones(), 1U);
  EXPECT_TRUE(bits[65]);
}

TEST(bit_string, bytes_there_and_back) {
  const auto bits = BitString::from_bytes(std::vector<std::uint8_t>{0xA5, 0xF0}, 12);
  ASSERT_TRUE(bits);
  EXPECT_EQ(bits->to_string(), "101001011111");
  EXPECT_EQ(bits->to_bytes(), (std::vector<std::uint8_t>{0xA5, 0xF0}));
}

TEST(bit_string, copies_any_range_into_bytes_and_fills_the_last_with_zeros) {
  BitString bits;
  for (std::uint64_t word : {0x0123456789ABCDEFU, 0xFEDCBA9876543210U, 0x5555AAAA3333CCCCU}) {
    bits.append(word, 64);
  }
  for (const std::size_t position : {0U, 1U, 8U, 63U, 64U, 100U}) {
    for (std::size_t count = 0; position + count <= bits.size(); ++count) {
      std::vector<std::uint8_t> bytes((count + 7) / 8 + 1, 0xEE);
      bits.copy_bytes(position, count, bytes);
      EXPECT_EQ(bytes.back(), 0xEE) << "written beyond the range";
      bytes.pop_back();
      EXPECT_EQ(bytes, bits.slice(position, count).to_bytes()) << position << "+" << count;
      for (std::size_t i = 0; i < count; ++i) {
        EXPECT_EQ((bytes[i / 8] >> (7 - i % 8) & 1) != 0, bits[position + i]);
      }
    }
  }
}

TEST(bit_string, refuses_more_bits_than_bytes) {
  EXPECT_EQ(BitString::from_bytes(std::vector<std::uint8_t>{1}, 9).error().code,
            ErrorCode::malformed);
}

TEST(bit_string, refuses_other_characters) {
  EXPECT_EQ(BitString::from_text("10 12").error().where.byte_offset, 4U);
  EXPECT_FALSE(BitString::from_text(std::string(BitString::k_max_bits + 1, '0')));
}

TEST(bit_reader, ends_with_an_error_that_names_the_field) {
  const BitString bits{0b1011, 4};
  BitReader reader(bits);
  EXPECT_EQ(reader.take(3, "first"), 0b101U);
  const auto over = reader.take(2, "the second field");
  ASSERT_FALSE(over);
  EXPECT_EQ(over.error().code, ErrorCode::truncated);
  EXPECT_EQ(over.error().message, "ends inside the second field: expected 2 bits, 1 are left");
  EXPECT_EQ(reader.remaining(), 1U);  // nothing was consumed
}

}  // namespace
}  // namespace plugtest::bits
