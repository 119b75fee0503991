// The life of ROSpecs: start and stop triggers, priorities, loops (LLRP 1.1, 6.1 and 11).

#include "tests/unit/drivers/llrp/device_fixture.h"

namespace plugtest::drivers {
namespace {

using namespace test_device;
using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST_F(DeviceTest, a_rospec_goes_through_its_states) {
  EXPECT_EQ(add(rospec(1)), StatusCode::m_success);
  EXPECT_EQ(state_of(1), 0U);
  EXPECT_EQ(rospec_request(MessageType::start_rospec, 1), StatusCode::m_field_error);
  EXPECT_EQ(rospec_request(MessageType::stop_rospec, 1), StatusCode::m_success)
      << "it is stopped as it is";
  EXPECT_EQ(rospec_request(MessageType::enable_rospec, 1), StatusCode::m_success);
  EXPECT_EQ(state_of(1), 1U);
  EXPECT_FALSE(radio_.running());
  EXPECT_EQ(rospec_request(MessageType::start_rospec, 1), StatusCode::m_success);
  EXPECT_EQ(state_of(1), 2U);
  EXPECT_TRUE(radio_.running());
  EXPECT_EQ(rospec_request(MessageType::stop_rospec, 1), StatusCode::m_success);
  EXPECT_EQ(state_of(1), 1U);
  EXPECT_FALSE(radio_.running());
  EXPECT_EQ(rospec_request(MessageType::start_rospec, 1), StatusCode::m_success);
  EXPECT_EQ(rospec_request(MessageType::disable_rospec, 0), StatusCode::m_success);
  EXPECT_EQ(state_of(1), 0U);
  EXPECT_FALSE(radio_.running());
  EXPECT_EQ(rospec_request(MessageType::delete_rospec, 1), StatusCode::m_success);
  EXPECT_EQ(rospec_request(MessageType::delete_rospec, 1), StatusCode::m_field_error);
  EXPECT_EQ(rospec_request(MessageType::delete_rospec, 0), StatusCode::m_success);
}

TEST_F(DeviceTest, a_rospec_that_cannot_run_is_not_added) {
  EXPECT_NE(add(rospec(0)), StatusCode::m_success);
  EXPECT_EQ(add(rospec(1)), StatusCode::m_success);
  EXPECT_NE(add(rospec(1)), StatusCode::m_success) << "twice";
  auto priority = rospec(2);
  priority.set("Priority", 8U);
  EXPECT_NE(add(std::move(priority)), StatusCode::m_success);
  auto antenna = rospec(2);
  antenna.find(ParamType::aispec)->set("AntennaIDs", llrp::Words{1, 5});
  EXPECT_NE(add(std::move(antenna)), StatusCode::m_success);
  auto protocol = rospec(2);
  protocol.find(ParamType::aispec)
      ->find(ParamType::inventory_parameter_spec)
      ->set("ProtocolID", 0U);
  EXPECT_NE(add(std::move(protocol)), StatusCode::m_success);
  auto gpi = rospec(2);
  gpi.find(ParamType::ro_boundary_spec)
      ->find(ParamType::rospec_start_trigger)
      ->set("ROSpecStartTriggerType", 3U);
  EXPECT_NE(add(std::move(gpi)), StatusCode::m_success);
  const auto all = answer(Message(MessageType::get_rospecs), MessageType::get_rospecs_response);
  EXPECT_EQ(all.body.count(ParamType::rospec), 1U);
}

TEST_F(DeviceTest, the_number_of_rospecs_is_bounded) {
  std::uint32_t added = 0;
  while (added < 1000 && add(rospec(added + 1)) == StatusCode::m_success) ++added;
  EXPECT_EQ(added, 32U);
}

TEST_F(DeviceTest, one_rospec_is_active_at_a_time) {
  run(rospec(1));
  ASSERT_EQ(add(rospec(2)), StatusCode::m_success);
  ASSERT_EQ(rospec_request(MessageType::enable_rospec, 2), StatusCode::m_success);
  EXPECT_EQ(rospec_request(MessageType::start_rospec, 2), StatusCode::r_device_error);
}

TEST_F(DeviceTest, an_immediate_trigger_starts_on_enable_and_a_duration_stops) {
  auto spec = rospec(1);
  auto* boundary = spec.find(ParamType::ro_boundary_spec);
  boundary->find(ParamType::rospec_start_trigger)->set("ROSpecStartTriggerType", 1U);
  boundary->find(ParamType::rospec_stop_trigger)
      ->set("ROSpecStopTriggerType", 1U)
      .set("DurationTriggerValue", 50U);
  ASSERT_EQ(add(std::move(spec)), StatusCode::m_success);
  ASSERT_EQ(rospec_request(MessageType::enable_rospec, 1), StatusCode::m_success);
  pass_time(Milliseconds(49));
  EXPECT_TRUE(radio_.running());
  pass_time(Milliseconds(2));
  EXPECT_FALSE(radio_.running());
  EXPECT_EQ(state_of(1), 1U);
}

TEST_F(DeviceTest, a_periodic_trigger_starts_again_and_again) {
  auto spec = rospec(1);
  auto* boundary = spec.find(ParamType::ro_boundary_spec);
  boundary->find(ParamType::rospec_start_trigger)
      ->set("ROSpecStartTriggerType", 2U)
      .add(make(ParamType::periodic_trigger_value).set("Offset", 10U).set("Period", 100U));
  boundary->find(ParamType::rospec_stop_trigger)
      ->set("ROSpecStopTriggerType", 1U)
      .set("DurationTriggerValue", 50U);
  ASSERT_EQ(add(std::move(spec)), StatusCode::m_success);
  ASSERT_EQ(rospec_request(MessageType::enable_rospec, 1), StatusCode::m_success);
  EXPECT_EQ(radio_.starts, 0);
  pass_time(Milliseconds(350));
  EXPECT_EQ(radio_.starts, 4);
  ASSERT_EQ(rospec_request(MessageType::disable_rospec, 1), StatusCode::m_success);
  pass_time(std::chrono::seconds(1));
  EXPECT_EQ(radio_.starts, 4);
}

TEST_F(DeviceTest, a_more_important_rospec_takes_the_place_of_another) {
  enable_events({2});
  auto low = rospec(1);
  low.set("Priority", 5U).add(report_spec(0, 0));  // polled: no report comes between the events
  run(std::move(low));
  auto high = rospec(2);
  high.set("Priority", 1U);
  ASSERT_EQ(add(std::move(high)), StatusCode::m_success);
  ASSERT_EQ(rospec_request(MessageType::enable_rospec, 2), StatusCode::m_success);
  others_.clear();
  ASSERT_EQ(rospec_request(MessageType::start_rospec, 2), StatusCode::m_success);
  ASSERT_THAT(others_, SizeIs(2));
  const auto* preempted =
      others_[0].body.find(ParamType::reader_event_notification_data, ParamType::rospec_event);
  EXPECT_EQ(preempted->get_name("EventType"), "preemption_of_rospec");
  EXPECT_EQ(preempted->get_unsigned("ROSpecID"), 1U);
  EXPECT_EQ(preempted->get_unsigned("PreemptingROSpecID"), 2U);
  EXPECT_EQ(others_[1]
                .body.find(ParamType::reader_event_notification_data, ParamType::rospec_event)
                ->get_name("EventType"),
            "start_of_rospec");
  EXPECT_EQ(state_of(1), 1U);
  EXPECT_EQ(state_of(2), 2U);
  EXPECT_EQ(rospec_request(MessageType::start_rospec, 1), StatusCode::r_device_error)
      << "the less important one does not";
}

TEST_F(DeviceTest, an_immediate_rospec_comes_back_after_it_was_pre_empted) {
  auto low = rospec(1);
  low.set("Priority", 5U);
  trigger(low, ParamType::rospec_start_trigger)->set("ROSpecStartTriggerType", 1U);
  ASSERT_EQ(add(std::move(low)), StatusCode::m_success);
  ASSERT_EQ(rospec_request(MessageType::enable_rospec, 1), StatusCode::m_success);
  pass_time(Milliseconds(1));
  EXPECT_EQ(state_of(1), 2U);
  auto high = rospec(2);
  trigger(high, ParamType::rospec_stop_trigger)
      ->set("ROSpecStopTriggerType", 1U)
      .set("DurationTriggerValue", 30U);
  run(std::move(high), 2);
  pass_time(Milliseconds(20));
  EXPECT_EQ(state_of(1), 1U);
  pass_time(Milliseconds(20));
  EXPECT_EQ(state_of(1), 2U) << "the radio is free again";
}

TEST_F(DeviceTest, immediate_rospecs_wait_for_each_other_in_the_order_of_priority) {
  for (const std::uint32_t id : {1U, 2U, 3U}) {
    auto spec = rospec(id);
    spec.set("Priority", id == 3 ? 2U : 4U);
    trigger(spec, ParamType::rospec_start_trigger)->set("ROSpecStartTriggerType", 1U);
    trigger(spec, ParamType::rospec_stop_trigger)
        ->set("ROSpecStopTriggerType", 1U)
        .set("DurationTriggerValue", 10U);
    ASSERT_EQ(add(std::move(spec)), StatusCode::m_success);
  }
  enable_events({2});
  ASSERT_EQ(rospec_request(MessageType::enable_rospec, 0), StatusCode::m_success);
  outlet_.sent.clear();
  pass_time(Milliseconds(100));
  std::vector<std::uint64_t> started;
  for (const auto& event : events()) {
    if (event.get_unsigned("EventType") == 0) started.push_back(event.get_unsigned("ROSpecID"));
  }
  EXPECT_THAT(started, ElementsAre(3, 1, 2)) << "each once";
}

TEST_F(DeviceTest, a_reader_without_pre_emption_takes_priorities_for_nothing) {
  profile_.highest_priority_level = 0;
  remake();
  auto low = rospec(1);
  low.set("Priority", 7U);
  run(std::move(low));
  ASSERT_EQ(add(rospec(2)), StatusCode::m_success);
  ASSERT_EQ(rospec_request(MessageType::enable_rospec, 2), StatusCode::m_success);
  EXPECT_EQ(rospec_request(MessageType::start_rospec, 2), StatusCode::r_device_error);
}

TEST_F(DeviceTest, a_reader_with_few_priorities_takes_no_others) {
  profile_.highest_priority_level = 3;
  remake();
  auto spec = rospec(1);
  spec.set("Priority", 4U);
  EXPECT_NE(add(std::move(spec)), StatusCode::m_success);
}

TEST_F(DeviceTest, inputs_start_and_stop_a_rospec_once_they_are_enabled) {
  auto spec = rospec(1);
  const auto gpi = [](unsigned port, unsigned event) {
    return make(ParamType::gpi_trigger_value).set("GPIPortNum", port).set("GPIEvent", event);
  };
  trigger(spec, ParamType::rospec_start_trigger)->set("ROSpecStartTriggerType", 3U).add(gpi(2, 1));
  trigger(spec, ParamType::rospec_stop_trigger)->set("ROSpecStopTriggerType", 2U).add(gpi(2, 0));
  ASSERT_EQ(add(std::move(spec)), StatusCode::m_success);
  ASSERT_EQ(rospec_request(MessageType::enable_rospec, 1), StatusCode::m_success);
  radio_.plugged.set_input(2, true);
  EXPECT_FALSE(radio_.running()) << "the port is not enabled";
  radio_.plugged.set_input(2, false);
  ASSERT_EQ(
      set_config(make(ParamType::gpi_port_current_state).set("GPIPortNum", 2U).set("Config", 1U)),
      StatusCode::m_success);
  enable_events({1, 2});
  outlet_.sent.clear();
  radio_.plugged.set_input(2, true);
  EXPECT_TRUE(radio_.running());
  radio_.plugged.set_input(2, false);
  EXPECT_FALSE(radio_.running());
  EXPECT_THAT(event_names(), ElementsAre("GPIEvent", "ROSpecEvent", "GPIEvent", "ROSpecEvent"))
      << "the input before what it brings about";
  radio_.plugged.set_input(1, true);
  EXPECT_FALSE(radio_.running()) << "another port";
}

TEST_F(DeviceTest, a_stop_by_input_has_a_longest_time) {
  auto spec = rospec(1);
  trigger(spec, ParamType::rospec_stop_trigger)
      ->set("ROSpecStopTriggerType", 2U)
      .add(make(ParamType::gpi_trigger_value).set("GPIPortNum", 1U).set("Timeout", 40U));
  run(std::move(spec));
  pass_time(Milliseconds(39));
  EXPECT_TRUE(radio_.running());
  pass_time(Milliseconds(2));
  EXPECT_FALSE(radio_.running());
}

TEST_F(DeviceTest, an_input_that_is_not_there_triggers_nothing) {
  for (const unsigned port : {0U, 5U}) {
    auto spec = rospec(1);
    trigger(spec, ParamType::rospec_start_trigger)
        ->set("ROSpecStartTriggerType", 3U)
        .add(make(ParamType::gpi_trigger_value).set("GPIPortNum", port));
    EXPECT_EQ(add(std::move(spec)), StatusCode::m_parameter_error) << port;
  }
}

TEST_F(DeviceTest, a_periodic_trigger_may_begin_at_a_date) {
  radio_.clock_offset = std::chrono::milliseconds(-300);  // the reader's clock is late
  const auto now = radio_.reader_time(bench_.clock.now());
  const auto utc = std::chrono::duration_cast<std::chrono::microseconds>(
      (now + Milliseconds(200)).time_since_epoch());
  auto spec = rospec(1);
  trigger(spec, ParamType::rospec_start_trigger)
      ->set("ROSpecStartTriggerType", 2U)
      .add(make(ParamType::periodic_trigger_value)
               .set("Offset", 50U)
               .add(make(ParamType::utc_timestamp)
                        .set("Microseconds", static_cast<std::uint64_t>(utc.count()))));
  ASSERT_EQ(add(std::move(spec)), StatusCode::m_success);
  ASSERT_EQ(rospec_request(MessageType::enable_rospec, 1), StatusCode::m_success);
  pass_time(Milliseconds(249));
  EXPECT_EQ(radio_.starts, 0);
  pass_time(Milliseconds(2));
  EXPECT_EQ(radio_.starts, 1) << "once: there is no period";
}

// TCR-R7: one pass through the list is told, also when it is the only one.
TEST_F(DeviceTest, a_loop_runs_its_specs_again_and_tells_every_pass) {
  negotiate();
  enable_events({2, 6, 9});
  auto spec = rospec(1);
  spec.find(ParamType::aispec)
      ->find(ParamType::aispec_stop_trigger)
      ->set("AISpecStopTriggerType", 1U)
      .set("DurationTrigger", 10U);
  auto once = spec;
  once.add(make(ParamType::loop_spec).set("LoopCount", 1U));
  run(std::move(once));
  outlet_.sent.clear();
  pass_time(Milliseconds(50));
  EXPECT_THAT(event_names(), ElementsAre("AISpecEvent", "SpecLoopEvent", "ROSpecEvent"));
  EXPECT_EQ(events()[1].get_unsigned("LoopCount"), 1U);
  ASSERT_EQ(rospec_request(MessageType::delete_rospec, 1), StatusCode::m_success);
  spec.add(make(ParamType::loop_spec).set("LoopCount", 0U));
  run(std::move(spec));
  outlet_.sent.clear();
  pass_time(Milliseconds(55));
  std::vector<std::uint64_t> loops;
  for (const auto& event : events()) {
    if (event.is(ParamType::spec_loop_event)) loops.push_back(event.get_unsigned("LoopCount"));
  }
  EXPECT_THAT(loops, ElementsAre(1, 2, 3, 4, 5));
  EXPECT_EQ(state_of(1), 2U) << "without end";
}

TEST_F(DeviceTest, a_loop_ends_the_list_and_is_not_alone_in_it) {
  negotiate();
  auto not_last = rospec(1);
  not_last.append(make(ParamType::loop_spec));
  not_last.append(aispec());
  EXPECT_NE(add(std::move(not_last)), StatusCode::m_success);
  auto alone = make(ParamType::rospec)
                   .set("ROSpecID", 1U)
                   .add(*rospec(1).find(ParamType::ro_boundary_spec))
                   .add(make(ParamType::loop_spec));
  EXPECT_NE(add(std::move(alone)), StatusCode::m_success);
}

TEST_F(DeviceTest, a_trigger_that_cannot_start_is_an_exception) {
  enable_events({4});
  radio_.start_error = Error{ErrorCode::refused, "too much power", ""};
  auto spec = rospec(1);
  trigger(spec, ParamType::rospec_start_trigger)->set("ROSpecStartTriggerType", 1U);
  ASSERT_EQ(add(std::move(spec)), StatusCode::m_success);
  ASSERT_EQ(rospec_request(MessageType::enable_rospec, 1), StatusCode::m_success);
  outlet_.sent.clear();
  pass_time(Milliseconds(5));
  ASSERT_THAT(event_names(), ElementsAre("ReaderExceptionEvent"));
  EXPECT_EQ(events()[0].get_text("Message"), "too much power");
  EXPECT_EQ(state_of(1), 1U);
}
}  // namespace
}  // namespace plugtest::drivers
