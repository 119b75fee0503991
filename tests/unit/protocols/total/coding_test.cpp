#include "protocols/total/message.h"

#include <cstddef>
#include <random>
#include <string>
#include <vector>

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

TEST(total_coding, ppe_pulses_pilot_and_sync_are_the_profiles) {
  Profile profile = with(Coding::ppe);
  profile.pilot_symbols = 4;
  profile.ppe_pulse_halves = 2;
  profile.ppe_pilot_position = 1;
  profile.ppe_pilot_period = 3;
  profile.ppe_sync_mask = 8 + 4 + 1;
  profile.ppe_00 = 3;
  profile.ppe_11 = 0;
  EXPECT_EQ(text(encode_chips(profile, {BitString(0b00011011, 8)})),
            "00000000"    // pilot: one in three has a pulse, and the last two are empty
            "00110000"    // in position 1
            "00000000"    //
            "00000000"    //
            "11001111"    // sync: positions 0, 2 and 3
            "00000011"    // 00 in position 3
            "00110000"    // 01
            "00001100"    // 10
            "11000000");  // 11 in position 0
}

TEST(total_coding, pwm_by_hand) {
  Profile profile = with(Coding::pwm);
  profile.pilot_symbols = 2;
  EXPECT_EQ(text(encode_chips(profile, {BitString(0b0110, 4)})),
            "10001000"  // pilot: two zeros
            "11111100"  // sync: a pulse of six quarters and a gap of two
            "1000"      // 0: one quarter
            "1110"      // 1: three quarters
            "1110"      //
            "1000");
  profile.pwm_0_quarters = 2;
  profile.pwm_1_quarters = 1;
  profile.pwm_sync_pulse_quarters = 1;
  profile.pwm_sync_gap_quarters = 7;
  EXPECT_EQ(text(encode_chips(profile, {BitString(0b01, 2)})),
            "11001100"
            "10000000"
            "1100"
            "1000");
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
  profile.miller_preamble_bits = 3;
  profile.miller_preamble = 0b001;
  EXPECT_EQ(text(encode_chips(profile, {BitString(0b1, 1)})),
            "1010"
            "0101"
            "1010"
            "1001"
            "0110");
}

/// One profile of each coding as it is by default, and one that is not.
std::vector<Profile> of_all_codings() {
  std::vector<Profile> profiles = {with(Coding::ppe), with(Coding::miller2), with(Coding::pwm)};
  Profile ppe = with(Coding::ppe);
  ppe.ppe_pulse_halves = 2;
  ppe.ppe_sync_mask = 0b1110;
  ppe.ppe_pilot_period = 1;
  ppe.ppe_pilot_position = 3;
  Profile miller = with(Coding::miller2);
  miller.miller_preamble_bits = 4;
  miller.miller_preamble = 0b0001;
  Profile pwm = with(Coding::pwm);
  pwm.pwm_0_quarters = 3;
  pwm.pwm_1_quarters = 2;
  pwm.pwm_sync_pulse_quarters = 1;
  pwm.pwm_sync_gap_quarters = 3;
  profiles.insert(profiles.end(), {ppe, miller, pwm});
  return profiles;
}

TEST(total_coding, messages_come_back) {
  std::mt19937 random(5);
  for (const Profile& profile : of_all_codings()) {
    ASSERT_TRUE(validate(profile)) << to_string(validate(profile).error());
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

TEST(total_coding, the_sync_is_found_behind_silence) {
  std::mt19937 random(6);
  for (const Profile& profile : of_all_codings()) {
    for (int i = 0; i < 100; ++i) {
      const BitString page = random_page(random);
      Chips chips(random() % 23, 0);
      const Chips message = encode_chips(profile, {page});
      chips.insert(chips.end(), message.begin(), message.end());
      const auto bits = decode_chips(profile, chips);
      ASSERT_TRUE(bits) << to_string(bits.error());
      EXPECT_EQ(*bits, page);
    }
  }
}

// Wherever a receiver begins to listen: no part of the data of PWM is a sync.
TEST(total_coding, no_data_looks_like_the_sync_of_pwm) {
  std::mt19937 random(9);
  Profile gap = with(Coding::pwm);
  gap.pwm_sync_pulse_quarters = 3;
  gap.pwm_sync_gap_quarters = 5;
  for (const Profile& profile : {with(Coding::pwm), gap}) {
    ASSERT_TRUE(validate(profile));
    for (int i = 0; i < 500; ++i) {
      const Chips chips = encode_chips(profile, {random_page(random), random_page(random)});
      const std::size_t head = chips.size() - 2 * std::size_t{64} * 4;
      const Chips data(chips.begin() + static_cast<std::ptrdiff_t>(head), chips.end());
      const auto bits = decode_chips(profile, data);
      ASSERT_FALSE(bits);
      EXPECT_EQ(bits.error().message, "there is no sync");
    }
  }
}

TEST(total_coding, a_pwm_pulse_of_another_width_is_named) {
  const Profile profile = with(Coding::pwm);
  Chips chips = encode_chips(profile, {BitString(0b01, 2)});
  chips[chips.size() - 2] = 0;  // 1110 becomes 1100
  const auto bits = decode_chips(profile, chips);
  ASSERT_FALSE(bits);
  EXPECT_EQ(bits.error().message, "expected a PWM pulse of 1 or 3 quarters of a bit period");
  EXPECT_EQ(bits.error().where.byte_offset, chips.size() - 4);
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
  for (const Profile& profile : of_all_codings()) {
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
