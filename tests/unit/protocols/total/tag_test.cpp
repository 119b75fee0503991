#include "protocols/total/tag.h"

#include "protocols/total/message.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <random>
#include <set>

#include <gtest/gtest.h>

namespace plugtest::total {
namespace {

using bits::BitString;
using std::chrono::microseconds;
using std::chrono::milliseconds;

class TotalTag : public testing::Test {
 protected:
  Tag make(std::uint64_t seed = 1) {
    TagConfig config;
    config.profile = &profile_;
    config.identity = BitString(0x123456789A, 40);
    config.seed = seed;
    return Tag(config);
  }
  Time longest_wait() const {
    return microseconds(profile_.listen_us) + profile_.bits_duration(profile_.hold_off_bits);
  }
  /// Every message exactly as long as the piece's clock says.
  static Profile steady() {
    Profile profile = default_profile();
    profile.frame_tolerance_permille = 0;
    return profile;
  }
  Profile profile_ = steady();
};

TEST_F(TotalTag, talks_within_listen_and_hold_off_of_plain_carrier) {
  Time earliest = k_never;
  Time latest{0};
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    Tag tag = make(seed);
    EXPECT_FALSE(tag.next()) << "no power";
    tag.power_up(Time{0});
    const auto next = tag.next();
    ASSERT_TRUE(next);
    EXPECT_GE(next->begin, microseconds(profile_.listen_us));
    EXPECT_LE(next->begin, longest_wait());
    EXPECT_EQ(next->end - next->begin, profile_.message_duration());
    earliest = std::min(earliest, next->begin);
    latest = std::max(latest, next->begin);
  }
  // 2,000 draws reach within a hundredth of both ends (fails once in 10^8).
  const Time span = longest_wait() - microseconds(profile_.listen_us);
  EXPECT_LT(earliest - microseconds(profile_.listen_us), span / 100);
  EXPECT_GT(latest, longest_wait() - span / 100);
}

TEST_F(TotalTag, holds_off_in_steps) {
  profile_.hold_off_bits = 250;
  profile_.hold_off_step_bits = 80;
  std::array<int, 4> seen{};
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    Tag tag = make(seed);
    tag.power_up(Time{0});
    const Time hold = tag.next()->begin - microseconds(profile_.listen_us);
    // 80 bits at 64 kbit/s are 1.25 ms.
    EXPECT_EQ(hold % microseconds(1250), Time{0});
    ++seen.at(static_cast<std::size_t>(hold / microseconds(1250)));
  }
  // Each slot 250 times on average; 150 is seven standard deviations from it.
  for (const int count : seen) EXPECT_GT(count, 150);
}

TEST_F(TotalTag, each_message_has_a_clock_of_its_own) {
  profile_.frame_tolerance_permille = 25;
  Tag tag = make();
  Tag twin = make();
  tag.power_up(Time{0});
  twin.power_up(Time{0});
  const auto nominal = static_cast<double>(profile_.message_duration().count());
  double shortest = 2;
  double longest = 0;
  for (int i = 0; i < 2000; ++i) {
    const auto next = *tag.next();
    EXPECT_EQ(twin.next(), next) << "the same seed draws the same";
    const double share = static_cast<double>((next.end - next.begin).count()) / nominal;
    shortest = std::min(shortest, share);
    longest = std::max(longest, share);
    tag.sent();
    twin.sent();
  }
  // One nanosecond is less than 10^-6 of a message; 2,000 draws reach within a hundredth of the
  // ends.
  EXPECT_GE(shortest, 0.975 - 1e-6);
  EXPECT_LT(shortest, 0.9755);
  EXPECT_LE(longest, 1.025 + 1e-6);
  EXPECT_GT(longest, 1.0245);
}

TEST_F(TotalTag, a_message_under_way_keeps_its_clock) {
  profile_.frame_tolerance_permille = 25;
  profile_.on_modulation = OnModulation::suppress;
  Tag tag = make();
  tag.power_up(Time{0});
  const auto sending = *tag.next();
  tag.hear_modulation(sending.begin + microseconds(50), sending.begin + milliseconds(9));
  EXPECT_EQ(tag.next(), sending);
}

