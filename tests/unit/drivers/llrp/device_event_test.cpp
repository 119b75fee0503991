// Events, and their order (LLRP 1.1, 14.2.5 and 14.2.6).

#include "tests/unit/drivers/llrp/device_fixture.h"

namespace plugtest::drivers {
namespace {

using namespace test_device;
using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST_F(DeviceTest, tells_the_events_that_are_enabled) {
  Message events(MessageType::set_reader_config);
  events.body.add(make(ParamType::reader_event_notification_spec)
                      .add(make(ParamType::event_notification_state)
                               .set("EventType", 2U)
                               .set("NotificationState", 1U)));
  ask(std::move(events));
  auto spec = rospec(1);
  spec.add(report_spec(0, 0));  // polled: no report comes between the events
  run(std::move(spec));
  EXPECT_EQ(rospec_request(MessageType::stop_rospec, 1), StatusCode::m_success);
  ASSERT_THAT(others_, SizeIs(2));
  const auto type = [&](std::size_t index) {
    return others_[index]
        .body.find(ParamType::reader_event_notification_data, ParamType::rospec_event)
        ->get_unsigned("EventType");
  };
  EXPECT_EQ(type(0), 0U);
  EXPECT_EQ(type(1), 1U);
}

TEST_F(DeviceTest, reports_come_before_the_end_of_what_they_are_from) {
  enable_events({2, 6});
  radio_.script_tags(3);
  auto spec = rospec(1);
  spec.find(ParamType::aispec)
      ->find(ParamType::aispec_stop_trigger)
      ->set("AISpecStopTriggerType", 1U)
      .set("DurationTrigger", 10U);
  spec.add(report_spec(1, 0));
  run(std::move(spec));
  outlet_.sent.clear();
  pass_time(Milliseconds(12));
  ASSERT_THAT(outlet_.sent, SizeIs(3));
  EXPECT_TRUE(outlet_.sent[0].is(MessageType::ro_access_report));
  EXPECT_THAT(event_names(), ElementsAre("AISpecEvent", "ROSpecEvent"));
}

TEST_F(DeviceTest, a_rospec_that_is_stopped_ends_its_aispec_first) {
  enable_events({2, 6});
  auto spec = rospec(1);
  spec.add(report_spec(0, 0));  // polled: no report comes between the events
  run(std::move(spec));
  others_.clear();
  ASSERT_EQ(rospec_request(MessageType::stop_rospec, 1), StatusCode::m_success);
  ASSERT_THAT(others_, SizeIs(2));
  EXPECT_NE(
      others_[0].body.find(ParamType::reader_event_notification_data, ParamType::aispec_event),
      nullptr);
  EXPECT_NE(
      others_[1].body.find(ParamType::reader_event_notification_data, ParamType::rospec_event),
      nullptr);
}

TEST_F(DeviceTest, an_aispec_tells_its_idle_slots_to_whoever_wants_them) {
  enable_events({7});
  radio_.slot_counts = {.empty = 70'000, .collided = 12};
  auto spec = rospec(1);
  spec.add(report_spec(0, 0));  // polled: no report comes between the events
  run(std::move(spec));
  others_.clear();
  ASSERT_EQ(rospec_request(MessageType::stop_rospec, 1), StatusCode::m_success);
  ASSERT_THAT(others_, SizeIs(1));
  const auto* event =
      others_[0].body.find(ParamType::reader_event_notification_data, ParamType::aispec_event);
  EXPECT_EQ(event->get_unsigned("SpecIndex"), 1U);
  const auto* details = event->find(ParamType::c1g2_singulation_details);
  ASSERT_NE(details, nullptr);
  EXPECT_EQ(details->get_unsigned("NumCollisionSlots"), 12U);
  EXPECT_EQ(details->get_unsigned("NumEmptySlots"), 65'535U) << "as many as there is room for";
}

TEST_F(DeviceTest, tells_hops) {
  radio_.mutable_capabilities().hopping = true;
  remake();
  enable_events({0});
  run(rospec(1));
  outlet_.sent.clear();
  radio_.hop_to(3);
  ASSERT_THAT(event_names(), ElementsAre("HoppingEvent"));
  EXPECT_EQ(events()[0].get_unsigned("HopTableID"), 1U);
  EXPECT_EQ(events()[0].get_unsigned("NextChannelIndex"), 3U);
}

TEST_F(DeviceTest, what_is_not_enabled_is_not_told) {
  radio_.script_tags(2);
  auto spec = rospec(1);
  spec.add(report_spec(0, 0));
  run(std::move(spec));
  radio_.hop_to(3);
  radio_.plugged.set_input(1, true);
  radio_.plugged.set_antenna(4, false);
  pass_time(Milliseconds(5));
  EXPECT_THAT(outlet_.sent, IsEmpty());
}
}  // namespace
}  // namespace plugtest::drivers
