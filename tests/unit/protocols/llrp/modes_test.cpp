// What strict decoding refuses and tolerant decoding takes: every difference that README.md beside
// the codec names, one row each.

#include "protocols/bits/hex.h"
#include "protocols/llrp/codec.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plugtest::llrp {
namespace {

struct Difference {
  std::string_view what;
  std::string_view bytes;
  std::size_t offset;        ///< of the strict error
  std::string_view says;     ///< part of its sentence
  std::size_t problems = 0;  ///< what tolerant decoding notes
};

constexpr Difference k_differences[] = {
    // Reserved bits.
    {"reserved bits of the header", "243e 0000000a 00000001", 0, "reserved bits"},
    {"reserved bits beside a flag", "0403 0000000b 00000001 01", 10, "reserved bits"},
    {"reserved bits of a parameter", "0403 00000010 00000001 00 04e2 0005 00", 11, "reserved bits"},
    // Enumerations, by version.
    {"a value without a name", "0401 0000000b 00000001 05", 10, "does not define"},
    {"a reserved air protocol", "0428 0000001a 00000001 00cf 0010 00000001 0000 02 00 00000000", 20,
     "does not define"},
    {"a status of 1.1 in 1.0.1", "041e 00000012 00000001 011f 0008 0070 0000", 14,
     "does not define"},
    // Ranges.
    {"ROSpec 0", "0416 0000000e 00000001 00000000", 10, "ROSpecID is 0, expected at least 1"},
    {"priority 8", "0414 00000018 00000001 00b1 000e 00000001 08 00 00b2 0004", 18,
     "Priority is 8, expected 0 to 7"},
    {"GPO 0", "0403 00000012 00000001 00 00db 0007 0000 80", 15, "GPOPortNumber is 0"},
    {"101 per cent", "043f 0000001f 00000001 00f6 0015 0080 000c 0000000000000001 00fa 0005 65", 30,
     "expected 0 to 100"},
    {"SpecIndex 0", "043d 0000001e 00000001 00f0 0014 8d 000000000000000000000001 8e 0000", 28,
     "SpecIndex is 0"},
    // EPCs have one form each.
    {"EPCData of 96 bits",
     "043d 00000020 00000001 00f0 0016 00f1 0012 0060 0102030405060708090a0b0c", 18, "96 bits"},
    // Cardinality and order.
    {"missing", "0414 0000000a 00000001", 10, "lacks ROSpec"},
    {"twice", "0403 0000001d 00000001 00 00dc 0009 00 00000000 00dc 0009 00 00000000", 20,
     "only once"},
    {"out of order", "0403 00000019 00000001 00 00e2 0005 00 00dc 0009 00 00000000", 16,
     "out of order"},
    {"in the wrong parent", "043d 00000013 00000001 00dc 0009 00 00000000", 10, "has no place"},
    {"a Custom where the standard has no extension point",
     "0414 00000016 00000001 03ff 000c 00000001 00000001", 10, "has no place"},
    // What is not known.
    {"an unknown TLV", "0403 0000000f 00000001 00 03e8 0004", 11, "1000 is not known"},
    {"a TLV of 1.1 in 1.0.1", "0403 00000013 00000001 00 0163 0008 00000001", 11, "is not known"},
    {"a TLV with the number of a TV", "0403 0000000f 00000001 00 0001 0004", 11, "is not known"},
    {"an unknown TV", "043d 00000021 00000001 00f0 0017 8d 000000000000000000000001 ff 010203 0405",
     27, "127", 1},
    {"an unknown message", "07e7 0000000c 00000001 abcd", 0, "999 does not exist", 1},
    {"a message of 1.1 in 1.0.1", "042e 0000000a 00000001", 0, "46 does not exist", 1},
    // Lengths.
    {"bytes behind the last field", "0416 00000010 00000001 00000001 abcd", 14, "left behind", 1},
};

class LlrpModes : public ::testing::TestWithParam<Difference> {};

TEST_P(LlrpModes, StrictRefusesAndTolerantKeepsEveryByte) {
  const Difference& row = GetParam();
  const auto bytes = bits::parse_hex(row.bytes).value();
  const auto strict = decode(bytes, DecodeMode::strict);
  ASSERT_FALSE(strict) << row.what;
  EXPECT_EQ(strict.error().error.where.byte_offset, row.offset) << to_string(strict.error().error);
  EXPECT_THAT(strict.error().error.message, ::testing::HasSubstr(std::string(row.says)));
  const auto tolerant = decode(bytes, DecodeMode::tolerant);
  ASSERT_TRUE(tolerant) << row.what << ": " << to_string(tolerant.error().error);
  EXPECT_EQ(tolerant->problems.size(), row.problems);
  EXPECT_EQ(encode(*tolerant), bytes) << row.what;
}

INSTANTIATE_TEST_SUITE_P(Rows, LlrpModes, ::testing::ValuesIn(k_differences),
                         [](const auto& row) { return std::to_string(row.index); });

// Customs survive both modes wherever the standard lets them stand, at any depth, whoever's they
// are.
TEST(LlrpModesCustom, UnknownCustomsSurviveBothModesNested) {
  const auto custom = [](std::uint32_t subtype) {
    return make(ParamType::custom)
        .set("VendorIdentifier", 0xFFFFFFFFU)
        .set("ParameterSubtype", subtype)
        .set("Data", Bytes{0, 0xFF, 0x80, static_cast<std::uint8_t>(subtype)});
  };
  Message message(MessageType::add_rospec, 1);
  message.body.add(
      make(ParamType::rospec)
          .set("ROSpecID", 1U)
          .add(make(ParamType::ro_boundary_spec)
                   .add(make(ParamType::rospec_start_trigger))
                   .add(make(ParamType::rospec_stop_trigger)))
          .add(make(ParamType::aispec)
                   .set("AntennaIDs", Words{0})
                   .add(make(ParamType::aispec_stop_trigger))
                   .add(make(ParamType::inventory_parameter_spec)
                            .set("InventoryParameterSpecID", 1U)
                            .set_name("ProtocolID", "epcglobal_c1g2")
                            .add(make(ParamType::antenna_configuration)
                                     .add(make(ParamType::c1g2_inventory_command).add(custom(1))))
                            .add(custom(2)))
                   .add(custom(3)))
          .add(custom(4))
          .add(make(ParamType::ro_report_spec)
                   .add(make(ParamType::tag_report_content_selector))
                   .add(custom(5))));
  const auto bytes = encode(message);
  for (const DecodeMode mode : {DecodeMode::strict, DecodeMode::tolerant}) {
    const auto decoded = decode(bytes, mode);
    ASSERT_TRUE(decoded) << to_string(decoded.error().error);
    EXPECT_EQ(*decoded, message);
    EXPECT_EQ(encode(*decoded), bytes);
  }
}

TEST(LlrpModesCustom, UnknownTlvsSurviveInsideOthersWhenTolerant) {
  // TagReportData with TLV 900 (reserved for ISO/IEC 24791-5), which holds bytes of any kind.
  const auto bytes = bits::parse_hex(
                         "043d 00000027 00000001 00f0 001d 8d 000000000000000000000001"
                         " 0384 0009 ff8081 0001  81 0001")
                         .value();
  const auto decoded = decode(bytes, DecodeMode::tolerant);
  ASSERT_TRUE(decoded) << to_string(decoded.error().error);
  const Element& data = decoded->body.children().at(0);
  ASSERT_EQ(data.children().size(), 3U);
  EXPECT_EQ(data.children()[1].type(), 900);
  EXPECT_NE(data.find(ParamType::antenna_id), nullptr) << "what follows is read";
  EXPECT_EQ(encode(*decoded), bytes);
}

}  // namespace
}  // namespace plugtest::llrp
