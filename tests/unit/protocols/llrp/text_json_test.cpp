#include "protocols/bits/hex.h"
#include "protocols/llrp/codec.h"
#include "protocols/llrp/dump.h"
#include "protocols/llrp/json.h"
#include "protocols/llrp/text.h"
#include "protocols/llrp/vendor.h"
#include "tests/unit/protocols/llrp/random_message.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace plugtest::llrp {
namespace {

std::vector<std::uint8_t> hex(std::string_view text) { return bits::parse_hex(text).value(); }

Message report() {
  Message message(MessageType::ro_access_report, 17);
  message.body.add(
      make(ParamType::tag_report_data)
          .add(make(ParamType::epc_data).set("EPC", BitString{{0xA1, 0xB0}, 12}))
          .add(make(ParamType::peak_rssi).set("PeakRSSI", -42))
          .add(
              make(ParamType::first_seen_timestamp_utc).set("Microseconds", 1'239'883'200'000'001U))
          .add(make(ParamType::c1g2_pc).set("PCBits", 0x3000U)));
  return message;
}

TEST(LlrpText, ShowsUnitsNamesAndTimes) {
  EXPECT_EQ(to_text(report()),
            "RO_ACCESS_REPORT type 61 id 17 version 1.0.1\n"
            "  TagReportData\n"
            "    EPCData\n"
            "      EPC: a1b0 (12 bits)\n"
            "    PeakRSSI\n"
            "      PeakRSSI: -42 dBm\n"
            "    FirstSeenTimestampUTC\n"
            "      Microseconds: 1239883200000001 (2009-04-16T12:00:00.000001Z)\n"
            "    C1G2PC\n"
            "      PCBits: 0x3000\n");
}

/// A tag report with what Impinj tells, what we tell of a Type D tag, and what nobody knows.
Message report_with_customs(std::uint32_t type_d_vendor = lab_extension::k_vendor) {
  const auto custom = [](std::uint32_t vendor, std::uint32_t subtype, Bytes data) {
    return make(ParamType::custom)
        .set("VendorIdentifier", vendor)
        .set("ParameterSubtype", subtype)
        .set("Data", std::move(data));
  };
  Message message(MessageType::ro_access_report, 17);
  message.body.add(make(ParamType::tag_report_data)
                       .add(make(ParamType::epc_data).set("EPC", BitString{{0xA1, 0xB0}, 12}))
                       .add(custom(k_impinj, 57, {0xED, 0x98}))
                       .add(custom(type_d_vendor, 3, {2, 1, 0, 12, 0xBE, 0xE0}))
                       .add(custom(k_zebra, 709, {0xC0}))
                       .add(custom(4711, 1, {0xFF})));
  return message;
}

TEST(LlrpText, OpensTheCustomsThatItKnows) {
  const std::string head =
      "RO_ACCESS_REPORT type 61 id 17 version 1.0.1\n"
      "  TagReportData\n"
      "    EPCData\n"
      "      EPC: a1b0 (12 bits)\n"
      "    Custom\n"
      "      VendorIdentifier: 25882\n"
      "      ParameterSubtype: 57\n"
      "      Data: ed98 (2 bytes)\n"
      "      ImpinjPeakRSSI\n"
      "        RSSI: -4712 (-47.12 dBm)\n"
      "    Custom\n"
      "      VendorIdentifier: ";
  const std::string type_d =
      "\n      ParameterSubtype: 3\n"
      "      Data: 0201000cbee0 (6 bytes)\n";
  const std::string page =
      "      LabTypeDTag\n"
      "        TypeDPage\n"
      "          Number: 2\n"
      "          CRCRight: true\n"
      "          Bits: bee0 (12 bits)\n";
  const std::string tail =
      "    Custom\n"
      "      VendorIdentifier: 161\n"
      "      ParameterSubtype: 709\n"
      "      Data: c0 (1 bytes)\n"
      "      not as the vendor's layout: ";
  const std::string opaque =
      "    Custom\n"
      "      VendorIdentifier: 4711\n"
      "      ParameterSubtype: 1\n"
      "      Data: ff (1 bytes)\n";
  const std::string text = to_text(report_with_customs());
  EXPECT_TRUE(text.starts_with(head + "32473" + type_d + page + tail)) << text;
  EXPECT_TRUE(text.ends_with("\n" + opaque)) << text;
  EXPECT_TRUE(to_text(report_with_customs(50'000), 50'000)
                  .starts_with(head + "50000" + type_d + page + tail));
  EXPECT_TRUE(to_text(report_with_customs(50'000)).starts_with(head + "50000" + type_d + tail))
      << "of another number: opaque";
  EXPECT_TRUE(to_text(report_with_customs(), 50'000).starts_with(head + "32473" + type_d + tail));
}

TEST(LlrpText, CustomsInCustomsAreOpenedFourLevelsDeep) {
  Element inner = seal(make_vendor(k_impinj, 52).set("RFPhaseAngleMode", 1U));
  for (int level = 0; level < 2000; ++level) {
    inner = seal(make_vendor(k_impinj, 50).add(std::move(inner)));
  }
  const std::string text = to_text(inner, Version::v1_0_1);
  std::size_t opened = 0;
  for (auto at = text.find("ImpinjTagReportContentSelector"); at != std::string::npos;
       at = text.find("ImpinjTagReportContentSelector", at + 1)) {
    ++opened;
  }
  EXPECT_EQ(opened, 4U);
  EXPECT_LT(text.size(), 2000U * 12 * 2 * 6) << "the bytes of a level stand in each one above it";
}

TEST(LlrpText, StatusByName) {
  Message message(MessageType::error_message, 1);
  message.body.add(status(StatusCode::m_unsupported_version, "not \"this\"\n"));
  EXPECT_EQ(to_text(message),
            "ERROR_MESSAGE type 100 id 1 version 1.0.1\n"
            "  LLRPStatus\n"
            "    StatusCode: 110 (M_UnsupportedVersion)\n"
            "    ErrorDescription: \"not \\\"this\\\"\\x0a\"\n");
}

TEST(LlrpText, NamesWhatWasNotUnderstood) {
  const auto message = decode(hex("043d 00000019 00000001 03e8 0006 beef 00f0 0009 ff 01020304"),
                              DecodeMode::tolerant);
  ASSERT_TRUE(message);
  EXPECT_EQ(to_text(*message),
            "RO_ACCESS_REPORT type 61 id 1 version 1.0.1\n"
            "  unknown TLV 1000\n"
            "    data: beef\n"
            "  TagReportData\n"
            "    not understood: ff01020304\n"
            "  problem: " +
                to_string(message->problems.at(0)) + "\n");
}

TEST(LlrpText, PowerInHundredths) {
  EXPECT_EQ(to_text(make(ParamType::transmit_power_level_table_entry)
                        .set("Index", 1U)
                        .set("TransmitPowerValue", 3025),
                    Version::v1_0_1),
            "TransmitPowerLevelTableEntry\n"
            "  Index: 1\n"
            "  TransmitPowerValue: 3025 (30.25 dBm)\n");
}

TEST(LlrpJson, OneObjectInTableOrder) {
  EXPECT_EQ(to_json(report()),
            R"({"type":"RO_ACCESS_REPORT","number":61,"version":1,"id":17,"fields":{},)"
            R"("parameters":[{"type":"TagReportData","number":240,"fields":{},"parameters":[)"
            R"({"type":"EPCData","number":241,"fields":{"EPC":{"hex":"a1b0","bits":12}},)"
            R"("parameters":[]},)"
            R"({"type":"PeakRSSI","number":6,"fields":{"PeakRSSI":-42},"parameters":[]},)"
            R"({"type":"FirstSeenTimestampUTC","number":2,"fields":)"
            R"({"Microseconds":1239883200000001},"parameters":[]},)"
            R"({"type":"C1G2PC","number":12,"fields":{"PCBits":12288},"parameters":[]}]}]})");
}

TEST(LlrpJson, EveryMessageIsValidJson) {
  for (const TypeDef* type : all_messages()) {
    testing::Random random(type->number);
    Message message = testing::random_message(*type, Version::v1_1, random);
    const auto json = nlohmann::json::parse(to_json(message), nullptr, false);
    ASSERT_FALSE(json.is_discarded()) << type->name;
    EXPECT_EQ(json.at("type"), std::string(type->name));
    EXPECT_EQ(json.at("id"), message.id);
    EXPECT_EQ(json.at("parameters").size(), message.body.children().size());
  }
}

TEST(LlrpJson, TextThatIsNoUtf8StaysValid) {
  Message message(MessageType::error_message, 1);
  message.body.add(status(StatusCode::m_field_error, "\xff\xfe"));
  EXPECT_FALSE(nlohmann::json::parse(to_json(message), nullptr, false).is_discarded());
}

struct Collected {
  std::string text;
  DumpSummary summary;
};

Collected dump(DumpStyle style, std::string_view input) {
  Collected result;
  Dumper dumper({.style = style, .mode = DecodeMode::tolerant},
                [&](std::string_view text) { result.text += text; });
  dumper.push({}, hex(input));
  result.summary = dumper.finish();
  return result;
}

TEST(LlrpDump, OffsetsErrorsAndTheRest) {
  const auto [text, summary] = dump(
      DumpStyle::text, "043e 0000000a 00000001 0401 0000000a 00000002 043e 0000000a 00000003 04");
  EXPECT_EQ(text,
            "@0 KEEPALIVE type 62 id 1 version 1.0.1\n"
            "@20 error: message 2: byte 20: field RequestedData needs 1 bytes, 0 are left\n"
            "@20 KEEPALIVE type 62 id 3 version 1.0.1\n"
            "@30 error: byte 30: the stream ends inside a message, 1 bytes of it are here\n");
  EXPECT_EQ(summary.messages, 2U);
  EXPECT_EQ(summary.errors, 2U);
}

TEST(LlrpDump, GarbageIsOneErrorNotMany) {
  const auto [text, summary] = dump(DumpStyle::json, "ff ff ff ff ff ff ff ff ff ff ff ff 00 00");
  EXPECT_EQ(summary.messages, 0U);
  EXPECT_EQ(summary.errors, 1U);
  const auto json = nlohmann::json::parse(text);
  EXPECT_EQ(json.at("offset"), 0);
  EXPECT_TRUE(json.contains("error"));
}

TEST(LlrpDump, StreamsAreFramedApartAndTimed) {
  std::string text;
  Dumper dumper({.style = DumpStyle::json, .mode = DecodeMode::tolerant},
                [&](std::string_view line) { text += line; });
  const auto message = hex("043e 0000000a 00000001");
  const auto bytes = std::span<const std::uint8_t>(message);
  dumper.push({.stream = 0, .label = "a > b", .time_ns = 1'000'000'002}, bytes.first(5));
  dumper.push({.stream = 1, .label = "b > a", .time_ns = 1'000'000'003}, bytes);
  dumper.push({.stream = 0, .label = "a > b", .time_ns = 1'000'000'004}, bytes.subspan(5));
  dumper.push({.stream = 1, .label = "b > a", .time_ns = 1'000'000'005, .gap = true}, bytes);
  const DumpSummary summary = dumper.finish();
  EXPECT_EQ(summary.messages, 2U);
  EXPECT_EQ(summary.errors, 1U);
  EXPECT_EQ(text.substr(0, text.find(",\"type\"")),
            R"({"offset":0,"stream":"b > a","time":"1.000000003")");
  EXPECT_NE(text.find(R"({"offset":0,"stream":"a > b","time":"1.000000004","type":"KEEPALIVE")"),
            std::string::npos);
  EXPECT_NE(text.find("bytes are missing"), std::string::npos);
}

/// Pieces of a capture into a dumper; what came out.
class CapturedDump {
 public:
  void segment(std::string_view bytes, bool gap = false, bool expected = true) {
    dumper_.push({.label = "a > b", .gap = gap, .segment = true, .expected = expected}, hex(bytes));
  }
  void end() { dumper_.push({.label = "a > b", .end = true}, {}); }
  DumpSummary finish() { return dumper_.finish(); }
  std::string text;

 private:
  Dumper dumper_{{.style = DumpStyle::text, .mode = DecodeMode::tolerant},
                 [this](std::string_view line) { text += line; }};
};

TEST(LlrpDump, AfterAGapItGoesOnWhereASegmentBeginsWithAMessage) {
  CapturedDump dump;
  dump.segment("043e 0000000a 00000001  043e 0000000a 00");
  dump.segment("0002 0102", true);                        // the rest of something
  dump.segment("043e 0000000a 00000003  043e 0000000a");  // here it begins again
  dump.segment("00000004");
  const DumpSummary summary = dump.finish();
  EXPECT_EQ(summary.messages, 3U);
  EXPECT_EQ(summary.errors, 1U);
  EXPECT_NE(dump.text.find("@21 a > b KEEPALIVE type 62 id 3"), std::string::npos) << dump.text;
  EXPECT_NE(dump.text.find("KEEPALIVE type 62 id 4"), std::string::npos);
  EXPECT_NE(dump.text.find("bytes are missing"), std::string::npos);
}

TEST(LlrpDump, OtherProtocolsInACaptureAreNoErrors) {
  CapturedDump dump;
  dump.segment("5353482d322e302d4f70656e535348", false, false);
  dump.segment("0a0b0c0d0e0f1011121314", false, false);
  dump.end();
  dump.segment("043e 0000000a 00000001", false, false);  // LLRP on a port of its own
  dump.segment("ffffffffffffffffffffff", false, false);
  const DumpSummary summary = dump.finish();
  EXPECT_EQ(summary.foreign_streams, 1U);
  EXPECT_EQ(summary.messages, 1U);
  EXPECT_EQ(summary.errors, 1U) << "what was LLRP and is no more";
}

TEST(LlrpDump, AStreamThatEndsInsideAMessageIsToldWhenItEnds) {
  CapturedDump dump;
  dump.segment("043e 0000000a");
  dump.end();
  EXPECT_NE(dump.text.find("6 bytes of it are here"), std::string::npos);
  EXPECT_EQ(dump.finish().errors, 1U);
}

TEST(LlrpDump, UnfinishedMessagesOfManyStreamsAreBounded) {
  Dumper dumper({}, [](std::string_view) {});
  // Each says that its message has 16 MiB, and sends 1 MiB of it.
  std::vector<std::uint8_t> bytes(std::size_t{1} << 20U);
  const auto head = hex("043d 01000000 00000001");
  std::ranges::copy(head, bytes.begin());
  for (std::uint32_t stream = 0; stream < 100; ++stream) {
    dumper.push({.stream = stream, .label = "x", .segment = true}, bytes);
  }
  // 64 fit; every other is given up, and those that wait are cut off at the end.
  EXPECT_EQ(dumper.finish().errors, 100U);
}

TEST(LlrpJson, OpensTheCustomsThatItKnows) {
  const auto parsed = nlohmann::json::parse(to_json(report_with_customs()));
  const auto& customs = parsed["parameters"][0]["parameters"];
  ASSERT_EQ(customs.size(), 5U);
  EXPECT_EQ(customs[1]["fields"]["Data"], "ed98");
  EXPECT_EQ(customs[1]["opened"]["type"], "ImpinjPeakRSSI");
  EXPECT_EQ(customs[1]["opened"]["fields"]["RSSI"], -4712);
  const auto& page = customs[2]["opened"]["parameters"][0];
  EXPECT_EQ(page["type"], "TypeDPage");
  EXPECT_EQ(page["fields"]["Number"], 2);
  EXPECT_EQ(page["fields"]["CRCRight"], true);
  EXPECT_EQ(page["fields"]["Bits"]["hex"], "bee0");
  EXPECT_EQ(page["fields"]["Bits"]["bits"], 12);
  EXPECT_FALSE(customs[3].contains("opened"));
  EXPECT_TRUE(customs[3].contains("not_opened"));
  EXPECT_FALSE(customs[4].contains("opened"));
  EXPECT_FALSE(customs[4].contains("not_opened"));
}

TEST(LlrpJson, OpensCustomMessages) {
  Message message(MessageType::custom_message, 5);
  message.body.set("VendorIdentifier", k_impinj)
      .set("MessageSubtype", 22U)
      .set("Data", Bytes{0x01, 0x1F, 0x00, 0x08, 0x00, 0x65, 0x00, 0x00});
  const auto parsed = nlohmann::json::parse(to_json(message));
  EXPECT_EQ(parsed["opened"]["type"], "IMPINJ_ENABLE_EXTENSIONS_RESPONSE");
  EXPECT_EQ(parsed["opened"]["parameters"][0]["fields"]["StatusCode"], "M_FieldError");
}

}  // namespace
}  // namespace plugtest::llrp
