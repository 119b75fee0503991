#include "protocols/llrp/tag_report.h"

#include "protocols/bits/hex.h"
#include "protocols/llrp/codec.h"
#include "tests/unit/protocols/llrp/random_message.h"
#include "tests/unit/protocols/llrp/tag_report_reference.h"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace plugtest::llrp {
namespace {

using Bytes = std::vector<std::uint8_t>;

std::vector<std::uint8_t> hex(std::string_view text) { return bits::parse_hex(text).value(); }

TEST(LlrpTagReport, AllFieldsByHand) {
  const auto body =
      hex("00f0 0068"
          "00f1 0009 0018 a1b2c3"
          "89 00000007  8e 0001  8a 0009  81 0002  86 d6  87 000b"
          "82 0000000000000011  83 0000000000000012  84 0000000000000013  85 0000000000000014"
          "88 0003  8c 3000  8b abcd  93 0001  94 0002  90 00000005"
          "015d 0009 00 0001 0000"
          "03ff 000c 00000001 00000002");
  auto sized = body;
  sized[3] = static_cast<std::uint8_t>(sized.size());
  int seen = 0;
  const auto summary = for_each_tag_report(sized, [&](const TagReport& report) {
    ++seen;
    EXPECT_EQ(report.epc_bits, 24);
    EXPECT_EQ(bits::to_hex(report.epc_bytes()), "a1b2c3");
    EXPECT_EQ(report.rospec, 7U);
    EXPECT_EQ(report.spec, 1);
    EXPECT_EQ(report.inventory_parameter_spec, 9);
    EXPECT_EQ(report.antenna, 2);
    EXPECT_EQ(report.rssi_dbm, -42);
    EXPECT_EQ(report.channel, 11);
    EXPECT_EQ(report.first_seen_utc_us, 0x11U);
    EXPECT_EQ(report.first_seen_uptime_us, 0x12U);
    EXPECT_EQ(report.last_seen_utc_us, 0x13U);
    EXPECT_EQ(report.last_seen_uptime_us, 0x14U);
    EXPECT_EQ(report.seen_count, 3);
    EXPECT_EQ(report.pc_word, 0x3000);
    EXPECT_EQ(report.crc_word, 0xabcd);
    EXPECT_EQ(report.xpc_word_1, 1);
    EXPECT_EQ(report.xpc_word_2, 2);
    EXPECT_EQ(report.access_spec, 5U);
    EXPECT_EQ(report.op_results, 1);
    EXPECT_EQ(report.customs, 1);
    EXPECT_EQ(report.present, 0x1FFFFU);
  });
  ASSERT_TRUE(summary) << to_string(summary.error());
  EXPECT_EQ(seen, 1);
}

TEST(LlrpTagReport, PredictionIsCheckedAtEveryReport) {
  // Same length each time, different layouts: antenna + count, count + antenna, two others.
  const auto body =
      hex("00f0 0017  8d 000000000000000000000001  81 0001  88 0002"
          "00f0 0017  8d 000000000000000000000002  81 0003  88 0004"
          "00f0 0017  8d 000000000000000000000003  88 0005  81 0006"
          "00f0 0017  8d 000000000000000000000004  87 0007  8a 0008"
          "00f0 0017  8d 000000000000000000000005  81 0009  88 000a");
  std::vector<std::uint32_t> present;
  std::vector<int> antennas;
  std::vector<int> counts;
  const auto summary = for_each_tag_report(body, [&](const TagReport& report) {
    present.push_back(report.present);
    antennas.push_back(report.antenna);
    counts.push_back(report.seen_count);
  });
  ASSERT_TRUE(summary);
  EXPECT_EQ(summary->tags, 5U);
  const std::uint32_t usual = TagReport::epc | TagReport::antenna_id | TagReport::tag_seen_count;
  const std::uint32_t other =
      TagReport::epc | TagReport::channel_index | TagReport::inventory_parameter_spec_id;
  EXPECT_EQ(present, (std::vector<std::uint32_t>{usual, usual, usual, other, usual}));
  EXPECT_EQ(antennas, (std::vector<int>{1, 3, 6, 0, 9}));
  EXPECT_EQ(counts, (std::vector<int>{2, 4, 5, 0, 10}));
}

TEST(LlrpTagReport, AMemoryOfOtherReportsNeverChangesWhatIsRead) {
  // Bodies of one report each, of several layouts in turn, with one memory and with none.
  testing::Random random(5);
  TagReportMemory memory;
  for (int i = 0; i < 500; ++i) {
    std::array<std::uint8_t, 12> epc{};
    for (auto& byte : epc) byte = static_cast<std::uint8_t>(random.next());
    TagReport report;
    report.present = TagReport::epc | (static_cast<std::uint32_t>(random.below(4)) << 2U);
    report.epc_bits = random.coin() ? 96 : 64;
    report.epc_data = epc.data();
    report.first_seen_utc_us = random.next();
    std::vector<std::uint8_t> body;
    append_tag_report(report, body);
    if (random.below(10) == 0) body[4] ^= 0x7FU;  // damaged
    const auto collect = [](std::vector<std::uint64_t>& into) {
      return [&into](const TagReport& seen) {
        into.push_back(seen.present);
        into.push_back(seen.first_seen_utc_us);
        into.insert(into.end(), seen.epc_bytes().begin(), seen.epc_bytes().end());
      };
    };
    std::vector<std::uint64_t> with;
    std::vector<std::uint64_t> without;
    const auto first = for_each_tag_report(body, memory, collect(with));
    const auto second = for_each_tag_report(body, collect(without));
    EXPECT_EQ(first.has_value(), second.has_value());
    EXPECT_EQ(with, without);
  }
}

TEST(LlrpTagReport, ErrorsSayWhereAndKeepWhatCameBefore) {
  const auto body =
      hex("00f0 0011  8d 000000000000000000000001"
          "00f0 0012  8d 000000000000000000000002  fe");
  int seen = 0;
  const auto summary = for_each_tag_report(body, [&](const TagReport&) { ++seen; });
  ASSERT_FALSE(summary);
  EXPECT_EQ(seen, 1);
  EXPECT_EQ(summary.error().where.byte_offset, 34U);
  EXPECT_NE(summary.error().message.find("unknown TV parameter 126"), std::string::npos);
}

TEST(LlrpTagReport, OtherTopLevelParametersAreCounted) {
  const auto body = hex("03ff 000c 00000001 00000002  00f0 0011  8d 000000000000000000000001");
  const auto summary = for_each_tag_report(body, [](const TagReport&) {});
  ASSERT_TRUE(summary);
  EXPECT_EQ(summary->tags, 1U);
  EXPECT_EQ(summary->others, 1U);
  EXPECT_TRUE(for_each_tag_report(Bytes{}, [](const TagReport&) {}));
}

TEST(LlrpTagReport, EqualsTheGenericDecoder) {
  const TypeDef& type = definition(MessageType::ro_access_report);
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    testing::Random random(seed);
    const auto bytes = encode(testing::random_message(type, Version::v1_1, random));
    testing::expect_same_tag_reports(bytes);
  }
}

