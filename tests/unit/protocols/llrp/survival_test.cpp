// Whatever bytes come, decoding ends cleanly, and what was accepted encodes to the same bytes.

#include "protocols/llrp/codec.h"
#include "protocols/llrp/tag_report.h"
#include "protocols/llrp/text.h"
#include "tests/unit/protocols/llrp/random_message.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include <gtest/gtest.h>

namespace plugtest::llrp {
namespace {

void set_length(std::vector<std::uint8_t>& bytes) {
  for (std::size_t i = 0; i < 4; ++i) {
    bytes[2 + i] = static_cast<std::uint8_t>(bytes.size() >> (8 * (3 - i)));
  }
}

/// Both modes on `bytes`. Returns how many accepted.
void try_decode(std::span<const std::uint8_t> bytes, int& accepted) {
  for (const DecodeMode mode : {DecodeMode::strict, DecodeMode::tolerant}) {
    const auto message = decode(bytes, mode);
    if (message) {
      ++accepted;
      const auto again = encode(*message);
      EXPECT_TRUE(std::ranges::equal(again, bytes)) << to_text(*message);
    } else {
      EXPECT_FALSE(message.error().error.message.empty());
      EXPECT_NE(message.error().status, StatusCode::m_success);
      ASSERT_TRUE(message.error().error.where.byte_offset);
      ASSERT_LE(*message.error().error.where.byte_offset, bytes.size());
    }
  }
}

/// The same for bytes that are no whole message.
void refused(std::span<const std::uint8_t> bytes) {
  int accepted = 0;
  try_decode(bytes, accepted);
  EXPECT_EQ(accepted, 0);
}

std::vector<std::vector<std::uint8_t>> samples() {
  std::vector<std::vector<std::uint8_t>> result;
  for (const TypeDef* type : all_messages()) {
    testing::Random random(type->number);
    const Message message = testing::random_message(*type, Version::v1_1, random);
    auto bytes = encode(message);
    if (bytes.size() <= 1500) {
      result.push_back(std::move(bytes));
    }
  }
  return result;
}

TEST(LlrpSurvival, EveryTruncation) {
  for (const auto& whole : samples()) {
    for (std::size_t size = 0; size < whole.size(); ++size) {
      std::vector<std::uint8_t> cut(whole.begin(), whole.begin() + static_cast<long>(size));
      refused(cut);  // the header tells another length
      if (size >= k_header_bytes) {
        set_length(cut);
        int accepted = 0;
        try_decode(cut, accepted);
      }
    }
  }
}

TEST(LlrpSurvival, EveryByteChanged) {
  int accepted = 0;
  for (const auto& whole : samples()) {
    for (std::size_t at = 0; at < whole.size(); ++at) {
      for (const int change : {0x01, 0x80, 0xFF}) {
        auto bytes = whole;
        bytes[at] = static_cast<std::uint8_t>(bytes[at] ^ change);
        try_decode(bytes, accepted);
      }
    }
  }
  EXPECT_GT(accepted, 1000);  // values may change without harm
}

TEST(LlrpSurvival, EveryValueOfEveryByteOfShortMessages) {
  constexpr std::size_t k_short = 60;
  int accepted = 0;
  int messages = 0;
  for (const auto& whole : samples()) {
    if (whole.size() > k_short) continue;
    ++messages;
    for (std::size_t at = 0; at < whole.size(); ++at) {
      auto bytes = whole;
      for (int change = 1; change < 256; ++change) {
        bytes[at] = static_cast<std::uint8_t>(whole[at] ^ change);
        try_decode(bytes, accepted);
      }
    }
  }
  EXPECT_GT(messages, 20);
  EXPECT_GT(accepted, 1000);
}

TEST(LlrpSurvival, EveryByteMissing) {
  int accepted = 0;
  for (const auto& whole : samples()) {
    for (std::size_t at = k_header_bytes; at < whole.size(); ++at) {
      auto bytes = whole;
      bytes.erase(bytes.begin() + static_cast<long>(at));
      set_length(bytes);
      try_decode(bytes, accepted);
    }
  }
}

}  // namespace
}  // namespace plugtest::llrp