TEST_F(TotalTag, begins_anew_after_each_message) {
  Tag tag = make();
  tag.power_up(Time{0});
  Time last_end{0};
  for (int i = 0; i < 100; ++i) {
    const auto next = tag.next();
    ASSERT_TRUE(next);
    EXPECT_GE(next->begin, last_end + microseconds(profile_.listen_us));
    EXPECT_LE(next->begin, last_end + longest_wait());
    last_end = next->end;
    tag.sent();
  }
}

TEST_F(TotalTag, modulation_silences_for_the_mute_time_and_a_new_listen) {
  Tag tag = make();
  tag.power_up(Time{0});
  const Time mute{profile_.message_duration().count() * profile_.mute_permille / 1000};
  tag.hear_modulation(microseconds(500), microseconds(700));
  ASSERT_TRUE(tag.next());
  EXPECT_GE(tag.next()->begin, microseconds(700) + mute + microseconds(profile_.listen_us));
  EXPECT_LE(tag.next()->begin, microseconds(700) + mute + longest_wait());
}

TEST_F(TotalTag, a_dip_that_is_too_short_is_not_noticed) {
  Tag tag = make();
  tag.power_up(Time{0});
  const auto before = tag.next();
  tag.hear_modulation(microseconds(500), microseconds(500) + Time{profile_.modulation_min_ns - 1});
  EXPECT_EQ(tag.next(), before);
}

TEST_F(TotalTag, modulation_cuts_a_message_off_or_lets_it_end) {
  for (const OnModulation way : {OnModulation::abort, OnModulation::suppress}) {
    profile_.on_modulation = way;
    Tag tag = make();
    tag.power_up(Time{0});
    const auto sending = *tag.next();
    const Time middle = sending.begin + (sending.end - sending.begin) / 2;
    const Time over = middle + milliseconds(5);
    tag.hear_modulation(middle, over);
    if (way == OnModulation::suppress) {
      EXPECT_EQ(tag.next(), sending);
      tag.sent();
    }
    EXPECT_GT(tag.next()->begin, over) << "silent while the modulation lasts";
  }
}

TEST_F(TotalTag, never_begins_while_modulation_that_it_can_notice_is_on) {
  std::mt19937 random(11);
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    profile_.listen_us = static_cast<std::int32_t>(random() % 2000);
    profile_.hold_off_bits = static_cast<std::int32_t>(random() % 500);
    profile_.mute_permille = static_cast<std::int32_t>(random() % 1500);
    profile_.on_modulation = static_cast<OnModulation>(random() % 2);
    Tag tag = make(seed);
    Time now{0};
    tag.power_up(now);
    for (int i = 0; i < 50; ++i) {
      const Time begin = now + Time{random() % 5'000'000};
      const Time end = begin + Time{1'000 + random() % 3'000'000};
      // Everything that ends before the modulation is sent.
      while (tag.next()->end <= begin) tag.sent();
      // Modulation is noticed a little after its begin; a message may begin in between.
      const bool under_way = tag.next()->begin < begin + Time{profile_.modulation_min_ns};
      tag.hear_modulation(begin, end);
      const bool goes_on = under_way && profile_.on_modulation == OnModulation::suppress;
      if (!goes_on) {
        EXPECT_GE(tag.next()->begin, end) << "seed " << seed;
      }
      now = end;
      if (goes_on) {
        now = std::max(end, tag.next()->end);
        tag.sent();
        EXPECT_GE(tag.next()->begin, end);
      }
    }
  }
}

TEST_F(TotalTag, the_clock_error_scales_listening_hold_off_and_message) {
  TagConfig config{.profile = &profile_, .identity = BitString(1, 40), .seed = 3};
  Tag exact(config);
  config.clock_error_permille = 100;
  Tag slow(config);
  exact.power_up(Time{0});
  slow.power_up(Time{0});
  EXPECT_NEAR(static_cast<double>(slow.next()->begin.count()),
              1.1 * static_cast<double>(exact.next()->begin.count()), 2);
  EXPECT_NEAR(static_cast<double>(slow.next()->end.count()),
              1.1 * static_cast<double>(exact.next()->end.count()), 3);
}

TEST_F(TotalTag, loses_everything_with_its_power) {
  Tag tag = make();
  tag.power_up(Time{0});
  tag.power_down(milliseconds(1));
  EXPECT_FALSE(tag.next());
  tag.power_up(milliseconds(10));
  EXPECT_GE(tag.next()->begin, milliseconds(10) + microseconds(profile_.listen_us));
}

