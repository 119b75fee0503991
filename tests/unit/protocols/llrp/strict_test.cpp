#include "protocols/bits/hex.h"
#include "protocols/llrp/codec.h"

#include <cstdint>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace plugtest::llrp {
namespace {

std::vector<std::uint8_t> hex(std::string_view text) { return bits::parse_hex(text).value(); }

DecodeError refused(std::string_view text) {
  const auto message = decode(hex(text), DecodeMode::strict);
  EXPECT_FALSE(message) << text;
  return message ? DecodeError{} : message.error();
}

constexpr std::uint16_t number(ParamType type) { return static_cast<std::uint16_t>(type); }

TEST(LlrpStrict, UnsupportedVersionNamesNothingElse) {
  const DecodeError error = refused("1c3e 0000000a 00000005");
  EXPECT_EQ(error.status, StatusCode::m_unsupported_version);
  EXPECT_EQ(error.version, 7);
  EXPECT_EQ(error.error.where.message_id, 5U);
  EXPECT_TRUE(status(error).children().empty());
}

TEST(LlrpStrict, ReservedBitsOfTheHeader) {
  EXPECT_EQ(refused("243e 0000000a 00000005").status, StatusCode::m_field_error);
}

TEST(LlrpStrict, ReservedBitsBesideAFlag) {
  // SET_READER_CONFIG: one flag, seven reserved bits.
  EXPECT_EQ(refused("0403 0000000b 00000001 01").status, StatusCode::m_field_error);
  EXPECT_TRUE(decode(hex("0403 0000000b 00000001 80"), DecodeMode::strict));
  EXPECT_TRUE(decode(hex("0403 0000000b 00000001 01"), DecodeMode::tolerant));
}

TEST(LlrpStrict, ValueOutsideAnEnumeration) {
  const DecodeError error = refused("0401 0000000b 00000001 05");
  EXPECT_EQ(error.status, StatusCode::m_field_error);
  EXPECT_EQ(error.field_number, 1);
  EXPECT_EQ(error.field_code, StatusCode::a_out_of_range);
  EXPECT_EQ(error.error.where.byte_offset, 10U);
  const Element answer = status(error);
  const Element* detail = answer.find(ParamType::field_error);
  ASSERT_NE(detail, nullptr);
  EXPECT_EQ(detail->get_unsigned("FieldNum"), 1U);
  EXPECT_EQ(detail->get_unsigned("ErrorCode"), 301U);
}

TEST(LlrpStrict, AirProtocolsAboveOneAreReserved) {
  // Type D over LLRP must not use a reserved protocol number. ADD_ACCESSSPEC, ProtocolID = 2.
  const DecodeError error =
      refused("0428 0000001a 00000001 00cf 0010 00000001 0000 02 00 00000000");
  EXPECT_EQ(error.status, StatusCode::m_parameter_error);
  EXPECT_EQ(error.parameter_path, (std::vector<std::uint16_t>{number(ParamType::access_spec)}));
  EXPECT_EQ(error.parameter_code, StatusCode::p_field_error);
  EXPECT_EQ(error.field_number, 3);
}

TEST(LlrpStrict, AiSpecEventOfAnUndefinedKindIsOnlyTolerated) {
  // A reader in the field sends EventType 1 and SpecIndex 0.
  const auto bytes =
      hex("043f 00000025 00000000 00f6 001b  0080 000c 0000000000000001"
          "00fe 000b 01 00000001 0000");
  EXPECT_FALSE(decode(bytes, DecodeMode::strict));
  const auto message = decode(bytes, DecodeMode::tolerant);
  ASSERT_TRUE(message) << to_string(message.error().error);
  EXPECT_EQ(encode(*message), bytes);
}

TEST(LlrpStrict, UnknownParameter) {
  // Type 1000, as the conformance tests send it.
  const DecodeError error = refused("0403 0000000f 00000001 00 03e8 0004");
  EXPECT_EQ(error.status, StatusCode::m_unknown_parameter);
  EXPECT_EQ(error.parameter_path, (std::vector<std::uint16_t>{1000}));
  EXPECT_EQ(error.parameter_code, StatusCode::p_unknown_parameter);
}

TEST(LlrpStrict, DuplicateParameter) {
  // Two KeepaliveSpecs.
  const DecodeError error =
      refused("0403 0000001d 00000001 00 00dc 0009 00 00000000 00dc 0009 00 00000000");
  EXPECT_EQ(error.status, StatusCode::m_duplicate_parameter);
  EXPECT_EQ(error.parameter_code, StatusCode::p_duplicate_parameter);
}

TEST(LlrpStrict, OrderOfParameters) {
  // EventsAndReports in front of KeepaliveSpec.
  const DecodeError error = refused("0403 00000019 00000001 00 00e2 0005 00 00dc 0009 00 00000000");
  EXPECT_EQ(error.status, StatusCode::m_unexpected_parameter);
}

TEST(LlrpStrict, ParameterInTheWrongParent) {
  const DecodeError error = refused("0414 0000000e 00000001 00b2 0004");
  EXPECT_EQ(error.status, StatusCode::m_unexpected_parameter);
}

TEST(LlrpStrict, CustomOnlyAtExtensionPoints) {
  // KeepaliveSpec is not extensible.
  const DecodeError error =
      refused("0403 00000020 00000001 00 00dc 0015 00 00000000 03ff 000c 00000001 00000001");
  EXPECT_EQ(error.status, StatusCode::m_parameter_error);
}

TEST(LlrpStrict, MissingParameter) {
  const DecodeError error = refused("0414 0000000a 00000001");
  EXPECT_EQ(error.status, StatusCode::m_missing_parameter);
  EXPECT_EQ(error.parameter_path, (std::vector<std::uint16_t>{number(ParamType::rospec)}));
}

TEST(LlrpStrict, TheStatusNestsDownToTheCulprit) {
  // ROSpec with an empty ROBoundarySpec: the start trigger is missing two levels down.
  const DecodeError error = refused("0414 00000018 00000009 00b1 000e 00000001 00 00  00b2 0004");
  EXPECT_EQ(error.status, StatusCode::m_parameter_error);
  const Element answer = status(error);
  const Element* outer = answer.find(ParamType::parameter_error);
  ASSERT_NE(outer, nullptr);
  EXPECT_EQ(outer->get_unsigned("ParameterType"), 177U);
  EXPECT_EQ(outer->get_unsigned("ErrorCode"), 200U);
  const Element* culprit = outer->find(ParamType::parameter_error, ParamType::parameter_error);
  ASSERT_NE(culprit, nullptr);
  EXPECT_EQ(culprit->get_unsigned("ParameterType"), 179U);
  EXPECT_EQ(culprit->get_unsigned("ErrorCode"), 203U);
  // The answer itself is a good message.
  Message response(MessageType::add_rospec_response, 9);
  response.body.add(answer);
  EXPECT_EQ(decode(encode(response), DecodeMode::strict).value(), response);
}

TEST(LlrpStrict, LengthsThatContradictEachOther) {
  EXPECT_FALSE(decode(hex("043e 0000000b 00000001"), DecodeMode::tolerant));
  EXPECT_FALSE(decode(hex("043e 00000009 000000"), DecodeMode::tolerant));
  // A parameter longer than its message, and one shorter than its own header.
  EXPECT_FALSE(decode(hex("043d 0000000e 00000001 00f0 0005"), DecodeMode::tolerant));
  EXPECT_FALSE(decode(hex("043d 0000000e 00000001 00f0 0003"), DecodeMode::tolerant));
}

TEST(LlrpStrict, DeepNestingEndsInAnError) {
  // ParameterError may nest in itself; a peer may do it without end.
  std::vector<std::uint8_t> bytes;
  constexpr int k_levels = 2000;
  for (int level = 0; level < k_levels; ++level) {
    const std::size_t length = bytes.size() + 8;
    std::vector<std::uint8_t> outer = {0x01,
                                       0x21,
                                       static_cast<std::uint8_t>(length >> 8U),
                                       static_cast<std::uint8_t>(length),
                                       0,
                                       0,
                                       0,
                                       200};
    outer.insert(outer.end(), bytes.begin(), bytes.end());
    bytes = outer;
  }
  Message message(MessageType::error_message);
  message.body.append(Element::opaque(Encoding::tlv, 287, [&] {
    Bytes body{0, 100, 0, 0};
    body.insert(body.end(), bytes.begin(), bytes.end());
    return body;
  }()));
  const auto decoded = decode(encode(message), DecodeMode::tolerant);
  ASSERT_FALSE(decoded);
  EXPECT_NE(decoded.error().error.message.find("nest deeper"), std::string::npos);
}

}  // namespace
}  // namespace plugtest::llrp
