// Version negotiation (LLRP 1.1, 9), and what each version is told.

#include "tests/unit/drivers/llrp/device_fixture.h"

namespace plugtest::drivers {
namespace {

using namespace test_device;
using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST_F(DeviceTest, an_unsupported_version_is_answered_in_that_version) {
  profile_.highest_version = 1;
  remake();
  // GET_SUPPORTED_VERSION of LLRP 1.1. The answer is a 1.1 message: no sub-parameters.
  const auto sent = raw({0x08, 46, 0, 0, 0, 10, 0, 0, 0, 77});
  ASSERT_THAT(sent, SizeIs(1));
  EXPECT_TRUE(sent[0].is(MessageType::error_message));
  EXPECT_EQ(sent[0].version, llrp::Version::v1_1);
  EXPECT_EQ(sent[0].id, 77U);
  EXPECT_EQ(code(sent[0]), StatusCode::m_unsupported_version);
  EXPECT_THAT(sent[0].body.find(ParamType::llrp_status)->children(), IsEmpty());
}

TEST_F(DeviceTest, negotiation_tells_and_settles_the_version_once) {
  const auto supported = [&] {
    const auto response = answer(Message(MessageType::get_supported_version),
                                 MessageType::get_supported_version_response);
    return std::pair(response.body.get_unsigned("CurrentVersion"),
                     response.body.get_unsigned("SupportedVersion"));
  };
  const auto set = [&](unsigned version) {
    Message message(MessageType::set_protocol_version);
    message.body.set("ProtocolVersion", version);
    return answer(std::move(message), MessageType::set_protocol_version_response);
  };
  version_ = llrp::Version::v1_1;
  EXPECT_EQ(supported(), std::pair(std::uint64_t{1}, std::uint64_t{2}));
  const auto too_high = set(3);
  EXPECT_EQ(code(too_high), StatusCode::m_unsupported_version);
  EXPECT_THAT(too_high.body.find(ParamType::llrp_status)->children(), IsEmpty());
  EXPECT_EQ(code(set(0)), StatusCode::m_unsupported_version);
  EXPECT_EQ(code(set(2)), StatusCode::m_success) << "a refusal does not count";
  EXPECT_EQ(supported(), std::pair(std::uint64_t{2}, std::uint64_t{2}));
  EXPECT_EQ(code(set(1)), StatusCode::m_unexpected_message) << "only once";
  EXPECT_EQ(supported().first, 2U);
}

// TCR-R2, steps 1 to 4.
TEST_F(DeviceTest, version_1_can_be_negotiated_too) {
  version_ = llrp::Version::v1_1;
  Message set(MessageType::set_protocol_version);
  set.body.set("ProtocolVersion", 1U);
  auto response = answer(set, MessageType::set_protocol_version_response);
  EXPECT_EQ(code(response), StatusCode::m_success);
  EXPECT_EQ(response.version, llrp::Version::v1_1);
  // GET_SUPPORTED_VERSION in the version negotiated: the decoder of version 1 does not know it.
  outlet_.raw_only = true;
  raw({0x04, 46, 0, 0, 0, 10, 0, 0, 0, 7});
  ASSERT_THAT(outlet_.bytes, SizeIs(1));
  const auto header = llrp::read_header(outlet_.bytes[0]);
  EXPECT_EQ(header->version, 1);
  EXPECT_EQ(header->type, 56);
  EXPECT_EQ(header->id, 7U);
  EXPECT_EQ(outlet_.bytes[0][10], 1U) << "CurrentVersion";
  EXPECT_EQ(outlet_.bytes[0][11], 2U) << "SupportedVersion";
  outlet_.raw_only = false;
  set.body.set("ProtocolVersion", 2U);
  EXPECT_EQ(code(answer(set, MessageType::set_protocol_version_response)),
            StatusCode::m_unexpected_message);
}

TEST_F(DeviceTest, another_version_than_the_one_negotiated_is_refused_in_that_version) {
  negotiate();
  version_ = llrp::Version::v1_0_1;
  const auto refused = ask(Message(MessageType::get_rospecs));
  ASSERT_THAT(refused, SizeIs(1));
  EXPECT_TRUE(refused[0].is(MessageType::error_message));
  EXPECT_EQ(code(refused[0]), StatusCode::m_unsupported_version);
  EXPECT_EQ(refused[0].version, llrp::Version::v1_0_1);
  EXPECT_EQ(refused[0].id, id_);
  version_ = llrp::Version::v1_1;
  const auto taken = answer(Message(MessageType::get_rospecs), MessageType::get_rospecs_response);
  EXPECT_EQ(taken.version, llrp::Version::v1_1);
}

TEST_F(DeviceTest, a_version_that_nobody_has_is_refused_in_that_version) {
  outlet_.raw_only = true;
  for (const unsigned version : {0U, 3U, 4U, 5U, 6U, 7U}) {
    outlet_.bytes.clear();
    raw({static_cast<std::uint8_t>(version << 2U), 26, 0, 0, 0, 10, 0, 0, 0, 9});
    ASSERT_THAT(outlet_.bytes, SizeIs(1)) << version;
    auto bytes = outlet_.bytes[0];
    EXPECT_EQ(llrp::read_header(bytes)->version, version);
    bytes[0] = 0x04;  // version 1, so that it can be decoded
    const auto message = llrp::decode(bytes, llrp::DecodeMode::strict);
    ASSERT_TRUE(message) << to_string(message.error().error);
    EXPECT_TRUE(message->is(MessageType::error_message));
    EXPECT_EQ(message->id, 9U);
    EXPECT_EQ(code(*message), StatusCode::m_unsupported_version) << version;
    EXPECT_THAT(message->body.find(ParamType::llrp_status)->children(), IsEmpty())
        << "no FieldError and no ParameterError";
  }
}

TEST_F(DeviceTest, a_client_that_negotiates_nothing_is_answered_in_its_version) {
  version_ = llrp::Version::v1_1;
  const auto answered =
      answer(Message(MessageType::get_rospecs), MessageType::get_rospecs_response);
  EXPECT_EQ(answered.version, llrp::Version::v1_1);
  version_ = llrp::Version::v1_0_1;
  EXPECT_EQ(code(ask(Message(MessageType::get_rospecs))[0]), StatusCode::m_unsupported_version);
}

TEST_F(DeviceTest, every_connection_negotiates_anew) {
  negotiate();
  device().detach();
  device().attach(outlet_);
  version_ = llrp::Version::v1_0_1;
  EXPECT_EQ(code(answer(Message(MessageType::get_rospecs), MessageType::get_rospecs_response)),
            StatusCode::m_success);
}

TEST_F(DeviceTest, what_was_said_in_1_1_is_not_told_in_1_0_1_where_that_has_no_word) {
  negotiate();
  auto loop = rospec(1);
  loop.add(make(ParamType::loop_spec).set("LoopCount", 2U));
  ASSERT_EQ(add(std::move(loop)), StatusCode::m_success);
  ASSERT_EQ(add(rospec(2)), StatusCode::m_success);
  ASSERT_EQ(set_config(report_spec(5, 100)), StatusCode::m_success);
  const auto config = [&] {
    return answer(Message(MessageType::get_reader_config), MessageType::get_reader_config_response)
        .body;
  };
  EXPECT_NE(config().find(ParamType::ro_report_spec), nullptr);
  device().detach();
  device().attach(outlet_);
  version_ = llrp::Version::v1_0_1;
  const auto all = answer(Message(MessageType::get_rospecs), MessageType::get_rospecs_response);
  EXPECT_EQ(all.body.count(ParamType::rospec), 1U);
  EXPECT_EQ(config().find(ParamType::ro_report_spec), nullptr);
}

TEST_F(DeviceTest, the_capabilities_of_1_1_tell_more) {
  negotiate();
  Message message(MessageType::get_reader_capabilities);
  const auto response = answer(std::move(message), MessageType::get_reader_capabilities_response);
  const auto* best = response.body.find(ParamType::general_device_capabilities,
                                        ParamType::maximum_receive_sensitivity);
  ASSERT_NE(best, nullptr);
  EXPECT_EQ(best->get_signed("MaximumSensitivityValue"), -75);
  const auto* survey =
      response.body.find(ParamType::regulatory_capabilities, ParamType::uhf_band_capabilities,
                         ParamType::rf_survey_frequency_capabilities);
  ASSERT_NE(survey, nullptr);
  EXPECT_EQ(survey->get_unsigned("MinimumFrequency"), 865'700U);
  EXPECT_EQ(survey->get_unsigned("MaximumFrequency"), 867'500U);
  const auto* c1g2 = response.body.find(ParamType::c1g2_llrp_capabilities);
  EXPECT_TRUE(c1g2->get_flag("CanSupportBlockPermalock"));
  EXPECT_TRUE(c1g2->get_flag("CanSupportXPC"));
}
}  // namespace
}  // namespace plugtest::drivers
