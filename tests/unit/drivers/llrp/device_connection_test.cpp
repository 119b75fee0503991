// Keepalives, the end of a connection, and what is held back for the next one.

#include "tests/unit/drivers/llrp/device_fixture.h"

namespace plugtest::drivers {
namespace {

using namespace test_device;
using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST_F(DeviceTest, sends_keepalives_at_the_period_until_they_are_switched_off) {
  const auto set_period = [&](unsigned type, unsigned ms) {
    Message message(MessageType::set_reader_config);
    message.body.add(make(ParamType::keepalive_spec)
                         .set("KeepaliveTriggerType", type)
                         .set("PeriodicTriggerValue", ms));
    return code(answer(std::move(message), MessageType::set_reader_config_response));
  };
  ASSERT_EQ(set_period(1, 5000), StatusCode::m_success);
  pass_time(std::chrono::seconds(11));
  EXPECT_THAT(outlet_.sent, SizeIs(2));
  ASSERT_EQ(set_period(0, 0), StatusCode::m_success);
  pass_time(std::chrono::minutes(1));
  EXPECT_THAT(outlet_.sent, IsEmpty());
}

TEST_F(DeviceTest, gives_a_client_up_that_acknowledges_nothing) {
  Message message(MessageType::set_reader_config);
  message.body.add(make(ParamType::keepalive_spec)
                       .set("KeepaliveTriggerType", 1U)
                       .set("PeriodicTriggerValue", 1000U));
  ask(message);
  pass_time(std::chrono::milliseconds(2500));
  EXPECT_TRUE(device().client_silent());
  ask(Message(MessageType::keepalive_ack));
  EXPECT_FALSE(device().client_silent());
  pass_time(std::chrono::seconds(20));
  EXPECT_TRUE(outlet_.hung_up);
  ASSERT_FALSE(outlet_.sent.empty());
  EXPECT_NE(outlet_.sent.back().body.find(ParamType::reader_event_notification_data,
                                          ParamType::connection_close_event),
            nullptr);
}

TEST_F(DeviceTest, closes_the_connection_behind_its_response) {
  const auto response =
      answer(Message(MessageType::close_connection), MessageType::close_connection_response);
  EXPECT_EQ(code(response), StatusCode::m_success);
  EXPECT_TRUE(outlet_.hung_up);
  EXPECT_THAT(ask(Message(MessageType::get_rospecs)), IsEmpty()) << "nothing after the response";
}

TEST_F(DeviceTest, holds_reports_back_for_a_client_that_comes_back) {
  radio_.script_tags(3);
  Message hold(MessageType::set_reader_config);
  hold.body.add(make(ParamType::events_and_reports).set("HoldEventsAndReportsUponReconnect", 1U));
  ask(std::move(hold));
  auto spec = rospec(1);
  spec.add(report_spec(2, 1));
  run(std::move(spec));
  device().detach();
  pass_time(Milliseconds(20));
  device().attach(outlet_);
  EXPECT_THAT(outlet_.sent, IsEmpty()) << "not before it asks for them";
  const auto released = ask(Message(MessageType::enable_events_and_reports));
  ASSERT_THAT(released, SizeIs(1));
  EXPECT_EQ(released[0].body.count(ParamType::tag_report_data), 3U);
}

TEST_F(DeviceTest, enabling_events_and_reports_brings_what_no_trigger_asked_for) {
  radio_.script_tags(3);
  ASSERT_EQ(
      set_config(make(ParamType::events_and_reports).set("HoldEventsAndReportsUponReconnect", 1U)),
      StatusCode::m_success);
  enable_events({2});
  auto spec = rospec(1);
  spec.add(report_spec(0, 0));
  run(std::move(spec));
  device().detach();
  pass_time(Milliseconds(20));
  device().attach(outlet_);
  others_.clear();
  EXPECT_EQ(rospec_request(MessageType::stop_rospec, 1), StatusCode::m_success);
  EXPECT_THAT(others_, IsEmpty()) << "held back";
  const auto released = ask(Message(MessageType::enable_events_and_reports));
  ASSERT_THAT(released, SizeIs(2));
  EXPECT_TRUE(released[0].is(MessageType::reader_event_notification)) << "the end of the ROSpec";
  EXPECT_EQ(released[1].body.count(ParamType::tag_report_data), 3U);
}
}  // namespace
}  // namespace plugtest::drivers
