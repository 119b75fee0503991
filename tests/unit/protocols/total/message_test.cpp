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

// The catalogue's reflected checks: bytes go in, and the check comes out, with the last bit first.
TEST(total_message, reflected_checks_have_their_catalogue_values) {
  BitString text;
  for (const char c : std::string_view("123456789")) text.append(static_cast<unsigned char>(c), 8);
  Profile profile = default_profile();
  profile.crc_complement = 0;
  profile.crc_reflected = 1;
  profile.crc_bit_order = BitOrder::lsb_first;
  EXPECT_EQ(page_crc(profile, text, 0x0000), 0x2189) << "CRC-16/KERMIT";
  profile.crc_complement = 1;
  EXPECT_EQ(page_crc(profile, text, 0xFFFF), 0x906E) << "CRC-16/IBM-SDLC";
  profile.crc_complement = 0;
  profile.crc_polynomial = 0x8005;
  EXPECT_EQ(page_crc(profile, text, 0xFFFF), 0x4B37) << "CRC-16/MODBUS";
  profile.crc_bit_order = BitOrder::msb_first;
  EXPECT_EQ(page_crc(profile, text, 0xFFFF), 0xECD2) << "the same from its other end";
}

TEST(total_message, a_byte_that_is_not_whole_is_reflected_as_it_is) {
  Profile reflected = default_profile();
  reflected.crc_reflected = 1;
  EXPECT_EQ(page_crc(reflected, *BitString::from_text("1100 0001 0111")),
            page_crc(default_profile(), *BitString::from_text("1000 0011 1110")));
}

TEST(total_message, the_check_covers_the_page_or_its_data) {
  Profile profile = default_profile();
  const BitString identity(0x123456789A, 40);
  const auto whole = encode_message(profile, identity).front();
  EXPECT_EQ(whole.value(48, 16), page_crc(profile, whole.slice(0, 48)));
  profile.crc_coverage = Coverage::data;
  auto data = encode_message(profile, identity).front();
  EXPECT_EQ(data.value(48, 16), page_crc(profile, identity));
  EXPECT_TRUE(MessageDecoder(profile).take(data)->crc_right);
  // A wrong bit in the header is not noticed by such a check, one in the data is.
  data.flip(7);
  EXPECT_TRUE(MessageDecoder(profile).take(data)->crc_right);
  data.flip(8);
  EXPECT_FALSE(MessageDecoder(profile).take(data)->crc_right);
}

TEST(total_message, pages_count_up_where_the_profile_says_so) {
  Profile profile = with_pages(3);
  profile.page_numbers = PageNumbers::count_up;
  std::mt19937 random(4);
  std::vector<BitString> data;
  for (int i = 0; i < 3; ++i) data.push_back(random_bits(random, 40));
  const auto pages = encode_message(profile, random_bits(random, 40), data);
  EXPECT_EQ(pages[0].value(4, 4), 3U) << "the first one says how many follow, either way";
  MessageDecoder decoder(profile);
  for (std::size_t i = 0; i < pages.size(); ++i) {
    if (i > 0) {
      EXPECT_EQ(pages[i].value(4, 4), i);
    }
    const auto page = decoder.take(pages[i]);
    ASSERT_TRUE(page) << to_string(page.error());
    EXPECT_TRUE(page->crc_right);
    EXPECT_EQ(page->following, 3 - i);
  }
  EXPECT_TRUE(decoder.complete());
  profile.crc_chained = 0;
  const auto loose = encode_message(profile, random_bits(random, 40), data);
  MessageDecoder skips(profile);
  ASSERT_TRUE(skips.take(loose[0]));
  EXPECT_EQ(skips.take(loose[2]).error().message,
            "expected a page that says it is number 1, got 2");
}

// US 8,963,690: the first block's check may be a null value; the next one is computed on from it.
TEST(total_message, a_first_page_with_zeros_is_checked_by_the_page_after_it) {
  Profile profile = with_pages(2);
  profile.first_check = FirstCheck::zeros;
  ASSERT_TRUE(validate(profile));
  std::mt19937 random(12);
  const auto pages = encode_message(profile, random_bits(random, 40),
                                    {random_bits(random, 40), random_bits(random, 40)});
  EXPECT_EQ(pages[0].value(48, 16), 0U);
  MessageDecoder intact(profile);
  EXPECT_TRUE(intact.take(pages[0])->crc_right);
  EXPECT_FALSE(intact.identity_checked());
  EXPECT_TRUE(intact.take(pages[1])->crc_right);
  EXPECT_TRUE(intact.identity_checked());
  EXPECT_TRUE(intact.take(pages[2])->crc_right);

  for (std::size_t bit = 8; bit < 48; ++bit) {
    auto damaged = pages;
    damaged[0].flip(bit);
    MessageDecoder decoder(profile);
    EXPECT_TRUE(decoder.take(damaged[0])->crc_right) << "nothing tells yet";
    EXPECT_FALSE(decoder.take(damaged[1])->crc_right) << bit;
    EXPECT_FALSE(decoder.take(damaged[2])->crc_right) << bit;
    EXPECT_FALSE(decoder.identity_checked()) << bit;
  }
  auto no_zeros = pages;
  no_zeros[0].flip(60);
  MessageDecoder decoder(profile);
  EXPECT_FALSE(decoder.take(no_zeros[0])->crc_right);
  EXPECT_FALSE(decoder.take(no_zeros[1])->crc_right);
  EXPECT_FALSE(decoder.identity_checked());
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
  EXPECT_FALSE(decoder.identity_checked());
  for (std::size_t i = 0; i < pages.size(); ++i) {
    EXPECT_EQ(pages[i].size(), 64U);
    const auto page = decoder.take(pages[i]);
    ASSERT_TRUE(page) << to_string(page.error());
    EXPECT_TRUE(page->crc_right);
    EXPECT_EQ(page->following, 3 - i);
    EXPECT_EQ(page->data, i == 0 ? identity : data[i - 1]);
    EXPECT_EQ(decoder.complete(), i == 3);
    EXPECT_TRUE(decoder.identity_checked());
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
