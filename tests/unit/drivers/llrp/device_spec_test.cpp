// AISpecs and RFSurveySpecs within a ROSpec, and what ends them.

#include "tests/unit/drivers/llrp/device_fixture.h"

namespace plugtest::drivers {
namespace {

using namespace test_device;
using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST_F(DeviceTest, specs_run_in_order_and_end_by_their_triggers) {
  radio_.script_tags(10);
  auto spec = rospec(1);
  auto* first = spec.find(ParamType::aispec);
  first->set("AntennaIDs", llrp::Words{2});
  first->find(ParamType::aispec_stop_trigger)
      ->set("AISpecStopTriggerType", 3U)
      .add(make(ParamType::tag_observation_trigger)
               .set("TriggerType", 0U)
               .set("NumberOfTags", 4U)
               .set("Timeout", 1000U));
  auto second = aispec();
  second.set("AntennaIDs", llrp::Words{3, 1});
  second.find(ParamType::aispec_stop_trigger)
      ->set("AISpecStopTriggerType", 3U)
      .add(make(ParamType::tag_observation_trigger)
               .set("TriggerType", 1U)
               .set("T", 20U)
               .set("Timeout", 1000U));
  spec.add(std::move(second));
  spec.add(report_spec(1, 0));
  run(std::move(spec));
  EXPECT_THAT(radio_.last_inventory->antennas, ElementsAre(2));
  pass_time(Milliseconds(5));
  EXPECT_THAT(radio_.last_inventory->antennas, ElementsAre(3, 1));
  EXPECT_THAT(report_sizes(), ElementsAre(4)) << "at the end of the AISpec";
  pass_time(Milliseconds(40));
  EXPECT_FALSE(radio_.running()) << "no new tag for 20 ms";
  EXPECT_THAT(report_sizes(), ElementsAre(4, 10));
  EXPECT_EQ(state_of(1), 1U);
}

/// One AISpec with a TagObservationTrigger.
Element observing(Element rospec, unsigned type, std::string_view field, unsigned value) {
  rospec.find(ParamType::aispec)
      ->find(ParamType::aispec_stop_trigger)
      ->set("AISpecStopTriggerType", 3U)
      .add(make(ParamType::tag_observation_trigger).set("TriggerType", type).set(field, value));
  return rospec;
}

/// The same tag again and again, one read a millisecond.
void script_one_tag(test::ScriptedRadio& radio, unsigned reads) {
  for (unsigned i = 0; i < reads; ++i) {
    radio.script.push_back({Milliseconds(i + 1), test::ScriptedRadio::tag(1)});
  }
}

TEST_F(DeviceTest, observations_are_of_new_tags_in_1_0_1) {
  script_one_tag(radio_, 50);
  run(observing(rospec(1), 0, "NumberOfTags", 2));
  pass_time(Milliseconds(60));
  EXPECT_TRUE(radio_.running()) << "one tag, read fifty times";
}

TEST_F(DeviceTest, in_1_1_triggers_count_reads_or_tags) {
  negotiate();
  script_one_tag(radio_, 50);
  run(observing(rospec(1), 0, "NumberOfTags", 3));
  pass_time(Milliseconds(5));
  EXPECT_FALSE(radio_.running()) << "three reads";
  run(observing(rospec(2), 3, "NumberOfTags", 3), 2);
  pass_time(Milliseconds(60));
  EXPECT_TRUE(radio_.running()) << "one tag";
  ASSERT_EQ(rospec_request(MessageType::delete_rospec, 0), StatusCode::m_success);
  run(observing(rospec(3), 1, "T", 20), 3);
  pass_time(Milliseconds(60));
  EXPECT_TRUE(radio_.running()) << "the last read was 10 ms ago";
  pass_time(Milliseconds(11));
  EXPECT_FALSE(radio_.running());
  run(observing(rospec(4), 4, "T", 20), 4);
  pass_time(Milliseconds(22));
  EXPECT_FALSE(radio_.running()) << "no new tag for 20 ms";
}

TEST_F(DeviceTest, attempts_are_turns_of_all_antennas) {
  run(observing(rospec(1), 2, "NumberOfAttempts", 3));
  radio_.cycle(2);
  pass_time(Milliseconds(1));
  EXPECT_TRUE(radio_.running());
  radio_.cycle(1);
  pass_time(Milliseconds(1));
  EXPECT_FALSE(radio_.running());
}

TEST_F(DeviceTest, an_observation_that_does_not_come_has_a_timeout) {
  auto spec = observing(rospec(1), 0, "NumberOfTags", 3);
  spec.find(ParamType::aispec)
      ->find(ParamType::aispec_stop_trigger)
      ->find(ParamType::tag_observation_trigger)
      ->set("Timeout", 25U);
  run(std::move(spec));
  pass_time(Milliseconds(24));
  EXPECT_TRUE(radio_.running());
  pass_time(Milliseconds(2));
  EXPECT_FALSE(radio_.running());
}

TEST_F(DeviceTest, triggers_that_would_never_fire_are_refused) {
  EXPECT_NE(add(observing(rospec(1), 0, "NumberOfTags", 0)), StatusCode::m_success);
  EXPECT_NE(add(observing(rospec(1), 1, "T", 0)), StatusCode::m_success);
  EXPECT_NE(add(observing(rospec(1), 2, "NumberOfAttempts", 0)), StatusCode::m_success);
  EXPECT_NE(add(observing(rospec(1), 3, "NumberOfTags", 1)), StatusCode::m_success)
      << "1.0.1 has no such trigger";
  auto bare = rospec(1);
  bare.find(ParamType::aispec)
      ->find(ParamType::aispec_stop_trigger)
      ->set("AISpecStopTriggerType", 3U);
  EXPECT_NE(add(std::move(bare)), StatusCode::m_success);
}

TEST_F(DeviceTest, an_input_ends_an_aispec) {
  ASSERT_EQ(
      set_config(make(ParamType::gpi_port_current_state).set("GPIPortNum", 1U).set("Config", 1U)),
      StatusCode::m_success);
  auto spec = rospec(1);
  spec.find(ParamType::aispec)
      ->find(ParamType::aispec_stop_trigger)
      ->set("AISpecStopTriggerType", 2U)
      .add(make(ParamType::gpi_trigger_value).set("GPIPortNum", 1U).set("GPIEvent", 1U));
  auto second = aispec();
  second.set("AntennaIDs", llrp::Words{2});
  spec.add(std::move(second));
  run(std::move(spec));
  EXPECT_THAT(radio_.last_inventory->antennas, SizeIs(4));
  radio_.plugged.set_input(1, true);
  EXPECT_THAT(radio_.last_inventory->antennas, ElementsAre(2)) << "the next one";
}

TEST_F(DeviceTest, antennas_that_are_not_connected_are_left_out) {
  enable_events({4, 8});
  radio_.plugged.set_antenna(2, false);
  run(rospec(1));
  EXPECT_THAT(radio_.last_inventory->antennas, ElementsAre(1, 3, 4));
  outlet_.sent.clear();
  radio_.plugged.set_antenna(2, true);
  EXPECT_THAT(radio_.last_inventory->antennas, ElementsAre(1, 2, 3, 4));
  ASSERT_THAT(event_names(), ElementsAre("AntennaEvent"));
  EXPECT_EQ(events()[0].get_name("EventType"), "antenna_connected");
  EXPECT_EQ(events()[0].get_unsigned("AntennaID"), 2U);
  for (std::uint16_t port = 1; port <= 4; ++port) radio_.plugged.set_antenna(port, false);
  EXPECT_FALSE(radio_.running());
  EXPECT_EQ(state_of(1), 1U);
  EXPECT_EQ(rospec_request(MessageType::start_rospec, 1), StatusCode::r_device_error);
}

Element survey(unsigned from_khz, unsigned to_khz, unsigned stop, unsigned value) {
  return make(ParamType::rf_survey_spec)
      .set("AntennaID", 2U)
      .set("StartFrequency", from_khz)
      .set("EndFrequency", to_khz)
      .add(make(ParamType::rf_survey_spec_stop_trigger)
               .set("StopTriggerType", stop)
               .set(stop == 2 ? "N" : "DurationPeriod", value));
}

Element surveying(Element spec) {
  return make(ParamType::rospec)
      .set("ROSpecID", 1U)
      .add(make(ParamType::ro_boundary_spec)
               .add(make(ParamType::rospec_start_trigger))
               .add(make(ParamType::rospec_stop_trigger)))
      .add(std::move(spec))
      .add(make(ParamType::ro_report_spec)
               .set("ROReportTrigger", 1U)
               .add(make(ParamType::tag_report_content_selector)
                        .set("EnableROSpecID", 1U)
                        .set("EnableSpecIndex", 1U)));
}

TEST_F(DeviceTest, a_survey_measures_every_channel_of_its_range) {
  enable_events({2, 5});
  radio_.loud_hz = 866'900'000;
  auto spec = surveying(survey(866'000, 867'000, 2, 2));
  run(std::move(spec));
  EXPECT_FALSE(radio_.running()) << "no carrier";
  pass_time(Milliseconds(100));
  EXPECT_THAT(event_names(), ElementsAre("RFSurveyEvent", "ROSpecEvent"));
  std::vector<Element> reports;
  for (const auto& message : outlet_.sent) {
    if (!message.is(MessageType::ro_access_report)) continue;
    for (const auto& child : message.body.children()) reports.push_back(child);
  }
  ASSERT_THAT(reports, SizeIs(2)) << "a pass each";
  EXPECT_EQ(reports[0].find(ParamType::rospec_id)->get_unsigned("ROSpecID"), 1U);
  EXPECT_EQ(reports[0].find(ParamType::spec_index)->get_unsigned("SpecIndex"), 1U);
  std::vector<std::pair<std::uint64_t, std::int64_t>> peaks;
  for (const auto& child : reports[0].children()) {
    if (!child.is(ParamType::frequency_rssi_level_entry)) continue;
    peaks.emplace_back(child.get_unsigned("Frequency"), child.get_signed("PeakRSSI"));
    EXPECT_EQ(child.get_signed("AverageRSSI"), child.get_signed("PeakRSSI"));
    EXPECT_NE(child.find(ParamType::utc_timestamp), nullptr);
  }
  EXPECT_THAT(peaks, ElementsAre(std::pair(866'300U, -85), std::pair(866'900U, -40)));
  EXPECT_EQ(state_of(1), 1U);
}

TEST_F(DeviceTest, a_survey_may_end_by_time_and_another_spec_follows) {
  auto spec = surveying(survey(865'000, 868'000, 1, 33));
  spec.add(aispec());
  run(std::move(spec));
  pass_time(Milliseconds(32));
  EXPECT_FALSE(radio_.running());
  pass_time(Milliseconds(2));
  EXPECT_TRUE(radio_.running());
}

TEST_F(DeviceTest, a_survey_of_nothing_is_refused) {
  EXPECT_NE(add(surveying(survey(800'000, 801'000, 2, 1))), StatusCode::m_success);
  EXPECT_NE(add(surveying(survey(867'000, 866'000, 2, 1))), StatusCode::m_success);
  EXPECT_NE(add(surveying(survey(865'000, 868'000, 2, 0))), StatusCode::m_success);
  EXPECT_NE(add(surveying(survey(865'000, 868'000, 1, 0))), StatusCode::m_success);
  auto antenna = survey(865'000, 868'000, 2, 1);
  antenna.set("AntennaID", 5U);
  EXPECT_NE(add(surveying(std::move(antenna))), StatusCode::m_success);
  profile_.rf_survey = false;
  remake();
  EXPECT_NE(add(surveying(survey(865'000, 868'000, 2, 1))), StatusCode::m_success);
}
}  // namespace
}  // namespace plugtest::drivers
