// Profiles as data: what readers of the field do otherwise, one at a time; and a vendor's
// extension.

#include "tests/unit/drivers/llrp/device_fixture.h"

namespace plugtest::drivers {
namespace {

using namespace test_device;
using model::LlrpQuirk;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::uint32_t k_impinj = 25882;

Message enable_extension() {
  Message message(MessageType::custom_message);
  message.body.set("VendorIdentifier", k_impinj)
      .set("MessageSubtype", 21U)
      .set("Data", llrp::Bytes{0, 0, 0, 0});
  return message;
}

Element impinj(unsigned subtype, llrp::Bytes data) {
  return make(ParamType::custom)
      .set("VendorIdentifier", k_impinj)
      .set("ParameterSubtype", subtype)
      .set("Data", std::move(data));
}

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

TEST_F(DeviceTest, empty_reports) {
  for (const bool odd : {false, true}) {
    profile_.quirks.clear();
    if (odd) profile_.quirks = {LlrpQuirk::empty_reports};
    remake();
    run(rospec(1));
    others_.clear();
    ASSERT_EQ(rospec_request(MessageType::stop_rospec, 1), StatusCode::m_success);
    EXPECT_EQ(others_.size(), odd ? 1U : 0U);
    if (odd) {
      EXPECT_THAT(others_[0].body.children(), IsEmpty());
    }
  }
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

TEST_F(DeviceTest, a_reader_without_the_extension_answers_the_handshake_with_an_error_message) {
  EXPECT_EQ(code(answer(enable_extension(), MessageType::error_message)),
            StatusCode::m_unsupported_message);
}

TEST_F(DeviceTest, a_reader_with_the_extension_wants_it_enabled_first) {
  profile_.extension = model::LlrpExtension::impinj;
  remake();
  const auto search = [](std::uint8_t mode) {
    return make(ParamType::antenna_configuration)
        .add(make(ParamType::c1g2_inventory_command).add(impinj(23, {0, mode})));
  };
  EXPECT_EQ(set_config(search(2)), StatusCode::m_parameter_error);
  const auto enabled = answer(enable_extension(), MessageType::custom_message);
  EXPECT_EQ(enabled.body.get_unsigned("VendorIdentifier"), k_impinj);
  EXPECT_EQ(enabled.body.get_unsigned("MessageSubtype"), 22U);
  EXPECT_THAT(enabled.body.get_bytes("Data"), ElementsAre(1, 31, 0, 8, 0, 0, 0, 0))
      << "LLRPStatus, M_Success";
  ASSERT_EQ(set_config(search(2)), StatusCode::m_success);
  run(rospec(1));
  EXPECT_EQ(radio_.last_inventory->target, model::TargetStrategy::dual_target);
  EXPECT_EQ(set_config(search(9)), StatusCode::m_parameter_error) << "no such mode";
  Message other = enable_extension();
  other.body.set("MessageSubtype", 99U);
  EXPECT_EQ(code(answer(std::move(other), MessageType::error_message)),
            StatusCode::m_unsupported_message);
}

TEST_F(DeviceTest, the_extension_tells_phase_and_fine_rssi_of_tags) {
  profile_.extension = model::LlrpExtension::impinj;
  remake();
  answer(enable_extension(), MessageType::custom_message);
  auto read = test::ScriptedRadio::tag(1);
  read.phase_4096 = 1234;
  read.rssi_mdbm = -52'340;
  radio_.script.push_back({Milliseconds(1), read});
  // ImpinjTagReportContentSelector with ImpinjEnableRFPhaseAngle and ImpinjEnablePeakRSSI.
  const llrp::Bytes selector = {0x03, 0xFF, 0, 14, 0, 0, 0x65, 0x1A, 0, 0, 0, 52, 0, 1,
                                0x03, 0xFF, 0, 14, 0, 0, 0x65, 0x1A, 0, 0, 0, 53, 0, 1};
  auto content = report_spec(2, 1);
  content.add(impinj(50, selector));
  auto spec = rospec(1);
  spec.add(std::move(content));
  run(std::move(spec));
  pass_time(Milliseconds(5));
  const auto told = tags();
  ASSERT_THAT(told, SizeIs(1));
  std::vector<Element> customs;
  for (const auto& child : told[0].children()) {
    if (child.is(ParamType::custom)) customs.push_back(child);
  }
  ASSERT_THAT(customs, SizeIs(2));
  EXPECT_EQ(customs[0], impinj(56, {0x04, 0xD2}));
  EXPECT_EQ(customs[1], impinj(57, {0xEB, 0x8E})) << "-52.34 dBm";
}

}  // namespace
}  // namespace plugtest::drivers
