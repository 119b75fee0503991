#include "protocols/total/message.h"

#include <random>

#include <gmock/gmock.h>

namespace plugtest::total {
namespace {

using bits::BitString;
using testing::HasSubstr;

Profile with_pages(std::int32_t pages) {
  Profile profile = default_profile();
  profile.memory = Memory::pages;
  profile.data_pages = pages;
  return profile;
}

BitString random_bits(std::mt19937& random, std::size_t count) {
  BitString bits;
  for (std::size_t i = 0; i < count; ++i) bits.append(random() & 1U, 1);
  return bits;
}

// The default check is that of Type C, whose catalogue value is public (CRC-16/GENIBUS).
TEST(total_message, the_default_check_has_its_catalogue_value) {
  BitString text;
  for (const char c : std::string_view("123456789")) text.append(static_cast<unsigned char>(c), 8);
  EXPECT_EQ(page_crc(default_profile(), text, 0xFFFF), 0xD64E);
  Profile plain = default_profile();
  plain.crc_complement = 0;
  EXPECT_EQ(page_crc(plain, text, 0xFFFF), 0x29B1) << "CRC-16/IBM-3740";
  EXPECT_EQ(page_crc(plain, text, 0x0000), 0x31C3) << "CRC-16/XMODEM";
  plain.crc_polynomial = 0x8005;
  EXPECT_EQ(page_crc(plain, text, 0x0000), 0xFEE8) << "CRC-16/UMTS";
}

TEST(total_message, a_chain_counts_down_and_comes_back) {
  const Profile profile = with_pages(3);
  std::mt19937 random(1);
  const BitString identity = random_bits(random, 40);
  std::vector<BitString> data;
  for (int i = 0; i < 3; ++i) data.push_back(random_bits(random, 40));
  const auto pages = encode_message(profile, identity, data);
  ASSERT_EQ(pages.size(), 4U);
  MessageDecoder decoder(profile);
  EXPECT_FALSE(decoder.complete());
  for (std::size_t i = 0; i < pages.size(); ++i) {
    EXPECT_EQ(pages[i].size(), 64U);
    const auto page = decoder.take(pages[i]);
    ASSERT_TRUE(page) << to_string(page.error());
    EXPECT_TRUE(page->crc_right);
    EXPECT_EQ(page->following, 3 - i);
    EXPECT_EQ(page->data, i == 0 ? identity : data[i - 1]);
    EXPECT_EQ(decoder.complete(), i == 3);
  }
  EXPECT_THAT(decoder.take(pages[3]).error().message, HasSubstr("after the last"));
}

TEST(total_message, checks_are_chained_or_not) {
  for (const bool chained : {true, false}) {
    Profile profile = with_pages(2);
    profile.crc_chained = chained ? 1 : 0;
    std::mt19937 random(2);
    auto pages = encode_message(profile, random_bits(random, 40),
                                {random_bits(random, 40), random_bits(random, 40)});
    pages[1].flip(20);
    MessageDecoder decoder(profile);
    EXPECT_TRUE(decoder.take(pages[0])->crc_right);
    EXPECT_FALSE(decoder.take(pages[1])->crc_right);
    EXPECT_EQ(decoder.take(pages[2])->crc_right, !chained);
    EXPECT_TRUE(decoder.complete());
  }
}

TEST(total_message, a_page_out_of_its_place_is_told) {
  const Profile profile = with_pages(2);
  std::mt19937 random(3);
  const auto pages = encode_message(profile, random_bits(random, 40),
                                    {random_bits(random, 40), random_bits(random, 40)});
  Profile unchained = profile;
  unchained.crc_chained = 0;
  const auto loose = encode_message(unchained, random_bits(random, 40),
                                    {random_bits(random, 40), random_bits(random, 40)});
  MessageDecoder skips(unchained);
  ASSERT_TRUE(skips.take(loose[0]));
  EXPECT_THAT(skips.take(loose[2]).error().message, HasSubstr("says 1 follow, got 0"));
  MessageDecoder starts_late(unchained);
  EXPECT_THAT(starts_late.take(loose[1]).error().message, HasSubstr("type 1, got 2"));
  MessageDecoder too_short(profile);
  EXPECT_THAT(too_short.take(pages[0].slice(0, 63)).error().message, HasSubstr("64 bits, got 63"));
}

TEST(total_message, the_ipx_page_is_48_bits_and_a_check) {
  Profile ipx = default_profile();
  ipx.first_type_bits = 0;
  ipx.first_type = 0;
  ipx.first_count_bits = 0;
  ipx.first_data_bits = 48;
  ASSERT_TRUE(validate(ipx));
  const auto pages = encode_message(ipx, BitString(0x45800000191b, 48));
  ASSERT_EQ(pages.size(), 1U);
  EXPECT_EQ(pages[0].size(), 64U);
  MessageDecoder decoder(ipx);
  const auto page = decoder.take(pages[0]);
  ASSERT_TRUE(page);
  EXPECT_TRUE(page->crc_right);
  EXPECT_TRUE(decoder.complete());
  EXPECT_THAT(to_string(*page), HasSubstr("identity=45800000191B"));
  // The published check of this identity is F9D4; its polynomial is not known, and the placeholder
  // does not reproduce it. Should it ever do so, the profile's text wants to be changed.
  EXPECT_NE(page->crc, 0xF9D4);
}

}  // namespace
}  // namespace plugtest::total
