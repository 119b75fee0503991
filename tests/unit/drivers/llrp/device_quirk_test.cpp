// Profiles as data: what readers of the field do otherwise, one at a time.

#include "protocols/llrp/lab_extension.h"
#include "tests/unit/drivers/llrp/device_fixture.h"

namespace plugtest::drivers {
namespace {

using namespace test_device;
using model::LlrpQuirk;
using testing::IsEmpty;
using testing::SizeIs;

TEST_F(DeviceTest, undefined_event_type_and_index_0) {
  profile_.quirks = {LlrpQuirk::aispec_event_type_1, LlrpQuirk::spec_index_0};
  remake();
  outlet_.mode = llrp::DecodeMode::tolerant;  // a strict one refuses an index of 0
  enable_events({6});
  radio_.script_tags(1);
  auto content = report_spec(2, 1);
  content.find(ParamType::tag_report_content_selector)->set("EnableSpecIndex", 1U);
  auto spec = rospec(1);
  spec.add(std::move(content));
  run(std::move(spec));
  pass_time(Milliseconds(5));
  ASSERT_THAT(tags(), SizeIs(1));
  EXPECT_EQ(tags()[0].find(ParamType::spec_index)->get_unsigned("SpecIndex"), 0U);
  // A strict decoder does not take the event, as it should not.
  outlet_.raw_only = true;
  Message stop(MessageType::stop_rospec);
  stop.body.set("ROSpecID", 1U);
  ask(std::move(stop));
  ASSERT_THAT(outlet_.bytes, SizeIs(2));
  EXPECT_FALSE(llrp::decode(outlet_.bytes[0], llrp::DecodeMode::strict));
  const auto event = llrp::decode(outlet_.bytes[0], llrp::DecodeMode::tolerant);
  ASSERT_TRUE(event);
  const auto* aispec_event =
      event->body.find(ParamType::reader_event_notification_data, ParamType::aispec_event);
  ASSERT_NE(aispec_event, nullptr);
  EXPECT_EQ(aispec_event->get_unsigned("EventType"), 1U);
  EXPECT_EQ(aispec_event->get_unsigned("SpecIndex"), 0U);
}

TEST_F(DeviceTest, a_rospec_that_saw_no_tag_ends_with_an_empty_report) {
  for (const bool odd : {false, true}) {
    for (const unsigned tags : {0U, 2U}) {
      profile_.quirks.clear();
      if (odd) profile_.quirks = {LlrpQuirk::empty_reports};
      remake();
      radio_.script.clear();
      radio_.script_tags(tags);
      auto spec = rospec(1);
      spec.add(report_spec(2, 1));
      run(std::move(spec));
      pass_time(Milliseconds(5));
      others_.clear();
      ASSERT_EQ(rospec_request(MessageType::stop_rospec, 1), StatusCode::m_success);
      // The end of the ROSpec causes a report (14.2.1). Readers of the quirk send it even when all
      // has been reported.
      ASSERT_EQ(others_.size(), odd || tags == 0 ? 1U : 0U);
      if (others_.empty()) continue;
      EXPECT_TRUE(others_[0].is(MessageType::ro_access_report));
      EXPECT_THAT(others_[0].body.children(), IsEmpty());
    }
  }
}

TEST_F(DeviceTest, a_rospec_that_is_only_polled_ends_without_a_report) {
  auto spec = rospec(1);
  spec.add(report_spec(0, 0));
  run(std::move(spec));
  others_.clear();
  ASSERT_EQ(rospec_request(MessageType::stop_rospec, 1), StatusCode::m_success);
  EXPECT_THAT(others_, IsEmpty());
}

TEST_F(DeviceTest, access_spec_id_0) {
  for (const bool odd : {false, true}) {
    profile_.quirks.clear();
    if (odd) profile_.quirks = {LlrpQuirk::access_spec_id_0};
    remake();
    radio_.script.clear();
    radio_.script_tags(1);
    auto content = report_spec(2, 1);
    content.find(ParamType::tag_report_content_selector)->set("EnableAccessSpecID", 1U);
    auto spec = rospec(1);
    spec.add(std::move(content));
    run(std::move(spec));
    pass_time(Milliseconds(5));
    ASSERT_THAT(tags(), SizeIs(1));
    EXPECT_EQ(tags()[0].find(ParamType::access_spec_id) != nullptr, odd);
  }
}

TEST_F(DeviceTest, stop_of_a_disabled_rospec_is_refused) {
  profile_.quirks = {LlrpQuirk::stop_disabled_refused};
  remake();
  ASSERT_EQ(add(rospec(1)), StatusCode::m_success);
  EXPECT_EQ(rospec_request(MessageType::stop_rospec, 1), StatusCode::m_field_error);
}

TEST_F(DeviceTest, forgets_everything_with_the_connection) {
  for (const bool odd : {false, true}) {
    profile_.quirks.clear();
    if (odd) profile_.quirks = {LlrpQuirk::forgets_on_close};
    remake();
    run(rospec(1));
    device().detach();
    EXPECT_EQ(radio_.running(), !odd);
    device().attach(outlet_);
    const auto all = answer(Message(MessageType::get_rospecs), MessageType::get_rospecs_response);
    EXPECT_EQ(all.body.count(ParamType::rospec), odd ? 0U : 1U) << "left over for the next client";
  }
}

TEST_F(DeviceTest, keeps_a_dead_connection) {
  profile_.quirks = {LlrpQuirk::keeps_dead_connection};
  remake();
  ASSERT_EQ(set_config(make(ParamType::keepalive_spec)
                           .set("KeepaliveTriggerType", 1U)
                           .set("PeriodicTriggerValue", 1000U)),
            StatusCode::m_success);
  pass_time(std::chrono::seconds(60));
  EXPECT_FALSE(outlet_.hung_up);
  EXPECT_FALSE(device().lets_go());
}

TEST_F(DeviceTest, no_event_holding) {
  profile_.event_holding = false;
  remake();
  EXPECT_NE(set_config(make(ParamType::events_and_reports)), StatusCode::m_success);
  EXPECT_EQ(
      code(answer(Message(MessageType::enable_events_and_reports), MessageType::error_message)),
      StatusCode::m_unsupported_message);
}

TEST_F(DeviceTest, the_type_d_extension_goes_by_the_number_of_the_profile) {
  constexpr std::uint32_t k_own = 50'000;
  profile_.type_d_vendor = k_own;
  radio_.mutable_capabilities().protocols = {model::AirProtocol::type_c,
                                             model::AirProtocol::type_d};
  remake();
  const auto told = answer(Message(MessageType::get_reader_capabilities),
                           MessageType::get_reader_capabilities_response);
  const auto* custom = told.body.find(ParamType::custom);
  ASSERT_NE(custom, nullptr);
  EXPECT_EQ(custom->get_unsigned("VendorIdentifier"), k_own);
  const auto type_d = [](std::uint32_t vendor) {
    auto spec = rospec(1);
    Element& inventory = *spec.find(ParamType::aispec)->find(ParamType::inventory_parameter_spec);
    inventory.set("ProtocolID", 0U).add(llrp::lab_extension::type_d_inventory(vendor));
    return spec;
  };
  EXPECT_NE(add(type_d(llrp::lab_extension::k_vendor)), StatusCode::m_success);
  EXPECT_EQ(add(type_d(k_own)), StatusCode::m_success);
}

// Clients are known that take a Custom they do not know for the rest of the message.
TEST_F(DeviceTest, tags_have_no_custom_of_ours_unless_it_was_asked_for) {
  radio_.mutable_capabilities().protocols = {model::AirProtocol::type_c,
                                             model::AirProtocol::type_d};
  for (const bool asked : {false, true}) {
    remake();
    radio_.script.clear();
    auto read = test::ScriptedRadio::tag(1);
    read.phase_4096 = 1234;
    radio_.script.push_back({Milliseconds(1), read});
    auto content = report_spec(2, 1);
    if (asked) content.add(llrp::lab_extension::phase_reports());
    auto spec = rospec(1);
    spec.add(std::move(content));
    run(std::move(spec));
    pass_time(Milliseconds(5));
    const auto told = tags();
    ASSERT_THAT(told, SizeIs(1));
    EXPECT_EQ(told[0].find(ParamType::custom) != nullptr, asked);
    others_.clear();
  }
}

}  // namespace
}  // namespace plugtest::drivers
