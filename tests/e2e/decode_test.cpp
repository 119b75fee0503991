#include "tests/doubles/temporary_folder.h"
#include "tests/e2e/program.h"
#include "tests/e2e/recordings.h"

#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace plugtest::e2e {
namespace {

using testing::HasSubstr;

std::vector<nlohmann::json> json_lines(const std::string& text) {
  std::vector<nlohmann::json> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(nlohmann::json::parse(line));
  return lines;
}

class Decode : public testing::Test {
 protected:
  Outcome decode(const std::string& content, std::vector<std::string> more = {}) {
    write_file(folder_ / "in", content);
    std::vector<std::string> arguments = {"decode", "llrp", "in"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return plugtest(arguments, folder_.path());
  }
  doubles::TemporaryFolder folder_;
};

TEST_F(Decode, HexAsTextAndJson) {
  const std::string hex = "# a keepalive\n04 3e 00 00 00 0a 00 00 00 07\n";
  const Outcome text = decode(hex);
  EXPECT_EQ(text.exit_code, 0) << text.err;
  EXPECT_EQ(text.out, "@0 KEEPALIVE type 62 id 7 version 1.0.1\n");
  const auto lines = json_lines(decode(hex, {"--json"}).out);
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0].at("type"), "KEEPALIVE");
  EXPECT_EQ(lines[0].at("id"), 7);
}

TEST_F(Decode, ErrorsSayWhereAndEndInTwo) {
  // A good message, one with an impossible value inside, a good one, half a message.
  const Outcome cut = decode("043e0000000a00000001 04010000000a00000002 043e0000000a00000003 043e");
  EXPECT_EQ(cut.exit_code, 2);
  EXPECT_THAT(cut.out, HasSubstr("@20 error: message 2: byte 20:"));
  EXPECT_THAT(cut.out, HasSubstr("KEEPALIVE type 62 id 3"));
  EXPECT_THAT(cut.out, HasSubstr("@30 error: byte 30: the stream ends inside a message, 2 bytes"));
  EXPECT_THAT(cut.err, HasSubstr("2 of 4 messages could not be decoded"));
  const Outcome strict = decode("0416 0000000e 00000001 00000000", {"--strict"});
  EXPECT_EQ(strict.exit_code, 2);
  EXPECT_THAT(strict.out, HasSubstr("ROSpecID is 0"));
  EXPECT_EQ(decode("0416 0000000e 00000001 00000000").exit_code, 0);
}

TEST_F(Decode, TheTypeDExtensionMayHaveAnotherNumber) {
  // RO_ACCESS_REPORT with EPCData of 48 bits and, under the number 50000, a page of a Type D tag.
  const std::string hex =
      "043d 0000 002c 0000 0007  00f0 0022  00f1 000c 0030 0580 0012 8601"
      "03ff 0012 0000 c350 0000 0003  00 01 0010 abcd";
  const Outcome named = decode(hex, {"--pen", "50000"});
  EXPECT_EQ(named.exit_code, 0) << named.err;
  EXPECT_THAT(named.out, HasSubstr("TypeDPage"));
  const Outcome other = decode(hex);
  EXPECT_EQ(other.exit_code, 0) << other.err;
  EXPECT_THAT(other.out, testing::Not(HasSubstr("TypeDPage")));
  EXPECT_EQ(decode(hex, {"--pen", "mine"}).exit_code, 2);
}

TEST_F(Decode, CapturesWithTimesAndBothEnds) {
  for (const auto format : {CaptureFormat::pcap, CaptureFormat::pcapng}) {
    const std::size_t messages = write_report_capture(folder_ / "capture", 200'000, format);
    const Outcome json = plugtest({"decode", "llrp", "capture", "--json"}, folder_.path());
    EXPECT_EQ(json.exit_code, 0) << json.err;
    const auto lines = json_lines(json.out);
    ASSERT_EQ(lines.size(), messages);
    EXPECT_EQ(lines[1].at("stream"), "192.0.2.2:5084 > 192.0.2.1:40000");
    EXPECT_EQ(lines[1].at("time"), "0.000000001");
  }
  // Cut inside a packet: what was whole is told, and then the place.
  std::string file = read_file(folder_ / "capture");
  file.resize(file.size() - 10);
  const Outcome cut = decode(file, {"--json"});
  EXPECT_EQ(cut.exit_code, 2);
  EXPECT_THAT(cut.err, HasSubstr("in:"));
}

TEST_F(Decode, MemoryDoesNotGrowWithTheFile) {
  const auto peak = [&](std::uintmax_t bytes, bool capture) {
    const auto path = folder_ / "big";
    if (capture) {
      write_report_capture(path, bytes);
    } else {
      write_reports(path, bytes);
    }
    const DecodeRun run = decode_to_nowhere(path);
    EXPECT_EQ(run.exit_code, 0);
    return run.peak_kib;
  };
  constexpr std::size_t k_slack_kib = 2048;
  for (const bool capture : {false, true}) {
    const std::size_t small = peak(1'000'000, capture);
    const std::size_t large = peak(8'000'000, capture);
    EXPECT_LT(large, small + k_slack_kib) << (capture ? "pcapng" : "raw");
  }
}

}  // namespace
}  // namespace plugtest::e2e
