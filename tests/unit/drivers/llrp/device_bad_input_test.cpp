// What a reader must answer to bad input (LLRP 1.1, 15), over bytes.

#include "tests/unit/drivers/llrp/device_fixture.h"

namespace plugtest::drivers {
namespace {

using namespace test_device;
using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST_F(DeviceTest, an_unknown_message_type_gets_an_error_message) {
  const auto sent = raw({0x04, 200, 0, 0, 0, 10, 0, 0, 0, 9});
  ASSERT_THAT(sent, SizeIs(1));
  EXPECT_TRUE(sent[0].is(MessageType::error_message));
  EXPECT_EQ(sent[0].id, 9U);
  EXPECT_EQ(code(sent[0]), StatusCode::m_unsupported_message);
}

TEST_F(DeviceTest, a_custom_message_gets_an_error_message) {
  Message message(MessageType::custom_message);
  message.body.set("VendorIdentifier", 25882U);
  EXPECT_EQ(code(answer(std::move(message), MessageType::error_message)),
            StatusCode::m_unsupported_message);
}

TEST_F(DeviceTest, a_message_of_the_reader_gets_an_error_message) {
  EXPECT_EQ(code(answer(Message(MessageType::keepalive), MessageType::error_message)),
            StatusCode::m_unsupported_message);
}

TEST_F(DeviceTest, an_error_message_is_never_answered) {
  Message message(MessageType::error_message);
  message.body.add(llrp::success_status());
  EXPECT_THAT(ask(std::move(message)), IsEmpty());
}

TEST_F(DeviceTest, reserved_bits_get_an_error_message) {
  auto bytes = llrp::encode(Message(MessageType::get_rospecs, 5));
  bytes[0] = static_cast<std::uint8_t>(bytes[0] | 0x20U);
  const auto sent = raw(bytes);
  ASSERT_THAT(sent, SizeIs(1));
  EXPECT_TRUE(sent[0].is(MessageType::error_message));
  EXPECT_NE(code(sent[0]), StatusCode::m_success);
}

TEST_F(DeviceTest, a_bad_request_gets_its_response_with_a_status_and_nothing_else) {
  struct Row {
    const char* what;
    MessageType response;
    std::function<Message()> make_request;
  };
  const auto capabilities = [](const std::function<void(Element&)>& spoil) {
    return [spoil] {
      Message message(MessageType::get_reader_capabilities);
      spoil(message.body);
      return message;
    };
  };
  const auto settings = [](const std::function<void(Element&)>& spoil) {
    return [spoil] {
      Message message(MessageType::set_reader_config);
      spoil(message.body);
      return message;
    };
  };
  const auto antenna = [&](const std::function<void(Element&)>& spoil) {
    return settings([spoil](Element& body) {
      Element configuration = make(ParamType::antenna_configuration).set("AntennaID", 1U);
      spoil(configuration);
      body.add(std::move(configuration));
    });
  };
  constexpr auto k_capabilities = MessageType::get_reader_capabilities_response;
  constexpr auto k_set = MessageType::set_reader_config_response;
  const std::vector<Row> rows = {
      {"unknown parameter 1000", k_capabilities, capabilities([](Element& body) {
         body.append(Element::opaque(llrp::Encoding::tlv, 1000, {1, 2, 3}));
       })},
      {"unknown Custom", k_capabilities, capabilities([](Element& body) {
         body.add(make(ParamType::custom).set("VendorIdentifier", 25882U));
       })},
      {"field out of range", k_capabilities,
       capabilities([](Element& body) { body.set("RequestedData", 5U); })},
      {"duplicate parameter", k_set, settings([](Element& body) {
         body.append(make(ParamType::keepalive_spec));
         body.append(make(ParamType::keepalive_spec));
       })},
      {"missing parameter", MessageType::add_rospec_response,
       [] { return Message(MessageType::add_rospec); }},
      {"empty SET_READER_CONFIG", k_set, settings([](Element&) {})},
      {"antenna out of range", k_set, settings([](Element& body) {
         body.add(make(ParamType::antenna_configuration).set("AntennaID", 5U));
       })},
      {"power out of range", k_set, antenna([](Element& configuration) {
         configuration.add(
             make(ParamType::rf_transmitter).set("ChannelIndex", 1U).set("TransmitPower", 99U));
       })},
      {"channel out of range", k_set, antenna([](Element& configuration) {
         configuration.add(
             make(ParamType::rf_transmitter).set("ChannelIndex", 5U).set("TransmitPower", 1U));
       })},
      {"mode out of range", k_set, antenna([](Element& configuration) {
         configuration.add(make(ParamType::c1g2_inventory_command)
                               .add(make(ParamType::c1g2_rf_control).set("ModeIndex", 2U)));
       })},
      {"state-aware inventory without state-aware filters", k_set,
       antenna([](Element& configuration) {
         configuration.add(
             make(ParamType::c1g2_inventory_command)
                 .set("TagInventoryStateAware", 1U)
                 .add(make(ParamType::c1g2_filter)
                          .add(make(ParamType::c1g2_tag_inventory_mask).set("MB", 1U))));
       })},
      {"filter on reserved memory", k_set, antenna([](Element& configuration) {
         configuration.add(
             make(ParamType::c1g2_inventory_command)
                 .add(make(ParamType::c1g2_filter).add(make(ParamType::c1g2_tag_inventory_mask))));
       })},
      {"sensitivity out of range", k_set, antenna([](Element& configuration) {
         configuration.add(make(ParamType::rf_receiver).set("ReceiverSensitivity", 8U));
       })},
      {"a GPI that is not there", k_set, settings([](Element& body) {
         body.add(make(ParamType::gpi_port_current_state).set("GPIPortNum", 5U));
       })},
      {"antenna properties", k_set, settings([](Element& body) {
         body.add(make(ParamType::antenna_properties).set("AntennaID", 1U));
       })},
      {"a GPO that is not there", k_set, settings([](Element& body) {
         body.add(make(ParamType::gpo_write_data).set("GPOPortNumber", 5U));
       })},
      {"keepalive without period", k_set, settings([](Element& body) {
         body.add(make(ParamType::keepalive_spec).set("KeepaliveTriggerType", 1U));
       })},
      {"AccessSpec", MessageType::delete_accessspec_response,
       [] {
         Message message(MessageType::delete_accessspec);
         message.body.set("AccessSpecID", 3U);
         return message;
       }},
  };
  for (const auto& row : rows) {
    const auto response = answer(row.make_request(), row.response);
    EXPECT_NE(code(response), StatusCode::m_success) << row.what;
    EXPECT_THAT(response.body.children(), SizeIs(1)) << row.what;
  }
}

TEST_F(DeviceTest, a_refused_setting_changes_nothing) {
  Message message(MessageType::set_reader_config);
  message.body.add(
      make(ParamType::antenna_configuration)
          .set("AntennaID", 1U)
          .add(make(ParamType::rf_transmitter).set("ChannelIndex", 1U).set("TransmitPower", 3U)));
  message.body.add(make(ParamType::antenna_configuration).set("AntennaID", 9U));
  Message get(MessageType::get_reader_config);
  const auto before = answer(get, MessageType::get_reader_config_response);
  const auto refused = answer(std::move(message), MessageType::set_reader_config_response);
  EXPECT_EQ(code(refused), StatusCode::m_parameter_error);
  const auto* status = refused.body.find(ParamType::llrp_status);
  const auto* culprit = status->find(ParamType::parameter_error);
  ASSERT_NE(culprit, nullptr);
  EXPECT_EQ(culprit->get_unsigned("ParameterType"), 222U);
  ASSERT_NE(culprit->find(ParamType::field_error), nullptr);
  EXPECT_EQ(culprit->find(ParamType::field_error)->get_unsigned("FieldNum"), 1U);
  EXPECT_EQ(answer(get, MessageType::get_reader_config_response).body, before.body);
}

TEST_F(DeviceTest, bytes_that_are_no_message_are_answered_once) {
  device().on_garbage({ErrorCode::malformed, "a message is at least 10 bytes"});
  ASSERT_THAT(outlet_.sent, SizeIs(1));
  EXPECT_TRUE(outlet_.sent[0].is(MessageType::error_message));
}

TEST_F(DeviceTest, every_truncation_of_a_message_is_answered_with_a_refusal_or_as_garbage) {
  Message message(MessageType::add_rospec, 5);
  message.body.add(rospec(1));
  const auto whole = llrp::encode(message);
  for (std::size_t length = 10; length < whole.size(); ++length) {
    std::vector<std::uint8_t> cut(whole.begin(),
                                  whole.begin() + static_cast<std::ptrdiff_t>(length));
    cut[2] = cut[3] = cut[4] = 0;
    cut[5] = static_cast<std::uint8_t>(length);
    const auto sent = raw(cut);
    ASSERT_THAT(sent, SizeIs(1)) << length;
    EXPECT_TRUE(sent[0].is(MessageType::add_rospec_response)) << length;
    EXPECT_EQ(sent[0].id, 5U) << length;
    EXPECT_NE(code(sent[0]), StatusCode::m_success) << length;
  }
  const auto all = answer(Message(MessageType::get_rospecs), MessageType::get_rospecs_response);
  EXPECT_EQ(all.body.count(ParamType::rospec), 0U) << "nothing of them was executed";
}

TEST_F(DeviceTest, reserved_bits_in_a_parameter_are_an_error) {
  Message message(MessageType::set_reader_config, 5);
  message.body.add(make(ParamType::keepalive_spec));
  auto bytes = llrp::encode(message);
  bytes[11] = static_cast<std::uint8_t>(bytes[11] | 0x80U);  // of the TLV header
  const auto sent = raw(bytes);
  ASSERT_THAT(sent, SizeIs(1));
  EXPECT_NE(code(sent[0]), StatusCode::m_success);
}

TEST_F(DeviceTest, ids_that_mean_nothing_are_field_errors) {
  for (const auto type :
       {MessageType::start_rospec, MessageType::stop_rospec, MessageType::enable_rospec,
        MessageType::disable_rospec, MessageType::delete_rospec}) {
    EXPECT_EQ(rospec_request(type, 77), StatusCode::m_field_error) << static_cast<int>(type);
  }
  EXPECT_EQ(rospec_request(MessageType::start_rospec, 0), StatusCode::m_field_error);
  EXPECT_EQ(rospec_request(MessageType::stop_rospec, 0), StatusCode::m_field_error);
}

TEST_F(DeviceTest, a_custom_spec_is_refused_and_named) {
  auto spec = rospec(1);
  spec.append(make(ParamType::custom).set("VendorIdentifier", 25882U).set("ParameterSubtype", 7U));
  Message message(MessageType::add_rospec);
  message.body.add(std::move(spec));
  const auto response = answer(std::move(message), MessageType::add_rospec_response);
  EXPECT_EQ(code(response), StatusCode::m_parameter_error);
  const auto* outer = response.body.find(ParamType::llrp_status, ParamType::parameter_error);
  ASSERT_NE(outer, nullptr);
  EXPECT_EQ(outer->get_unsigned("ParameterType"), 177U);
  const auto* inner = outer->find(ParamType::parameter_error);
  ASSERT_NE(inner, nullptr);
  EXPECT_EQ(inner->get_unsigned("ParameterType"), 1023U);
  EXPECT_EQ(inner->get_unsigned("ErrorCode"), 209U) << "P_UnsupportedParameter";
}

TEST_F(DeviceTest, one_changed_byte_is_answered_whatever_it_is) {
  Message message(MessageType::set_reader_config, 5);
  message.body.add(make(ParamType::antenna_configuration)
                       .set("AntennaID", 1U)
                       .add(make(ParamType::rf_receiver).set("ReceiverSensitivity", 1U))
                       .add(make(ParamType::c1g2_inventory_command)
                                .add(make(ParamType::c1g2_singulation_control))));
  message.body.add(make(ParamType::keepalive_spec));
  const auto whole = llrp::encode(message);
  for (std::size_t i = 10; i < whole.size(); ++i) {
    for (const unsigned flip : {0x01U, 0x10U, 0x80U, 0xFFU}) {
      auto bytes = whole;
      bytes[i] = static_cast<std::uint8_t>(bytes[i] ^ flip);
      const auto sent = raw(bytes);
      ASSERT_THAT(sent, SizeIs(1)) << i;
      EXPECT_TRUE(sent[0].is(MessageType::set_reader_config_response)) << i;
    }
  }
}
}  // namespace
}  // namespace plugtest::drivers
