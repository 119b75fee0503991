#include "protocols/total/profile.h"

#include <set>

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
  EXPECT_THAT(set_parameter(profile, "coding", "fm0").error().message, HasSubstr("ppe, miller2"));
  EXPECT_FALSE(set_parameter(profile, "listen", ""));
  EXPECT_FALSE(set_parameter(profile, "listen", "12x"));
  EXPECT_EQ(profile, default_profile());
  EXPECT_TRUE(set_parameter(profile, "crc_polynomial", "0x8005"));
  EXPECT_EQ(profile.crc_polynomial, 0x8005);
}

TEST(total_profile, parameters_that_contradict_each_other_are_refused) {
  Profile profile = default_profile();
  profile.ppe_01 = profile.ppe_00;
  EXPECT_THAT(validate(profile).error().message, HasSubstr("four different positions"));
  profile = default_profile();
  profile.data_pages = 3;
  EXPECT_THAT(validate(profile).error().message, HasSubstr("memory is identity"));
  profile.memory = Memory::pages;
  profile.first_count_bits = 1;
  profile.first_data_bits = 43;
  EXPECT_THAT(validate(profile).error().message, HasSubstr("first_count_bits"));
}

// facts/air.md B.4: a message of 80 bits lasts 1.25 ms at 64 kbit/s, 312.5 us at 256 kbit/s.
TEST(total_profile, durations_of_the_fact_sheet) {
  Profile profile = default_profile();
  profile.pilot_symbols = 7;  // 16 bits with the sync, 80 with the page
  EXPECT_EQ(profile.message_duration(), std::chrono::microseconds(1250));
  profile.link_rate_bps = 256'000;
  EXPECT_EQ(profile.message_duration(), std::chrono::nanoseconds(312'500));
}

}  // namespace
}  // namespace plugtest::total
