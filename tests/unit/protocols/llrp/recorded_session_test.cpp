// A recorded dialogue with a real reader: what it holds is known from outside this code.

#include "protocols/bits/hex.h"
#include "protocols/llrp/codec.h"
#include "protocols/llrp/dump.h"
#include "protocols/llrp/framer.h"
#include "protocols/llrp/json.h"
#include "protocols/llrp/tag_report.h"
#include "tests/unit/protocols/llrp/vectors.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace plugtest::llrp {
namespace {

class RecordedSession : public ::testing::Test {
 protected:
  void SetUp() override {
    auto bytes = testing::recorded(testing::k_session);
    if (!bytes) {
      GTEST_SKIP() << testing::k_skip_session;
    }
    framer_.push(*bytes);
    bytes_ = std::move(*bytes);
  }

  template <class F>
  void for_each_frame(F&& use) {
    for (;;) {
      const auto frame = framer_.next();
      ASSERT_TRUE(frame) << to_string(frame.error());
      if (!*frame) {
        EXPECT_EQ(framer_.pending(), 0U);
        return;
      }
      use((*frame)->bytes);
    }
  }

  std::vector<std::uint8_t> bytes_;
  Framer framer_;
};

TEST_F(RecordedSession, DecodesAndEncodesToTheSameBytes) {
  std::size_t messages = 0;
  std::map<std::string, int> names;
  std::vector<std::uint8_t> again;
  for_each_frame([&](std::span<const std::uint8_t> bytes) {
    const auto strict = decode(bytes, DecodeMode::strict);
    ASSERT_TRUE(strict) << to_string(strict.error().error);
    const auto tolerant = decode(bytes, DecodeMode::tolerant);
    ASSERT_TRUE(tolerant);
    EXPECT_EQ(*strict, *tolerant);
    EXPECT_TRUE(tolerant->problems.empty());
    encode(*tolerant, again);
    ++names[tolerant->name()];
    ++messages;
  });
  EXPECT_EQ(messages, 934U);
  EXPECT_EQ(names["READER_EVENT_NOTIFICATION"], 891);
  EXPECT_EQ(names["RO_ACCESS_REPORT"], 3);
  EXPECT_EQ(names["ADD_ROSPEC"], 2);
  EXPECT_EQ(again, bytes_);
}

TEST_F(RecordedSession, FastPathFindsTheTags) {
  std::size_t reports = 0;
  std::set<std::string> epcs;
  for_each_frame([&](std::span<const std::uint8_t> bytes) {
    if (read_header(bytes)->type != static_cast<std::uint16_t>(MessageType::ro_access_report)) {
      return;
    }
    const auto summary = for_each_tag_report(bytes.subspan(10), [&](const TagReport& report) {
      ++reports;
      EXPECT_EQ(report.epc_bits, 96);
      epcs.insert(bits::to_hex(report.epc_bytes()));
      EXPECT_TRUE(report.has(TagReport::antenna_id));
      EXPECT_TRUE(report.has(TagReport::first_seen_utc));
      EXPECT_LE(report.first_seen_utc_us, report.last_seen_utc_us);
      EXPECT_LT(report.rssi_dbm, 0);
    });
    ASSERT_TRUE(summary) << to_string(summary.error());
  });
  EXPECT_EQ(reports, 130U);
  EXPECT_EQ(epcs.size(), 65U);
  for (const std::string& epc : epcs) {
    EXPECT_EQ(epc.substr(0, 22), "300833b2ddd9cafebabe80") << epc;
  }
}

TEST_F(RecordedSession, DumpsAsTextAndJsonLines) {
  for (const DumpStyle style : {DumpStyle::text, DumpStyle::json}) {
    std::size_t pieces = 0;
    Dumper dumper({.style = style, .mode = DecodeMode::tolerant}, [&](std::string_view text) {
      ++pieces;
      EXPECT_TRUE(text.ends_with('\n'));
    });
    // In odd pieces, as a file reader would.
    const auto bytes = std::span<const std::uint8_t>(bytes_);
    for (std::size_t at = 0; at < bytes.size(); at += 777) {
      dumper.push({}, bytes.subspan(at, std::min<std::size_t>(777, bytes.size() - at)));
    }
    const DumpSummary summary = dumper.finish();
    EXPECT_EQ(summary.messages, 934U);
    EXPECT_EQ(summary.errors, 0U);
    EXPECT_EQ(pieces, 934U);
  }
}

}  // namespace
}  // namespace plugtest::llrp