TEST(LlrpTagReport, EqualsTheGenericDecoderOnDamagedBytes) {
  const TypeDef& type = definition(MessageType::ro_access_report);
  int understood = 0;
  for (std::uint64_t seed = 0; seed < 20000; ++seed) {
    testing::Random random(seed);
    auto bytes = encode(testing::random_message(type, Version::v1_1, random));
    if (bytes.size() > k_header_bytes) {
      bytes[k_header_bytes + random.below(bytes.size() - k_header_bytes)] =
          static_cast<std::uint8_t>(random.next());
      understood += testing::expect_same_tag_reports(bytes) ? 1 : 0;
    }
  }
  EXPECT_GT(understood, 2000);
}

TEST(LlrpTagReport, AppendWritesWhatTheGenericDecoderReads) {
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    testing::Random random(seed);
    const Bytes epc = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
    TagReport report;
    report.present = static_cast<std::uint32_t>(random.next() & 0xFFFFU) | TagReport::epc;
    report.epc_data = epc.data();
    report.epc_bits = random.coin() ? 96 : static_cast<std::uint16_t>(random.below(129));
    report.antenna = static_cast<std::uint16_t>(random.next());
    report.rssi_dbm = static_cast<std::int8_t>(random.next());
    report.first_seen_utc_us = random.next();
    report.last_seen_utc_us = random.next();
    report.seen_count = static_cast<std::uint16_t>(random.next());
    report.pc_word = static_cast<std::uint16_t>(random.next());
    report.rospec = static_cast<std::uint32_t>(random.next());
    report.spec = 1;

    Bytes body;
    append_tag_report(report, body);
    Bytes frame = {0x08, 0x3D, 0, 0, 0, static_cast<std::uint8_t>(10 + body.size()), 0, 0, 0, 1};
    frame.insert(frame.end(), body.begin(), body.end());
    const auto message = decode(frame, DecodeMode::strict);
    ASSERT_TRUE(message) << to_string(message.error().error);
    EXPECT_EQ(encode(*message), frame);
    const Element& data = message->body.children().front();
    EXPECT_EQ(data.find(ParamType::epc_96) != nullptr, report.epc_bits == 96);
    if (report.has(TagReport::peak_rssi)) {
      EXPECT_EQ(data.find(ParamType::peak_rssi)->get_signed("PeakRSSI"), report.rssi_dbm);
    }
    testing::expect_same_tag_reports(frame);
  }
}

}  // namespace
}  // namespace plugtest::llrp