TEST_F(TotalTag, a_dual_mode_tag_turns_to_type_c_until_power_is_lost) {
  profile_.dual_mode = DualMode::type_c;
  Tag tag = make();
  tag.power_up(Time{0});
  EXPECT_TRUE(tag.next());
  tag.hear_modulation(Time{1000}, microseconds(100));
  EXPECT_TRUE(tag.is_type_c());
  EXPECT_FALSE(tag.next());
  tag.power_down(milliseconds(1));
  tag.power_up(milliseconds(2));
  EXPECT_FALSE(tag.is_type_c());
  EXPECT_TRUE(tag.next());
}

TEST_F(TotalTag, a_shifted_identity_has_a_wrong_check) {
  TagConfig config{.profile = &profile_, .identity = BitString(0x123456789A, 40), .seed = 1};
  config.shifted_identity = true;
  const Tag tag(config);
  MessageDecoder decoder(profile_);
  const auto page = decoder.take(tag.pages().front());
  ASSERT_TRUE(page);
  EXPECT_FALSE(page->crc_right);
}

class ReadWriteTag : public testing::Test {
 protected:
  ReadWriteTag() {
    profile_.first_type_bits = 0;
    profile_.first_type = 0;
    profile_.first_count_bits = 0;
    profile_.first_data_bits = 48;
    profile_.memory = Memory::read_write;
    TagConfig config{.profile = &profile_, .identity = BitString(0x45800000191b, 48), .seed = 1};
    tag_.emplace(config);
    tag_->power_up(Time{0});
  }
  Profile profile_ = default_profile();
  std::optional<Tag> tag_;
};

TEST_F(ReadWriteTag, reads_writes_and_locks_pages) {
  const BitString word(0xAABBCCDDEEFF, 48);
  const auto written = tag_->receive({CommandCode::write, 5, 1, word}, Time{0});
  ASSERT_TRUE(written);
  EXPECT_EQ(written->after, microseconds(3763));
  const auto read = tag_->receive({CommandCode::read, 5, 1, {}}, Time{0});
  ASSERT_TRUE(read);
  EXPECT_EQ(read->after, microseconds(922));
  EXPECT_EQ(read->pages.front().slice(0, 48), word);
  EXPECT_TRUE(tag_->receive({CommandCode::lock, 5, 1, {}}, Time{0}));
  EXPECT_FALSE(tag_->receive({CommandCode::write, 5, 1, word}, Time{0}));
  EXPECT_FALSE(tag_->receive({CommandCode::write, 0, 1, word}, Time{0})) << "the identity";
  EXPECT_FALSE(tag_->receive({CommandCode::read, 15, 2, {}}, Time{0})) << "beyond page 15";
}

TEST_F(ReadWriteTag, answers_have_a_clock_of_their_own_too) {
  const Time nominal = profile_.bits_duration(profile_.sync_bits() + 2 * 64);
  std::set<Time> lengths;
  for (int i = 0; i < 20; ++i) {
    const auto read = tag_->receive({CommandCode::read, 1, 2, {}}, Time{0});
    ASSERT_TRUE(read);
    EXPECT_GE(read->length, nominal * 975 / 1000 - Time{1});
    EXPECT_LE(read->length, nominal * 1025 / 1000 + Time{1});
    lengths.insert(read->length);
  }
  EXPECT_GT(lengths.size(), 15U);
}

TEST_F(ReadWriteTag, suspends_until_resume_or_power_loss) {
  tag_->receive({CommandCode::suspend, 0, 0, {}}, Time{0});
  EXPECT_FALSE(tag_->next());
  EXPECT_FALSE(tag_->receive({CommandCode::read, 0, 1, {}}, Time{0}));
  tag_->receive({CommandCode::resume, 0, 0, {}}, Time{0});
  EXPECT_TRUE(tag_->next());
  tag_->receive({CommandCode::suspend, 0, 0, {}}, Time{0});
  tag_->power_down(Time{0});
  tag_->power_up(Time{0});
  EXPECT_TRUE(tag_->next());
}

}  // namespace
}  // namespace plugtest::total
