#include "protocols/total/message.h"

#include <random>
#include <string>

#include <gtest/gtest.h>

namespace plugtest::total {
namespace {

using bits::BitString;

std::string text(const Chips& chips) {
  std::string out;
  for (const auto chip : chips) out += chip != 0 ? '1' : '0';
  return out;
}

Profile with(Coding coding) {
  Profile profile = default_profile();
  profile.coding = coding;
  return profile;
}

BitString random_page(std::mt19937& random) {
  BitString bits;
  for (int i = 0; i < 64; ++i) bits.append(random() & 1U, 1);
  return bits;
}

// Written out by hand from the rules in profile.h: a symbol is four positions of two chips.
TEST(total_coding, ppe_symbols_by_hand) {
  Profile profile = with(Coding::ppe);
  profile.pilot_symbols = 2;
  EXPECT_EQ(text(encode_chips(profile, {BitString(0b00011011, 8)})),
            "10000000"    // pilot pulse
            "00000000"    // pilot, empty
            "10001000"    // sync: two pulses
            "10000000"    // 00
            "00100000"    // 01
            "00001000"    // 10
            "00000010");  // 11
}

TEST(total_coding, miller_by_hand) {
  Profile profile = with(Coding::miller2);
  profile.pilot_symbols = 1;
  const Chips chips = encode_chips(profile, {BitString(0b1, 1)});
  // Pilot, then 010111 and 1 with a phase turn in the middle of a 1 and between two 0s.
  EXPECT_EQ(text(chips),
            "1010"
            "0101"
            "0110"
            "1010"
            "1001"
            "0110"
            "1001"
            "0110");
}

TEST(total_coding, messages_come_back) {
  std::mt19937 random(5);
  for (const Coding coding : {Coding::ppe, Coding::miller2}) {
    const Profile profile = with(coding);
    for (int i = 0; i < 200; ++i) {
      const BitString page = random_page(random);
      const Chips chips = encode_chips(profile, {page});
      // As long as the profile says: two bits in eight chips, or one in four.
      EXPECT_EQ(chips.size(), 4U * (64U + static_cast<std::size_t>(profile.sync_bits())));
      const auto bits = decode_chips(profile, chips);
      ASSERT_TRUE(bits) << to_string(bits.error());
      EXPECT_EQ(*bits, page);
    }
  }
}

TEST(total_coding, the_sync_is_found_behind_noise_and_no_data_looks_like_it) {
  std::mt19937 random(6);
  const Profile profile = with(Coding::ppe);
  for (int i = 0; i < 100; ++i) {
    const BitString page = random_page(random);
    Chips chips(random() % 23, 0);
    const Chips message = encode_chips(profile, {page});
    chips.insert(chips.end(), message.begin(), message.end());
    const auto bits = decode_chips(profile, chips);
    ASSERT_TRUE(bits);
    EXPECT_EQ(*bits, page);
  }
}

TEST(total_coding, miller_polarity_means_nothing) {
  std::mt19937 random(7);
  const Profile profile = with(Coding::miller2);
  const BitString page = random_page(random);
  Chips chips = encode_chips(profile, {page});
  for (auto& chip : chips) chip = chip != 0 ? 0 : 1;
  EXPECT_EQ(decode_chips(profile, chips), page);
}

TEST(total_coding, damage_is_an_error_or_other_bits_never_a_crash) {
  std::mt19937 random(8);
  for (const Coding coding : {Coding::ppe, Coding::miller2}) {
    const Profile profile = with(coding);
    unsigned errors = 0;
    for (int i = 0; i < 500; ++i) {
      Chips chips = encode_chips(profile, {random_page(random)});
      chips.resize(random() % (chips.size() + 1));
      for (int flips = 0; flips < 3 && !chips.empty(); ++flips) {
        auto& chip = chips[random() % chips.size()];
        chip = chip != 0 ? 0 : 1;
      }
      errors += decode_chips(profile, chips) ? 0U : 1U;
    }
    EXPECT_GT(errors, 250U);
  }
}

}  // namespace
}  // namespace plugtest::total
