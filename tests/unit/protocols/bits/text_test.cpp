#include "protocols/bits/error.h"
#include "protocols/bits/hex.h"
#include "protocols/bits/suggest.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace plugtest::bits {
namespace {

const std::vector<std::string> k_keys = {"readers", "tags", "scenario", "population"};

TEST(suggest, finds_slips_of_the_finger) {
  EXPECT_EQ(nearest("reader", k_keys), "readers");
  EXPECT_EQ(nearest("raeders", k_keys), "readers");
  EXPECT_EQ(nearest("Scenarios", k_keys), "scenario");
  EXPECT_EQ(nearest("tgas", k_keys), "tags");
  EXPECT_EQ(did_you_mean("reader", k_keys), " (did you mean 'readers'?)");
}

TEST(suggest, says_nothing_when_nothing_is_near) {
  EXPECT_EQ(nearest("antenna", k_keys), std::nullopt);
  EXPECT_EQ(nearest("x", std::vector<std::string>{"y"}), std::nullopt);
  EXPECT_EQ(nearest("", k_keys), std::nullopt);
  EXPECT_EQ(nearest("tags", {}), std::nullopt);
  EXPECT_EQ(did_you_mean("antenna", k_keys), "");
}

TEST(suggest, first_of_equals_wins) {
  EXPECT_EQ(nearest("bat", std::vector<std::string>{"cat", "rat"}), "cat");
}

TEST(suggest, long_input_costs_nothing) {
  EXPECT_EQ(nearest(std::string(1'000'000, 'a'), k_keys), std::nullopt);
}

TEST(hex, there_and_back) {
  const auto bytes = parse_hex("04 3d\t00\nFF");
  ASSERT_TRUE(bytes);
  EXPECT_EQ(to_hex(*bytes), "043d00ff");
}

TEST(hex, errors_tell_the_place) {
  EXPECT_EQ(parse_hex("04 g0").error().where.byte_offset, 3U);
  EXPECT_EQ(parse_hex("04 1").error().where.byte_offset, 3U);
  EXPECT_EQ(parse_hex("0 4").error().where.byte_offset, 0U);
}

TEST(hex, dump_shows_offset_bytes_and_characters) {
  std::vector<std::uint8_t> bytes(17, 0x41);
  bytes[1] = 0x00;
  EXPECT_EQ(hex_dump(bytes),
            "0000  41 00 41 41 41 41 41 41 41 41 41 41 41 41 41 41  |A.AAAAAAAAAAAAAA|\n"
            "0010  41                                               |A|\n");
  EXPECT_EQ(hex_dump({}), "");
}

TEST(error, text_shows_what_is_known_of_the_place) {
  Error error{ErrorCode::configuration, "unknown key 'reader', expected 'readers'", {}};
  error.where.file = "event.yaml";
  error.where.line = 12;
  error.where.column = 7;
  EXPECT_EQ(to_string(error), "event.yaml:12:7: unknown key 'reader', expected 'readers'");
  Error wire{ErrorCode::truncated, "ends inside a header", {}};
  wire.where.message_id = 5;
  wire.where.byte_offset = 14;
  EXPECT_EQ(to_string(wire), "message 5: byte 14: ends inside a header");
}

TEST(error, every_code_has_a_name_of_its_own) {
  std::vector<std::string_view> names;
  for (int code = 0; code <= static_cast<int>(ErrorCode::internal); ++code) {
    const auto name = to_string(static_cast<ErrorCode>(code));
    EXPECT_EQ(std::ranges::count(names, name), 0) << name;
    EXPECT_NE(name, "unknown");
    names.push_back(name);
  }
}

}  // namespace
}  // namespace plugtest::bits
