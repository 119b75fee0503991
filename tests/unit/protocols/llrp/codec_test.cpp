#include "protocols/llrp/codec.h"

#include "protocols/bits/hex.h"
#include "tests/unit/protocols/llrp/random_message.h"

#include <cstdint>
#include <set>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace plugtest::llrp {
namespace {

std::vector<std::uint8_t> hex(std::string_view text) { return bits::parse_hex(text).value(); }

// Frames laid out by hand from the diagrams of LLRP 1.0.1, clause 16.

TEST(LlrpCodec, MessageWithoutBody) {
  const auto bytes = hex("043e 0000000a 12345678");
  EXPECT_EQ(encode(Message(MessageType::keepalive, 0x12345678)), bytes);
  const auto message = decode(bytes, DecodeMode::strict);
  ASSERT_TRUE(message);
  EXPECT_TRUE(message->is(MessageType::keepalive));
  EXPECT_EQ(message->id, 0x12345678U);
  EXPECT_EQ(message->version, Version::v1_0_1);
}

TEST(LlrpCodec, ConnectionAttemptEvent) {
  const auto bytes =
      hex("043f 00000020 00000000"
          "00f6 0016"
          "  0080 000c 000432c5c1cad6c7"
          "  0100 0006 0000");
  Message message(MessageType::reader_event_notification);
  message.body.add(
      make(ParamType::reader_event_notification_data)
          .add(make(ParamType::connection_attempt_event).set_name("Status", "success"))
          .add(make(ParamType::utc_timestamp).set("Microseconds", 0x000432c5c1cad6c7U)));
  EXPECT_EQ(encode(message), bytes);
  EXPECT_EQ(decode(bytes, DecodeMode::strict).value(), message);
}

TEST(LlrpCodec, RoSpecWithFlagsArraysAndChoices) {
  const auto bytes =
      hex("0414 00000052 00000007"
          "00b1 0048 00000001 00 00"
          "  00b2 0012  00b3 0005 00  00b6 0009 00 00000000"
          "  00b7 001a 0002 0001 0002  00b8 0009 01 000003e8  00ba 0007 0009 01"
          "  00ed 0012 01 0001  00ee 000b 1e40  015c 0005 c0");
  Message message(MessageType::add_rospec, 7);
  message.body.add(make(ParamType::rospec)
                       .set("ROSpecID", 1U)
                       .add(make(ParamType::ro_boundary_spec)
                                .add(make(ParamType::rospec_start_trigger))
                                .add(make(ParamType::rospec_stop_trigger)))
                       .add(make(ParamType::aispec)
                                .set("AntennaIDs", Words{1, 2})
                                .add(make(ParamType::aispec_stop_trigger)
                                         .set_name("AISpecStopTriggerType", "duration")
                                         .set("DurationTrigger", 1000U))
                                .add(make(ParamType::inventory_parameter_spec)
                                         .set("InventoryParameterSpecID", 9U)
                                         .set_name("ProtocolID", "epcglobal_c1g2")))
                       .add(make(ParamType::ro_report_spec)
                                .set_name("ROReportTrigger", "n_tags_or_end_of_aispec")
                                .set("N", 1U)
                                .add(make(ParamType::tag_report_content_selector)
                                         .set("EnableAntennaID", true)
                                         .set("EnablePeakRSSI", true)
                                         .set("EnableFirstSeenTimestamp", true)
                                         .set("EnableChannelIndex", true)
                                         .set("EnableAccessSpecID", true)
                                         .add(make(ParamType::c1g2_epc_memory_selector)
                                                  .set("EnableCRC", true)
                                                  .set("EnablePCBits", true)))));
  EXPECT_EQ(bits::to_hex(encode(message)), bits::to_hex(bytes));
  const auto decoded = decode(bytes, DecodeMode::strict);
  ASSERT_TRUE(decoded) << to_string(decoded.error().error);
  EXPECT_EQ(*decoded, message);
}

TEST(LlrpCodec, ReportOfFortyThreeBytesATag) {
  // EPC-96, antenna, RSSI, first and last UTC, count: 43 bytes with the header of TagReportData.
  const auto bytes =
      hex("043d 00000035 00000001"
          "00f0 002b  8d 300833b2ddd9014000000001  81 0003  86 d6"
          "  82 0000000000000001  84 0000000000000002  88 0005");
  const auto message = decode(bytes, DecodeMode::strict);
  ASSERT_TRUE(message) << to_string(message.error().error);
  const Element* data = message->body.find(ParamType::tag_report_data);
  ASSERT_NE(data, nullptr);
  EXPECT_EQ(data->find(ParamType::epc_96)->get_bits("EPC").bits, 96);
  EXPECT_EQ(data->find(ParamType::peak_rssi)->get_signed("PeakRSSI"), -42);
  EXPECT_EQ(data->find(ParamType::tag_seen_count)->get_unsigned("TagCount"), 5U);
  EXPECT_EQ(encode(*message), bytes);
}

TEST(LlrpCodec, EmptyReportIsAMessage) {
  const auto message = decode(hex("043d 0000000a 00000001"), DecodeMode::strict);
  ASSERT_TRUE(message);
  EXPECT_TRUE(message->body.children().empty());
}

TEST(LlrpCodec, SupportedVersionAnswerHasItsFieldsFirst) {
  // LLRP 1.1, clause 17.1.2: fields stand in front of LLRPStatus.
  const auto bytes = hex("0838 00000014 00000001 01 02 011f 0008 0000 0000");
  const auto message = decode(bytes, DecodeMode::strict);
  ASSERT_TRUE(message) << to_string(message.error().error);
  EXPECT_EQ(message->body.get_unsigned("CurrentVersion"), 1U);
  EXPECT_EQ(message->body.get_unsigned("SupportedVersion"), 2U);
  EXPECT_EQ(encode(*message), bytes);
}

TEST(LlrpCodec, BitStringsKeepTheirPadBits) {
  const auto bytes = hex("043d 00000016 00000001 00f0 000c 00f1 0008 000b ffff");
  const auto message = decode(bytes, DecodeMode::strict);
  ASSERT_TRUE(message) << to_string(message.error().error);
  const auto& epc =
      message->body.find(ParamType::tag_report_data, ParamType::epc_data)->get_bits("EPC");
  EXPECT_EQ(epc.bits, 11);
  EXPECT_EQ(encode(*message), bytes);
}

TEST(LlrpCodec, TolerantKeepsUnknownParametersAndTheirReservedBits) {
  // TLV 1000 with reserved bits set, then a Custom of some vendor.
  const auto good =
      hex("043d 00000021 00000001"
          "7fe8 0007 aabbcc"
          "03ff 0010 0000651a 00000016 01020304");
  const auto message = decode(good, DecodeMode::tolerant);
  ASSERT_TRUE(message) << to_string(message.error().error);
  ASSERT_EQ(message->body.children().size(), 2U);
  EXPECT_TRUE(message->body.children()[0].is_opaque());
  EXPECT_EQ(message->body.children()[0].type(), 1000);
  EXPECT_EQ(message->body.children()[1].get_bytes("Data"), (Bytes{1, 2, 3, 4}));
  EXPECT_EQ(encode(*message), good);
}

TEST(LlrpCodec, TolerantStopsAtAnUnknownTvAndKeepsTheBytes) {
  // TV 127 has no length: what follows it in its TagReportData cannot be read, the next report can.
  const auto good =
      hex("043d 00000034 00000001"
          "00f0 0015  8d 000000000000000000000001  ff 010203"
          "00f0 0015  8d 000000000000000000000002  81 0001 ff");
  const auto message = decode(good, DecodeMode::tolerant);
  ASSERT_TRUE(message) << to_string(message.error().error);
  ASSERT_EQ(message->problems.size(), 2U);
  EXPECT_EQ(message->problems[0].where.byte_offset, 27U);
  EXPECT_NE(message->problems[0].message.find("unknown TV parameter 127"), std::string::npos);
  EXPECT_EQ(message->body.count(ParamType::tag_report_data), 2U);
  EXPECT_EQ(encode(*message), good);
}

TEST(LlrpCodec, TolerantKeepsUnknownMessages) {
  const auto bytes = hex("07e7 0000000c 00000001 abcd");
  const auto message = decode(bytes, DecodeMode::tolerant);
  ASSERT_TRUE(message);
  EXPECT_EQ(message->name(), "unknown message 999");
  EXPECT_EQ(encode(*message), bytes);
  EXPECT_EQ(decode(bytes, DecodeMode::strict).error().status, StatusCode::m_unsupported_message);
}

void collect(const Element& element, std::set<const TypeDef*>& types) {
  for (const Element& child : element.children()) {
    types.insert(child.definition());
    collect(child, types);
  }
}

TEST(LlrpCodec, EveryTypeGoesThereAndBack) {
  std::set<const TypeDef*> parameters;
  for (const Version version : {Version::v1_0_1, Version::v1_1, Version::v2_0}) {
    for (const TypeDef* type : all_messages()) {
      if (!type->versions.contains(version)) {
        continue;
      }
      for (std::uint64_t seed = 0; seed < 20; ++seed) {
        testing::Random random(seed);
        const Message message = testing::random_message(*type, version, random);
        collect(message.body, parameters);
        const auto bytes = encode(message);
        const auto strict = decode(bytes, DecodeMode::strict);
        ASSERT_TRUE(strict) << type->name << ": " << to_string(strict.error().error);
        EXPECT_EQ(*strict, message) << type->name << " seed " << seed;
        EXPECT_EQ(decode(bytes, DecodeMode::tolerant).value(), message);
      }
    }
  }
  for (const TypeDef* type : all_parameters()) {
    EXPECT_TRUE(parameters.contains(type)) << type->name << " was in none of the messages";
  }
}

}  // namespace
}  // namespace plugtest::llrp
