// `plugtest decode` for the lines of serial modules: golden frames as bytes, hexadecimal text and
// captures, out as text and JSON.

#include "protocols/bits/hex.h"
#include "protocols/capture/pcapng_writer.h"
#include "protocols/modules/chafon_format.h"
#include "tests/doubles/temporary_folder.h"
#include "tests/e2e/program.h"

#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace plugtest::e2e {
namespace {

using nlohmann::json;
using testing::HasSubstr;

/// A frame of a protocol's public documents, and what it says.
struct Golden {
  const char* protocol;
  std::string bytes;  ///< as on the line
  json fields;
};

std::string from_hex(const std::string& text) {
  const auto bytes = bits::parse_hex(text).value();
  return {bytes.begin(), bytes.end()};
}

std::string to_dump(const std::string& bytes) {
  std::string dump = "# as captured\n";
  for (const char byte : bytes) {
    const auto value = static_cast<std::uint8_t>(byte);
    dump += bits::to_hex(std::span(&value, 1)) + " ";
  }
  return dump + "\n";
}

std::vector<json> json_lines(const std::string& text) {
  std::vector<json> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(json::parse(line));
  return lines;
}

std::vector<Golden> golden_frames() {
  return {{"ipico",
           "aa00058000123b3200012603081222022f060080cd\r\n",
           {{"kind", "tag-record"},
            {"tag", "058000123b32"},
            {"q-count", 1},
            {"time", "26-03-08 12:22:02.47"},
            {"tto-index", 6},
            {"tto-status", 128}}},
          {"mercury",
           from_hex("FF28220000 10001B01FF01 01C4110E16400000012700000500000F 0080 3000"
                    "000000000000000000001545 E94A 561D"),
           {{"kind", "tag-report"},
            {"rssi-dbm", -60},
            {"frequency-khz", 923200},
            {"timestamp-ms", 295},
            {"id", "000000000000000000001545"}}},
          {"a0",
           from_hex("A0130189 8C3000300833B2DDD9014000000001 37 BB"),
           {{"kind", "tag-report"},
            {"frequency-index", 35},
            {"epc", "300833b2ddd9014000000001"},
            {"rssi-index", 55}}},
          {"chafon",
           from_hex("1500010301010c3039606303c74380001a055940f93e"),
           {{"kind", "inventory"},
            {"antennas", 1},
            {"epc", "3039606303c74380001a0559"},
            {"rssi-index", "64"}}},
          {"m100",
           from_hex("BB02220011C9340030751FEB705C5904E3D50D703A76EF7E"),
           {{"kind", "tag-report"}, {"rssi-dbm", -55}, {"epc", "30751feb705c5904e3d50d70"}}}};
}

class DecodeModules : public testing::TestWithParam<Golden> {
 protected:
  Outcome decode(const std::string& content, std::vector<std::string> more = {}) {
    write_file(folder_ / "in", content);
    std::vector<std::string> arguments = {"decode", GetParam().protocol, "in"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return plugtest(arguments, folder_.path());
  }

  static void expect_fields(const json& line) {
    for (const auto& [name, value] : GetParam().fields.items()) {
      EXPECT_EQ(line.value(name, json()), value) << name;
    }
  }

  doubles::TemporaryFolder folder_;
};

INSTANTIATE_TEST_SUITE_P(, DecodeModules, testing::ValuesIn(golden_frames()),
                         [](const auto& golden) { return std::string(golden.param.protocol); });

TEST_P(DecodeModules, BytesAndTheirDumpSayTheSame) {
  const std::string two = GetParam().bytes + GetParam().bytes;
  const Outcome text = decode(two);
  EXPECT_EQ(text.exit_code, 0) << text.err;
  EXPECT_THAT(text.out, HasSubstr(GetParam().fields.at("kind").get<std::string>()));
  const auto lines = json_lines(decode(two, {"--json"}).out);
  ASSERT_EQ(lines.size(), 2U);
  expect_fields(lines[0]);
  EXPECT_EQ(lines[1].at("offset"), GetParam().bytes.size());
  EXPECT_EQ(json_lines(decode(to_dump(two), {"--json"}).out), lines);
}

TEST_P(DecodeModules, CapturesTellWhoSpoke) {
  std::string trace;
  capture::PcapngWriter writer(
      [&](std::span<const std::uint8_t> bytes) { trace.append(bytes.begin(), bytes.end()); },
      "test");
  const auto line = writer.open({.address = {192, 0, 2, 1}, .port = 40'000},
                                {.address = {192, 0, 2, 2}, .port = 10'000}, 0);
  const std::string& bytes = GetParam().bytes;
  writer.data(line, capture::Direction::server_to_client, 1,
              std::span(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()));
  const auto lines = json_lines(decode(trace, {"--json"}).out);
  ASSERT_EQ(lines.size(), 1U);
  expect_fields(lines[0]);
  EXPECT_EQ(lines[0].at("stream"), "192.0.2.2:10000 > 192.0.2.1:40000");
}

TEST_P(DecodeModules, ARecordingThatBreaksOffSaysWhere) {
  const std::string& whole = GetParam().bytes;
  const Outcome cut = decode(whole + whole.substr(0, whole.size() - 3));
  EXPECT_EQ(cut.exit_code, 2);
  EXPECT_THAT(cut.err, HasSubstr("1 frames, and 1 pieces that are none"));
  EXPECT_THAT(cut.err, HasSubstr("in: byte " + std::to_string(whole.size()) +
                                 ": the recording ends inside a frame"));
}

TEST_P(DecodeModules, WhatIsNoFrameIsShownWithItsPlace) {
  std::string wrong = GetParam().bytes;
  wrong[wrong.size() - 5] ^= 0x01;
  const Outcome garbage = decode(GetParam().bytes + wrong + GetParam().bytes, {"--json"});
  EXPECT_EQ(garbage.exit_code, 2);
  const auto lines = json_lines(garbage.out);
  ASSERT_GE(lines.size(), 3U);
  EXPECT_EQ(lines[1].at("kind"), "no-frame");
  EXPECT_EQ(lines[1].at("offset"), GetParam().bytes.size());
  EXPECT_EQ(lines.back().at("kind"), GetParam().fields.at("kind"));
}

TEST(DecodeChafon, ARequestInACaptureIsNoReply) {
  const doubles::TemporaryFolder folder;
  std::string trace;
  capture::PcapngWriter writer(
      [&](std::span<const std::uint8_t> bytes) { trace.append(bytes.begin(), bytes.end()); },
      "test");
  const auto line = writer.open({.address = {192, 0, 2, 1}, .port = 40'000},
                                {.address = {192, 0, 2, 2}, .port = 10'000}, 0);
  // An inventory with Q 4, which a reply would call "the reader's memory is full".
  namespace chafon = modules::chafon;
  const std::vector<std::uint8_t> data = {4, 0, 1, 0, 0, 0, 0, 0x80, 0x14};
  writer.data(line, capture::Direction::client_to_server, 1,
              chafon::encode_request(0, chafon::Command::inventory, data));
  write_file(folder / "in", trace);
  const Outcome out = plugtest({"decode", "chafon", "in"}, folder.path());
  EXPECT_EQ(out.exit_code, 0) << out.err;
  EXPECT_THAT(out.out, HasSubstr("request address=0 command=1 name=inventory"));
}

}  // namespace
}  // namespace plugtest::e2e
