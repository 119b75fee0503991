#include "protocols/bits/ebv.h"

#include <array>
#include <string_view>

#include <gtest/gtest.h>

namespace plugtest::bits {
namespace {

Result<std::uint32_t> take(const BitString& bits) {
  BitReader reader(bits);
  return take_ebv8(reader);
}

TEST(ebv8, published_values_both_ways) {
  constexpr std::array<std::pair<std::uint32_t, std::string_view>, 5> vectors = {{
      {0, "00000000"},
      {127, "01111111"},
      {128, "1000000100000000"},
      {16383, "1111111101111111"},
      {16384, "100000011000000000000000"},
  }};
  for (const auto& [value, text] : vectors) {
    BitString bits;
    append_ebv8(bits, value);
    EXPECT_EQ(bits.to_string(), text) << value;
    EXPECT_EQ(take(bits), value);
  }
}

TEST(ebv8, largest_value) {
  BitString bits;
  append_ebv8(bits, 0xFFFFFFFFU);
  EXPECT_EQ(bits.size(), 40U);
  EXPECT_EQ(take(bits), 0xFFFFFFFFU);
}

TEST(ebv8, leading_zero_blocks_are_read) {
  EXPECT_EQ(take(BitString::from_text("10000000 00000101").value()), 5U);
}

TEST(ebv8, errors) {
  EXPECT_EQ(take(BitString::from_text("10000001 0000").value()).error().code, ErrorCode::truncated);
  EXPECT_EQ(take(BitString{0xFFFFFFFFFFFFFFFFULL, 64}).error().code, ErrorCode::malformed);
  EXPECT_EQ(take(BitString{0x808080808001ULL, 48}).error().code, ErrorCode::malformed);
}

}  // namespace
}  // namespace plugtest::bits
