// When and what is reported, and what accumulates (LLRP 1.1, 14).

#include "tests/unit/drivers/llrp/device_fixture.h"

namespace plugtest::drivers {
namespace {

using namespace test_device;
using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST_F(DeviceTest, reports_every_n_tags_and_the_rest_at_the_end) {
  radio_.script_tags(10);
  auto spec = rospec(1);
  spec.add(report_spec(2, 4));
  run(std::move(spec));
  pass_time(Milliseconds(50));
  EXPECT_THAT(report_sizes(), ElementsAre(4, 4));
  outlet_.sent.clear();
  Message stop(MessageType::stop_rospec);
  stop.body.set("ROSpecID", 1U);
  const auto sent = ask(std::move(stop));
  ASSERT_THAT(sent, SizeIs(2));
  EXPECT_EQ(sent[0].body.count(ParamType::tag_report_data), 2U);
  EXPECT_TRUE(sent[1].is(MessageType::stop_rospec_response)) << "the reports come first";
}

TEST_F(DeviceTest, without_a_trigger_reports_are_polled) {
  radio_.script_tags(3);
  auto spec = rospec(1);
  spec.add(report_spec(0, 0));
  run(std::move(spec));
  pass_time(Milliseconds(50));
  EXPECT_EQ(rospec_request(MessageType::stop_rospec, 1), StatusCode::m_success);
  EXPECT_THAT(report_sizes(), IsEmpty());
  const auto report = answer(Message(MessageType::get_report), MessageType::ro_access_report);
  EXPECT_EQ(report.body.count(ParamType::tag_report_data), 3U);
  const auto again = answer(Message(MessageType::get_report), MessageType::ro_access_report);
  EXPECT_EQ(again.body.count(ParamType::tag_report_data), 0U);
}

TEST_F(DeviceTest, reads_accumulate_as_long_as_the_enabled_identifiers_are_equal) {
  auto read = test::ScriptedRadio::tag(1);
  const auto at = [&](int ms, std::uint16_t antenna, std::uint16_t channel, std::int32_t rssi) {
    read.antenna = antenna;
    read.channel = channel;
    read.rssi_mdbm = rssi;
    radio_.script.push_back({Milliseconds(ms), read});
  };
  at(1, 1, 1, -60'000);
  at(2, 2, 1, -50'000);
  at(3, 1, 2, -40'000);  // the channel is not enabled: the first one again
  auto spec = rospec(1);
  spec.add(report_spec(2, 0));
  run(std::move(spec));
  pass_time(Milliseconds(10));
  outlet_.sent.clear();
  Message stop(MessageType::stop_rospec);
  stop.body.set("ROSpecID", 1U);
  const auto sent = ask(std::move(stop));
  ASSERT_FALSE(sent.empty());
  const auto& tags = sent[0].body.children();
  ASSERT_THAT(tags, SizeIs(2));
  EXPECT_EQ(tags[0].find(ParamType::antenna_id)->get_unsigned("AntennaID"), 1U);
  EXPECT_EQ(tags[0].find(ParamType::tag_seen_count)->get_unsigned("TagCount"), 2U);
  EXPECT_EQ(tags[1].find(ParamType::tag_seen_count)->get_unsigned("TagCount"), 1U);
  EXPECT_EQ(tags[0].find(ParamType::peak_rssi), nullptr) << "not enabled";
}

TEST_F(DeviceTest, a_full_buffer_warns_then_loses_and_says_so) {
  radio_.mutable_capabilities().report_buffer_tags = 10;
  remake();
  radio_.script_tags(15);
  Message events(MessageType::set_reader_config);
  events.body.add(make(ParamType::reader_event_notification_spec)
                      .add(make(ParamType::event_notification_state)
                               .set("EventType", 3U)
                               .set("NotificationState", 1U)));
  ask(std::move(events));
  auto spec = rospec(1);
  spec.add(report_spec(0, 0));
  run(std::move(spec));
  pass_time(Milliseconds(50));
  ASSERT_THAT(outlet_.sent, SizeIs(2));
  const auto has = [&](std::size_t index, ParamType type) {
    return outlet_.sent[index].body.find(ParamType::reader_event_notification_data, type) !=
           nullptr;
  };
  EXPECT_TRUE(has(0, ParamType::report_buffer_level_warning_event));
  EXPECT_TRUE(has(1, ParamType::report_buffer_overflow_error_event));
  const auto report = answer(Message(MessageType::get_report), MessageType::ro_access_report);
  EXPECT_EQ(report.body.count(ParamType::tag_report_data), 10U);
}

TEST_F(DeviceTest, reports_every_so_many_milliseconds_or_seconds) {
  negotiate();
  radio_.script_tags(50);
  auto spec = rospec(1);
  spec.add(report_spec(6, 20));
  run(std::move(spec));
  pass_time(Milliseconds(45));
  EXPECT_THAT(report_sizes(), ElementsAre(testing::AllOf(testing::Ge(18U), testing::Le(21U)),
                                          testing::AllOf(testing::Ge(18U), testing::Le(21U))));
  ASSERT_EQ(rospec_request(MessageType::delete_rospec, 0), StatusCode::m_success);
  auto slow = rospec(2);
  slow.add(report_spec(4, 1));
  run(std::move(slow), 2);
  outlet_.sent.clear();
  pass_time(Milliseconds(990));
  EXPECT_THAT(report_sizes(), IsEmpty());
  pass_time(Milliseconds(20));
  EXPECT_THAT(report_sizes(), ElementsAre(50));
  pass_time(std::chrono::seconds(3));
  EXPECT_THAT(report_sizes(), ElementsAre(50)) << "nothing new, no report";
}

TEST_F(DeviceTest, the_odd_triggers_report_at_the_end_of_every_aispec) {
  negotiate();
  for (const unsigned trigger_type : {1U, 3U, 5U}) {
    radio_.script.clear();
    radio_.script_tags(4);
    auto spec = rospec(trigger_type);
    spec.find(ParamType::aispec)
        ->find(ParamType::aispec_stop_trigger)
        ->set("AISpecStopTriggerType", 1U)
        .set("DurationTrigger", 10U);
    spec.add(aispec());
    spec.add(report_spec(trigger_type, 0));
    run(std::move(spec), trigger_type);
    outlet_.sent.clear();
    pass_time(Milliseconds(12));
    EXPECT_THAT(report_sizes(), ElementsAre(4)) << trigger_type;
    ASSERT_EQ(rospec_request(MessageType::delete_rospec, 0), StatusCode::m_success);
  }
}

TEST_F(DeviceTest, tags_of_one_epc_with_other_memory_words_are_apart_when_those_are_told) {
  auto read = test::ScriptedRadio::tag(1);
  radio_.script.push_back({Milliseconds(1), read});
  read.pc_word = 0x3400;
  read.xpc_w1 = 0x0001;
  radio_.script.push_back({Milliseconds(2), read});
  radio_.script.push_back({Milliseconds(3), read});
  negotiate();
  auto content = report_spec(2, 0);
  content.find(ParamType::tag_report_content_selector)
      ->add(make(ParamType::c1g2_epc_memory_selector)
                .set("EnablePCBits", 1U)
                .set("EnableCRC", 1U)
                .set("EnableXPCBits", 1U));
  auto spec = rospec(1);
  spec.add(std::move(content));
  run(std::move(spec));
  pass_time(Milliseconds(5));
  const auto report = answer(Message(MessageType::get_report), MessageType::ro_access_report);
  const auto& told = report.body.children();
  ASSERT_THAT(told, SizeIs(2));
  EXPECT_EQ(told[0].find(ParamType::c1g2_pc)->get_unsigned("PCBits"), 0x3000U);
  EXPECT_EQ(told[0].find(ParamType::c1g2_xpc_w1), nullptr) << "it has none";
  EXPECT_EQ(told[1].find(ParamType::c1g2_xpc_w1)->get_unsigned("XPC_W1"), 1U);
  EXPECT_EQ(told[1].find(ParamType::tag_seen_count)->get_unsigned("TagCount"), 2U);
  EXPECT_NE(told[1].find(ParamType::c1g2_crc), nullptr);
}

TEST_F(DeviceTest, the_strongest_reply_the_first_and_the_last_time_are_told) {
  auto read = test::ScriptedRadio::tag(1);
  for (const int ms : {2, 4, 6}) {
    read.rssi_mdbm = ms == 4 ? -41'000 : -60'000;
    radio_.script.push_back({Milliseconds(ms), read});
  }
  auto content = report_spec(2, 0);
  content.find(ParamType::tag_report_content_selector)
      ->set("EnablePeakRSSI", 1U)
      .set("EnableFirstSeenTimestamp", 1U)
      .set("EnableLastSeenTimestamp", 1U);
  auto spec = rospec(1);
  spec.add(std::move(content));
  run(std::move(spec));
  pass_time(Milliseconds(8));
  const auto report = answer(Message(MessageType::get_report), MessageType::ro_access_report);
  ASSERT_THAT(report.body.children(), SizeIs(1));
  const auto& tag = report.body.children()[0];
  EXPECT_EQ(tag.find(ParamType::peak_rssi)->get_signed("PeakRSSI"), -41);
  const auto seen = [&](ParamType type) { return tag.find(type)->get_unsigned("Microseconds"); };
  EXPECT_EQ(seen(ParamType::last_seen_timestamp_utc) - seen(ParamType::first_seen_timestamp_utc),
            4000U);
}

TEST_F(DeviceTest, a_reader_that_knows_no_date_tells_its_uptime) {
  profile_.utc_clock = false;
  remake();
  pass_time(std::chrono::seconds(2));
  radio_.script_tags(1);
  enable_events({2});
  auto content = report_spec(2, 1);
  content.find(ParamType::tag_report_content_selector)
      ->set("EnableFirstSeenTimestamp", 1U)
      .set("EnableLastSeenTimestamp", 1U);
  auto spec = rospec(1);
  spec.add(std::move(content));
  run(std::move(spec));
  pass_time(Milliseconds(5));
  ASSERT_THAT(tags(), SizeIs(1));
  EXPECT_EQ(tags()[0].find(ParamType::first_seen_timestamp_utc), nullptr);
  EXPECT_EQ(tags()[0].find(ParamType::first_seen_timestamp_uptime)->get_unsigned("Microseconds"),
            2'001'000U);
  ASSERT_THAT(others_, SizeIs(1));
  EXPECT_EQ(others_[0]
                .body.find(ParamType::reader_event_notification_data, ParamType::uptime)
                ->get_unsigned("Microseconds"),
            2'000'000U);
}

TEST_F(DeviceTest, an_overflow_is_told_again_after_there_was_room) {
  radio_.mutable_capabilities().report_buffer_tags = 10;
  remake();
  enable_events({3});
  radio_.script_tags(30);
  auto spec = rospec(1);
  spec.add(report_spec(0, 0));
  run(std::move(spec));
  outlet_.sent.clear();
  pass_time(Milliseconds(15));
  EXPECT_THAT(event_names(),
              ElementsAre("ReportBufferLevelWarningEvent", "ReportBufferOverflowErrorEvent"));
  answer(Message(MessageType::get_report), MessageType::ro_access_report);
  outlet_.sent.clear();
  pass_time(Milliseconds(20));
  EXPECT_THAT(event_names(),
              ElementsAre("ReportBufferLevelWarningEvent", "ReportBufferOverflowErrorEvent"));
}
TEST_F(DeviceTest, an_accessspec_without_a_report_spec_goes_by_the_configuration) {
  radio_.script_tags(1);
  radio_.access_words = {0xCAFE};
  for (const unsigned at_once : {0U, 1U}) {
    remake();
    if (at_once != 0) {
      ASSERT_EQ(set_config(make(ParamType::access_report_spec).set("AccessReportTrigger", 1U)),
                StatusCode::m_success);
    }
    Message add_access(MessageType::add_accessspec);
    add_access.body.add(
        make(ParamType::access_spec)
            .set("AccessSpecID", 1U)
            .set("ProtocolID", 1U)
            .add(make(ParamType::access_spec_stop_trigger))
            .add(make(ParamType::access_command)
                     .add(make(ParamType::c1g2_tag_spec).add(make(ParamType::c1g2_target_tag)))
                     .add(make(ParamType::c1g2_read).set("OpSpecID", 1U).set("WordCount", 1U))));
    ASSERT_EQ(code(answer(std::move(add_access), MessageType::add_accessspec_response)),
              StatusCode::m_success);
    Message enable(MessageType::enable_accessspec);
    enable.body.set("AccessSpecID", 1U);
    ASSERT_EQ(code(answer(std::move(enable), MessageType::enable_accessspec_response)),
              StatusCode::m_success);
    auto spec = rospec(1);
    spec.add(report_spec(2, 0));
    run(std::move(spec));
    pass_time(Milliseconds(5));
    EXPECT_EQ(tags().size(), at_once) << "by default with the report of the ROSpec";
    others_.clear();
    ASSERT_EQ(rospec_request(MessageType::stop_rospec, 1), StatusCode::m_success);
    if (at_once != 0) continue;
    ASSERT_FALSE(others_.empty());
    EXPECT_NE(others_[0].body.find(ParamType::tag_report_data, ParamType::c1g2_read_op_spec_result),
              nullptr);
  }
}

}  // namespace
}  // namespace plugtest::drivers
