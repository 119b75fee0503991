#include "scenarios/loader.h"
#include "tests/unit/scenarios/broken.h"
#include "tests/unit/scenarios/options.h"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace plugtest::scenarios {
namespace {

/// The reader with these settings of its vendor's.
std::pair<std::string, std::string> set(const std::string& settings) {
  return {"participant: P1,", "participant: P1, vendor_settings: " + settings + ","};
}

/// The scenario leaves its settings to the vendor.
std::pair<std::string, std::string> vendors_policy() {
  return varied("settings: {policy: vendor}").front();
}

std::vector<Broken> cases() {
  return {
      {"session",
       {set("{session: S4}")},
       "event.yaml:7:61: 'session': unknown value 'S4' (did you mean 'S0'?)\n"},
      {"link_profile",
       {set("{link_profile: m4-230}")},
       "event.yaml:7:66: unknown link profile 'm4-230' (did you mean 'm4-320'?)\n"},
      {"power_without_unit",
       {set("{power: 30}")},
       "event.yaml:7:59: 'power': '30' has no unit, expected a value such as '30 dBm' (dBm, W or "
       "mW)\n"},
      {"population",
       {set("{tag_population: 0}")},
       "event.yaml:7:68: 'tag_population' is '0', expected a whole number from 1 to 65535\n"},
      {"unknown_key",
       {set("{sesion: S1}")},
       "event.yaml:7:52: unknown key in vendor_settings: 'sesion' (did you mean 'session'?)\n"},
      {"no_map",
       {set("S1")},
       "event.yaml:7:51: 'vendor_settings' is a text, expected a map of keys\n"},
      {"not_offered",
       {set("{link_profile: fm0-40}"), vendors_policy()},
       "event.yaml:10:5: scenario 'belt': as its vendor sets reader 'alpha', reader 'alpha' does "
       "not offer the link profile 'fm0-40' (did you mean 'fm0-160'?)\n"},
      {"above_the_reader",
       {set("{power: 9 dBm}"), vendors_policy()},
       "event.yaml:10:5: scenario 'belt': as its vendor sets reader 'alpha', the power 9.00 dBm is "
       "outside of what reader 'alpha' offers, 10.00 to 30.00 dBm\n"},
  };
}

INSTANTIATE_TEST_SUITE_P(VendorSettings, BrokenEvent, testing::ValuesIn(cases()), broken_name);

TEST(VendorSettings, AreTheReadersOwn) {
  const Broken good{"good",
                    {set("{power: 27 dBm, session: S0, tag_population: 8, link_profile: "
                         "m4-320}"),
                     vendors_policy()},
                    ""};
  const auto plan = load_event_text(text_of(good), "event.yaml", library_options());
  ASSERT_TRUE(plan) << to_string(plan.error());
  const model::ScenarioPlan& scenario = plan->scenarios[0];
  EXPECT_EQ(scenario.settings.power_mdbm, 30'000) << "what the scenario says stays what it says";
  const model::ScenarioPlan set_up =
      model::with_settings_of(plan->readers[0].vendor_settings, scenario);
  EXPECT_EQ(set_up.settings.power_mdbm, 27'000);
  EXPECT_EQ(set_up.settings.session, 0);
  EXPECT_EQ(set_up.settings.tag_population, 8);
  EXPECT_EQ(set_up.settings.link_profile, "m4-320");
}

TEST(VendorSettings, CountForNothingUnderTheCommonPolicy) {
  const Broken good{"good", {set("{power: 9 dBm}")}, ""};
  const auto plan = load_event_text(text_of(good), "event.yaml", library_options());
  ASSERT_TRUE(plan) << to_string(plan.error());
  EXPECT_EQ(model::with_settings_of(plan->readers[0].vendor_settings, plan->scenarios[0]),
            plan->scenarios[0]);
}

}  // namespace
}  // namespace plugtest::scenarios
