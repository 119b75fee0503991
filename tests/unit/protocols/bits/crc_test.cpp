#include "protocols/bits/crc.h"

#include "protocols/bits/hex.h"

#include <array>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace plugtest::bits {
namespace {

std::vector<std::uint8_t> ascii(std::string_view text) { return {text.begin(), text.end()}; }

/// The definition, bit by bit, to hold the table-driven one against.
std::uint16_t slow_crc16(const BitString& bits) {
  unsigned reg = 0xFFFF;
  for (std::size_t i = 0; i < bits.size(); ++i) {
    const bool invert = ((reg >> 15U) & 1U) != (bits[i] ? 1U : 0U);
    reg = (reg << 1U) & 0xFFFFU;
    if (invert) reg ^= 0x1021U;
  }
  return static_cast<std::uint16_t>(reg ^ 0xFFFFU);
}

struct BytesCrc {
  std::string_view message;
  std::uint16_t crc;
};

TEST(crc16, catalogue_check_value) { EXPECT_EQ(crc16(ascii("123456789")), 0xD64E); }

TEST(crc16, published_epc_and_command_frames) {
  constexpr std::array<BytesCrc, 12> vectors = {{
      {"0000", 0xE2F0},
      {"0800 1111", 0xCCAE},
      {"1000 1111 2222", 0x968F},
      {"1800 1111 2222 3333", 0x78F6},
      {"2000 1111 2222 3333 4444", 0xC241},
      {"2800 1111 2222 3333 4444 5555", 0x2A91},
      {"3000 1111 2222 3333 4444 5555 6666", 0x1835},
      {"3400 0034B00710ADE30000000000", 0xF165},  // captured on the air
      {"C1 FFFF", 0x3FAB},                        // captured on the air
      {"3000 E2002047381502180820C296", 0xCED8},
      {"3000 3034257BF7194E4000001A85", 0xEE2C},
      {"3000 300833B2DDD9014000000000", 0x39BB},
  }};
  for (const auto& vector : vectors) {
    const auto bytes = parse_hex(vector.message).value();
    EXPECT_EQ(crc16(bytes), vector.crc) << vector.message;
    const auto bits = BitString::from_bytes(bytes, bytes.size() * 8).value();
    EXPECT_EQ(crc16(bits), vector.crc) << vector.message;
  }
}

struct FieldsCrc {
  std::string_view name;
  std::vector<std::pair<std::uint64_t, std::size_t>> fields;  // value, bits
  std::size_t bits;
  std::uint16_t crc;
};

TEST(crc16, frames_of_any_bit_length) {
  const std::vector<FieldsCrc> vectors = {
      {"read EPC ptr 2 count 6", {{0xC2, 8}, {1, 2}, {2, 8}, {6, 8}, {0x1234, 16}}, 42, 0x915D},
      {"read TID ptr 0 count 2", {{0xC2, 8}, {2, 2}, {0, 8}, {2, 8}, {0xABCD, 16}}, 42, 0x9484},
      {"write EPC ptr 2",
       {{0xC3, 8}, {1, 2}, {2, 8}, {0xA5A5 ^ 0x1234, 16}, {0xBEEF, 16}},
       50,
       0xCBCB},
      {"kill", {{0xC4, 8}, {0xAAAA ^ 0x1234, 16}, {0, 3}, {0xBEEF, 16}}, 43, 0x7A59},
      {"access", {{0xC6, 8}, {0x1111 ^ 0x1234, 16}, {0xBEEF, 16}}, 40, 0xD7E7},
      {"lock", {{0xC5, 8}, {0b0000110000, 10}, {0b0000100000, 10}, {0xBEEF, 16}}, 44, 0xE56E},
      {"success reply", {{0, 1}, {0xBEEF, 16}}, 17, 0xF422},
      {"error reply", {{1, 1}, {0x03, 8}, {0xBEEF, 16}}, 25, 0x68C1},
      {"handle", {{0xBEEF, 16}}, 16, 0xD333},
  };
  for (const auto& vector : vectors) {
    BitString bits;
    for (const auto& [value, count] : vector.fields) bits.append(value, count);
    ASSERT_EQ(bits.size(), vector.bits) << vector.name;
    EXPECT_EQ(crc16(bits), vector.crc) << vector.name;
  }
}

TEST(crc16, tables_agree_with_the_definition_at_every_length) {
  BitString bits;
  std::uint64_t random = 1;
  for (std::size_t length = 0; length < 300; ++length) {
    ASSERT_EQ(crc16(bits), slow_crc16(bits)) << length << " bits";
    random = random * 6364136223846793005U + 1442695040888963407U;
    bits.append(random >> 63U, 1);
  }
}

TEST(crc16, residue_accepts_right_frames_and_no_single_error) {
  BitString frame{0x3000E20020473815ULL, 64};
  frame.append(crc16(frame), 16);
  ASSERT_TRUE(crc16_fits(frame));
  for (std::size_t i = 0; i < frame.size(); ++i) {
    frame.flip(i);
    EXPECT_FALSE(crc16_fits(frame)) << "bit " << i;
    frame.flip(i);
  }
  EXPECT_FALSE(crc16_fits(BitString{0, 15}));
}

TEST(crc5, published_queries) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 8> vectors = {{
      {"10000000000000000", "10000"},
      {"10000000000000100", "11101"},
      {"10000000000001111", "11100"},
      {"10001010000000100", "00011"},
      {"10001101000100100", "11001"},
      {"10001100001000111", "11101"},
      {"10001111111111111", "00111"},
      {"10001111111110110", "10100"},
  }};
  for (const auto& [message, crc] : vectors) {
    auto bits = BitString::from_text(message).value();
    EXPECT_EQ(BitString(crc5(bits), 5).to_string(), crc) << message;
    bits.append(crc5(bits), 5);
    EXPECT_EQ(crc5(bits), 0) << "residue of " << message;
  }
}

TEST(crc5, catalogue_check_value) {
  const auto bits = BitString::from_bytes(ascii("123456789"), 72).value();
  EXPECT_EQ(crc5(bits), 0x00);
}

TEST(crc32c, catalogue_check_value_whole_and_in_parts) {
  EXPECT_EQ(crc32c(ascii("123456789")), 0xE3069283U);
  EXPECT_EQ(crc32c(ascii("6789"), crc32c(ascii("12345"))), 0xE3069283U);
  EXPECT_EQ(crc32c({}), 0U);
}

}  // namespace
}  // namespace plugtest::bits
