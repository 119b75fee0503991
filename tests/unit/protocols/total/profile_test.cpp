#include "protocols/total/profile.h"

#include <initializer_list>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include <gmock/gmock.h>

namespace plugtest::total {
namespace {

using testing::HasSubstr;

TEST(total_profile, every_parameter_has_a_range_a_default_inside_it_and_a_reason) {
  std::set<std::string_view> names;
  for (const Parameter& parameter : parameters()) {
    EXPECT_TRUE(names.insert(parameter.name).second) << parameter.name;
    EXPECT_LE(parameter.minimum, parameter.standard_value) << parameter.name;
    EXPECT_GE(parameter.maximum, parameter.standard_value) << parameter.name;
    EXPECT_FALSE(parameter.why.empty()) << parameter.name;
  }
  EXPECT_TRUE(validate(default_profile()));
}

TEST(total_profile, every_parameter_can_be_set_alone_and_read_back_as_text) {
  for (const Parameter& parameter : parameters()) {
    for (const std::int32_t value : {parameter.minimum, parameter.maximum}) {
      Profile wanted = default_profile();
      parameter.set(wanted, value);
      Profile profile = default_profile();
      const auto set = set_parameter(profile, parameter.name, value_text(parameter, wanted));
      EXPECT_TRUE(set) << parameter.name;
      EXPECT_EQ(profile, wanted) << parameter.name << " touches no other field";
      EXPECT_EQ(parameter.get(profile), value);
    }
  }
}

TEST(total_profile, errors_name_range_and_nearest) {
  Profile profile = default_profile();
  EXPECT_THAT(set_parameter(profile, "lisen", "1").error().message, HasSubstr("listen"));
  EXPECT_THAT(set_parameter(profile, "listen", "10001").error().message,
              HasSubstr("0 to 10000 us"));
  EXPECT_THAT(set_parameter(profile, "coding", "fm0").error().message,
              HasSubstr("expected ppe, miller2, pwm"));
  EXPECT_FALSE(set_parameter(profile, "listen", ""));
  EXPECT_FALSE(set_parameter(profile, "listen", "12x"));
  EXPECT_EQ(profile, default_profile());
  EXPECT_TRUE(set_parameter(profile, "crc_polynomial", "0x8005"));
  EXPECT_EQ(profile.crc_polynomial, 0x8005);
}

/// The message about the default profile with `parameters` set; empty when they fit.
std::string complaint(
    std::initializer_list<std::pair<std::string_view, std::string_view>> parameters) {
  Profile profile = default_profile();
  for (const auto& [name, value] : parameters) {
    EXPECT_TRUE(set_parameter(profile, name, value)) << name;
  }
  const auto sound = validate(profile);
  return sound ? "" : sound.error().message;
}

TEST(total_profile, symbols_that_contradict_each_other_are_refused) {
  EXPECT_EQ(complaint({{"ppe_01", "0"}}), "ppe_00 to ppe_11 must be four different positions");
  EXPECT_EQ(complaint({{"ppe_sync", "4"}}),
            "ppe_sync needs two pulses or more, for a symbol with one is data");
  EXPECT_EQ(complaint({{"ppe_sync", "0"}}),
            "ppe_sync needs two pulses or more, for a symbol with one is data");
  EXPECT_EQ(complaint({{"first_data_bits", "41"}}),
            "a page in PPE has an even number of bits, two a symbol");
  EXPECT_EQ(complaint({{"coding", "miller2"}, {"miller_preamble_bits", "4"}}),
            "miller_preamble does not fit miller_preamble_bits");
  EXPECT_EQ(complaint({{"coding", "pwm"}, {"pwm_1", "1"}}),
            "pwm_0 and pwm_1 must be different widths");
  const std::string_view like_data =
      "pwm_sync_pulse or pwm_sync_gap must be longer than any pulse or gap of data, or data can "
      "look like the sync";
  EXPECT_EQ(complaint({{"coding", "pwm"}, {"pwm_sync_pulse", "3"}, {"pwm_sync_gap", "1"}}),
            like_data);
  EXPECT_EQ(complaint({{"coding", "pwm"}, {"pwm_sync_pulse", "1"}, {"pwm_sync_gap", "3"}}),
            like_data);
  EXPECT_EQ(complaint({{"coding", "pwm"}, {"pwm_sync_gap", "3"}}),
            "pwm_sync_pulse and pwm_sync_gap must add up to whole bit periods");
  EXPECT_EQ(complaint({{"coding", "pwm"}, {"pwm_sync_pulse", "1"}, {"pwm_sync_gap", "7"}}), "");
}

TEST(total_profile, symbols_of_a_coding_that_is_not_used_do_not_matter) {
  EXPECT_EQ(complaint({{"coding", "miller2"}, {"ppe_01", "0"}, {"first_data_bits", "41"}}), "");
  EXPECT_EQ(complaint({{"pwm_1", "1"}, {"miller_preamble_bits", "1"}}), "");
}

TEST(total_profile, a_sync_that_the_pilot_holds_already_is_refused) {
  // A preamble of one 0 is plain subcarrier like the pilot.
  EXPECT_EQ(
      complaint({{"coding", "miller2"}, {"miller_preamble_bits", "1"}, {"miller_preamble", "0"}}),
      "the sync is already found within the pilot: a receiver would begin too early");
  // Three of them turn the subcarrier at every boundary, as the pilot's last bit and two do
  // inverted.
  EXPECT_EQ(
      complaint({{"coding", "miller2"}, {"miller_preamble_bits", "3"}, {"miller_preamble", "0"}}),
      "the sync is already found within the pilot: a receiver would begin too early");
  EXPECT_EQ(
      complaint({{"coding", "miller2"}, {"miller_preamble_bits", "4"}, {"miller_preamble", "1"}}),
      "");
}

TEST(total_profile, pages_that_contradict_each_other_are_refused) {
  EXPECT_EQ(complaint({{"first_type", "16"}}),
            "first_type and next_type must fit first_type_bits and next_type_bits");
  EXPECT_EQ(complaint({{"next_type_bits", "1"}, {"next_data_bits", "43"}}),
            "first_type and next_type must fit first_type_bits and next_type_bits");
  EXPECT_EQ(complaint({{"data_pages", "3"}}), "data_pages is more than 0, but memory is identity");
  EXPECT_EQ(complaint({{"memory", "pages"},
                       {"data_pages", "3"},
                       {"first_count_bits", "1"},
                       {"first_data_bits", "43"}}),
            "first_count_bits cannot hold the number of data_pages");
  EXPECT_EQ(complaint({{"memory", "pages"},
                       {"data_pages", "3"},
                       {"next_count_bits", "1"},
                       {"next_data_bits", "43"}}),
            "next_count_bits cannot hold the number of data_pages");
  const std::string_view unchecked =
      "first_check is zeros, so crc_chained must be yes and data_pages 1 or more, or nothing "
      "checks the identity";
  EXPECT_EQ(complaint({{"first_check", "zeros"}}), unchecked);
  EXPECT_EQ(complaint({{"first_check", "zeros"},
                       {"memory", "pages"},
                       {"data_pages", "1"},
                       {"crc_chained", "no"}}),
            unchecked);
  EXPECT_EQ(complaint({{"first_check", "zeros"}, {"memory", "pages"}, {"data_pages", "1"}}), "");
  EXPECT_EQ(complaint({{"memory", "read-write"}}),
            "memory is read-write, whose page 0 is an identity of 48 bits, but first_data_bits is "
            "40");
}

TEST(total_profile, a_hold_off_shorter_than_its_step_is_refused) {
  EXPECT_EQ(complaint({{"hold_off", "80"}, {"hold_off_step", "81"}}),
            "hold_off_step is longer than hold_off: the tag could never wait");
  EXPECT_EQ(complaint({{"hold_off", "80"}, {"hold_off_step", "80"}}), "");
  EXPECT_EQ(complaint({{"hold_off", "0"}, {"hold_off_step", "81"}}), "") << "there is none";
}

// facts/air.md B.4: a message of 80 bits lasts 1.25 ms at 64 kbit/s, 312.5 us at 256 kbit/s.
TEST(total_profile, durations_of_the_fact_sheet) {
  Profile profile = default_profile();
  profile.pilot_symbols = 7;  // 16 bits with the sync, 80 with the page
  EXPECT_EQ(profile.message_duration(), std::chrono::microseconds(1250));
  profile.link_rate_bps = 256'000;
  EXPECT_EQ(profile.message_duration(), std::chrono::nanoseconds(312'500));
}

TEST(total_profile, the_sync_of_each_coding_has_its_length) {
  Profile profile = default_profile();
  EXPECT_EQ(profile.sync_bits(), 18)
      << "PPE: eight symbols of pilot and one of sync, two bits each";
  profile.coding = Coding::miller2;
  EXPECT_EQ(profile.sync_bits(), 14) << "Miller: eight bit periods and six bits";
  profile.miller_preamble_bits = 3;
  EXPECT_EQ(profile.sync_bits(), 11);
  profile.coding = Coding::pwm;
  EXPECT_EQ(profile.sync_bits(), 10) << "PWM: eight zeros and eight quarters";
  profile.pwm_sync_gap_quarters = 6;
  EXPECT_EQ(profile.sync_bits(), 11);
}

}  // namespace
}  // namespace plugtest::total
