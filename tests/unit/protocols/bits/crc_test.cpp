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

/// A message and its check bytes, as printed in a manual or captured from a reader.
struct Checked {
  std::string_view message;
  std::uint16_t check;
};

TEST(sum8, frames_of_ipico_readers_and_m100_modules) {
  // IPICO sums the characters between the two of the head and the two of the check.
  EXPECT_EQ(sum8(ascii("400000000123450a2a01123018455927")), 0xA7);
  EXPECT_EQ(sum8(ascii("000001")), 0x21);
  EXPECT_EQ(sum8(ascii("00ff29")), 0x97);
  EXPECT_EQ(sum8(parse_hex("40000000012345 0a2a 011230184559 27").value()), 0xFD);
  constexpr std::array<Checked, 4> vectors = {{
      {"00 22 00 00", 0x22},
      {"02 22 00 11 C9 34 00 30751FEB705C5904E3D50D70 3A76", 0xEF},
      {"01 FF 00 01 15", 0x16},
      {"00 65 00 04 0000FFFF", 0x67},
  }};
  for (const auto& [message, check] : vectors) {
    EXPECT_EQ(sum8(parse_hex(message).value()), check) << message;
  }
  EXPECT_EQ(sum8({}), 0);
}

TEST(complement_sum8, frames_of_a0_modules) {
  constexpr std::array<Checked, 6> vectors = {{
      {"A0 03 01 72", 0xEA},
      {"A0 05 01 72 01 09", 0xDE},
      {"A0 04 01 74 10", 0xD7},
      {"A0 13 01 89 8C 30 00 30 08 33 B2 DD D9 01 40 00 00 00 01 37", 0xBB},
      {"A0 0A 01 89 00 00 11 00 00 00 05", 0xB6},
      {"A0 0A 01 89 00 00 1D 00 00 00 01", 0xAE},  // one README prints BC, which is wrong
  }};
  for (const auto& [message, check] : vectors) {
    auto bytes = parse_hex(message).value();
    EXPECT_EQ(complement_sum8(bytes), check) << message;
    bytes.push_back(static_cast<std::uint8_t>(check));
    EXPECT_EQ(sum8(bytes), 0) << message;
  }
}

TEST(crc16_mcrf4xx, catalogue_check_value_and_frames_of_uhfreaders) {
  EXPECT_EQ(crc16_mcrf4xx(ascii("123456789")), 0x6F91);
  constexpr std::array<std::string_view, 5> frames = {
      "13000103010c0000000000000000000003133f39",
      "20000103020c0000000000000000000003130c0000000000000000000003149ac9",
      "1500010301010c3039606303c74380001a055940f93e",
      "1100210000160c034e001e0a01000000e651",
      "04ff211995",
  };
  for (const std::string_view frame : frames) {
    EXPECT_EQ(crc16_mcrf4xx(parse_hex(frame).value()), 0) << frame;
  }
  // Published as an example of a bad CRC.
  EXPECT_NE(crc16_mcrf4xx(parse_hex("1500010301010c0000000000000000000003136bb1a6").value()), 0);
}

TEST(crc16_ccitt_false, catalogue_check_value_and_a_frame_of_nur) {
  EXPECT_EQ(crc16_ccitt_false(ascii("123456789")), 0x29B1);
  EXPECT_EQ(crc16_ccitt_false(parse_hex("02").value()), 0xC1B2);
  EXPECT_EQ(crc16_ccitt_false(parse_hex("01").value()), 0xF1D1);
}

TEST(crc16_thingmagic, frames_of_mercury_modules) {
  constexpr std::array<Checked, 10> vectors = {{
      {"00 03", 0x1D0C},
      {"02 93 00 05", 0x517D},
      {"02 93 00 07", 0x517F},
      {"02 93 00 08", 0x5170},
      {"01 97 08", 0x4BB5},
      {"02 92 0A 8C", 0x4BD5},
      {"04 06 00 01 C2 00", 0xA460},
      {"10 2F 00 00 01 22 00 00 05 07 22 10 00 1B 03 E8 01 FF", 0xDD2B},
      {"0A 24 03 E8 00 00 00 00 00 03 00 EE", 0x589D},  // printed with the vendor's library
      {"28 22 00 00 10 00 1B 01 FF 01 01 C4 11 0E 16 40 00 00 01 27 00 00 05 00 00 0F 00 80 30 00 "
       "00 00 00 00 00 00 00 00 00 00 15 45 E9 4A",
       0x561D},  // captured
  }};
  for (const auto& [message, crc] : vectors) {
    EXPECT_EQ(crc16_thingmagic(parse_hex(message).value()), crc) << message;
  }
}

TEST(crc32c, catalogue_check_value_whole_and_in_parts) {
  EXPECT_EQ(crc32c(ascii("123456789")), 0xE3069283U);
  EXPECT_EQ(crc32c(ascii("6789"), crc32c(ascii("12345"))), 0xE3069283U);
  EXPECT_EQ(crc32c({}), 0U);
}

}  // namespace
}  // namespace plugtest::bits
