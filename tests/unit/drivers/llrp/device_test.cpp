// The virtual reader's answers, message by message, without a network.

#include "drivers/llrp/virtual_device.h"
#include "protocols/llrp/codec.h"
#include "protocols/llrp/lab_extension.h"
#include "tests/doubles/async_bench.h"
#include "tests/doubles/scripted_radio.h"

#include <functional>
#include <vector>

#include <gmock/gmock.h>

namespace plugtest::drivers {
namespace {

using llrp::Element;
using llrp::make;
using llrp::Message;
using llrp::MessageType;
using llrp::ParamType;
using llrp::StatusCode;
using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using Milliseconds = std::chrono::milliseconds;

class Outlet final : public DeviceOutlet {
 public:
  void send(std::span<const std::uint8_t> bytes) override {
    auto decoded = llrp::decode(bytes, llrp::DecodeMode::strict);
    ASSERT_TRUE(decoded) << to_string(decoded.error().error);
    sent.push_back(std::move(*decoded));
  }
  void hang_up() override { hung_up = true; }
  std::vector<Message> sent;
  bool hung_up = false;
};

class DeviceTest : public testing::Test {
 protected:
  DeviceTest() { device().attach(outlet_); }

  /// Made late, so that a test can change the radio first.
  VirtualDevice& device() {
    if (!device_) device_ = std::make_unique<VirtualDevice>(bench_.runtime, radio_);
    return *device_;
  }

  void remake() {
    device_.reset();
    device().attach(outlet_);
  }

  /// Sends bytes as one message; what came back.
  std::vector<Message> raw(const std::vector<std::uint8_t>& bytes) {
    outlet_.sent.clear();
    device().on_message({.header = *llrp::read_header(bytes), .bytes = bytes});
    return std::exchange(outlet_.sent, {});
  }

  std::vector<Message> ask(Message message) {
    message.id = ++id_;
    return raw(llrp::encode(message));
  }

  /// The one answer; it must echo the id.
  Message answer(Message message, MessageType type) {
    auto sent = ask(std::move(message));
    EXPECT_THAT(sent, SizeIs(1));
    if (sent.size() != 1) return Message(type);
    EXPECT_TRUE(sent[0].is(type)) << sent[0].name();
    EXPECT_EQ(sent[0].id, id_);
    return sent[0];
  }

  static StatusCode code(const Message& message) {
    return static_cast<StatusCode>(
        message.body.find(ParamType::llrp_status)->get_unsigned("StatusCode"));
  }

  StatusCode rospec_request(MessageType type, std::uint32_t id) {
    Message message(type);
    message.body.set("ROSpecID", id);
    const auto* definition = message.body.definition();
    auto sent = ask(std::move(message));
    for (const auto& one : sent) {
      if (one.type() == definition->response) return code(one);
      others_.push_back(one);
    }
    ADD_FAILURE() << "no answer";
    return StatusCode::r_device_error;
  }

  static Element aispec() {
    return make(ParamType::aispec)
        .set("AntennaIDs", llrp::Words{0})
        .add(make(ParamType::aispec_stop_trigger))
        .add(make(ParamType::inventory_parameter_spec)
                 .set("InventoryParameterSpecID", 1U)
                 .set("ProtocolID", 1U));
  }

  static Element rospec(std::uint32_t id) {
    return make(ParamType::rospec)
        .set("ROSpecID", id)
        .add(make(ParamType::ro_boundary_spec)
                 .add(make(ParamType::rospec_start_trigger))
                 .add(make(ParamType::rospec_stop_trigger)))
        .add(aispec());
  }

  static Element report_spec(unsigned trigger, unsigned n) {
    return make(ParamType::ro_report_spec)
        .set("ROReportTrigger", trigger)
        .set("N", n)
        .add(make(ParamType::tag_report_content_selector)
                 .set("EnableAntennaID", 1U)
                 .set("EnableTagSeenCount", 1U));
  }

  StatusCode add(Element element) {
    Message message(MessageType::add_rospec);
    message.body.add(std::move(element));
    return code(answer(std::move(message), MessageType::add_rospec_response));
  }

  /// Adds, enables and starts.
  void run(Element element, std::uint32_t id = 1) {
    ASSERT_EQ(add(std::move(element)), StatusCode::m_success);
    ASSERT_EQ(rospec_request(MessageType::enable_rospec, id), StatusCode::m_success);
    ASSERT_EQ(rospec_request(MessageType::start_rospec, id), StatusCode::m_success);
  }

  void pass_time(Nanos span) {
    const auto end = bench_.clock.now() + span;
    while (bench_.clock.next() && *bench_.clock.next() <= end) bench_.clock.advance();
    bench_.clock.advance_to(end);
  }

  std::vector<std::size_t> report_sizes() {
    std::vector<std::size_t> sizes;
    for (const auto& message : outlet_.sent) {
      if (message.is(MessageType::ro_access_report)) {
        sizes.push_back(message.body.count(ParamType::tag_report_data));
      }
    }
    return sizes;
  }

  std::uint64_t state_of(std::uint32_t id) {
    const auto all = answer(Message(MessageType::get_rospecs), MessageType::get_rospecs_response);
    for (const auto& child : all.body.children()) {
      if (child.is(ParamType::rospec) && child.get_unsigned("ROSpecID") == id) {
        return child.get_unsigned("CurrentState");
      }
    }
    ADD_FAILURE() << "no ROSpec " << id;
    return 99;
  }

  test::AsyncBench bench_;
  test::ScriptedRadio radio_{bench_.clock};
  Outlet outlet_;
  std::unique_ptr<VirtualDevice> device_;
  std::vector<Message> others_;
  std::uint32_t id_ = 100;
};

// --- bad input: the rows of facts/llrp.md 1.7
// --------------------------------------------------------

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

TEST_F(DeviceTest, an_unsupported_version_is_answered_in_that_version) {
  // GET_SUPPORTED_VERSION of LLRP 1.1. The answer is a 1.1 message: no sub-parameters.
  const auto sent = raw({0x08, 46, 0, 0, 0, 10, 0, 0, 0, 77});
  ASSERT_THAT(sent, SizeIs(1));
  EXPECT_TRUE(sent[0].is(MessageType::error_message));
  EXPECT_EQ(sent[0].version, llrp::Version::v1_1);
  EXPECT_EQ(sent[0].id, 77U);
  EXPECT_EQ(code(sent[0]), StatusCode::m_unsupported_version);
  EXPECT_THAT(sent[0].body.find(ParamType::llrp_status)->children(), IsEmpty());
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
      {"state-aware inventory", k_set, antenna([](Element& configuration) {
         configuration.add(
             make(ParamType::c1g2_inventory_command).set("TagInventoryStateAware", 1U));
       })},
      {"a GPO that is not there", k_set, settings([](Element& body) {
         body.add(make(ParamType::gpo_write_data).set("GPOPortNumber", 1U));
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

// --- configuration
// -----------------------------------------------------------------------------------

TEST_F(DeviceTest, tells_the_parts_of_its_capabilities_that_are_asked_for) {
  const auto parts = [&](unsigned requested) {
    Message message(MessageType::get_reader_capabilities);
    message.body.set("RequestedData", requested);
    const auto response = answer(std::move(message), MessageType::get_reader_capabilities_response);
    std::vector<std::uint16_t> types;
    for (const auto& child : response.body.children()) types.push_back(child.type());
    return types;
  };
  EXPECT_THAT(parts(0), ElementsAre(287, 137, 142, 143, 327));
  EXPECT_THAT(parts(1), ElementsAre(287, 137));
  EXPECT_THAT(parts(2), ElementsAre(287, 142));
  EXPECT_THAT(parts(3), ElementsAre(287, 143));
  EXPECT_THAT(parts(4), ElementsAre(287, 327));
}

TEST_F(DeviceTest, its_mode_table_tells_how_it_modulates) {
  Message message(MessageType::get_reader_capabilities);
  message.body.set("RequestedData", 3U);
  const auto response = answer(std::move(message), MessageType::get_reader_capabilities_response);
  const Element* table = response.body.find(ParamType::regulatory_capabilities)
                             ->find(ParamType::uhf_band_capabilities)
                             ->find(ParamType::c1g2_uhf_rf_mode_table);
  ASSERT_NE(table, nullptr);
  ASSERT_THAT(table->children(), SizeIs(2));
  EXPECT_EQ(table->children()[0].get_unsigned("ForwardLinkModulation"), 0U) << "PR-ASK";
  EXPECT_EQ(table->children()[1].get_unsigned("ForwardLinkModulation"), 2U) << "DSB-ASK";
}

TEST_F(DeviceTest, a_reader_of_both_standards_says_so_and_takes_one_spec_for_each) {
  namespace extension = llrp::lab_extension;
  const auto type_d = [](unsigned protocol_id) {
    auto spec = rospec(2);
    auto* inventory = spec.find(ParamType::aispec)->find(ParamType::inventory_parameter_spec);
    inventory->set("ProtocolID", protocol_id).add(extension::type_d_inventory());
    return spec;
  };
  EXPECT_NE(add(type_d(0)), StatusCode::m_success) << "a reader of Type C alone";

  radio_.mutable_capabilities().protocols = {model::AirProtocol::type_c,
                                             model::AirProtocol::type_d};
  remake();
  Message message(MessageType::get_reader_capabilities);
  const auto response = answer(std::move(message), MessageType::get_reader_capabilities_response);
  const auto* custom = response.body.find(ParamType::custom);
  ASSERT_NE(custom, nullptr);
  EXPECT_THAT(extension::read_air_protocols(*custom),
              ElementsAre(extension::AirProtocol::type_c, extension::AirProtocol::type_d));
  const auto* antenna = response.body.find(ParamType::general_device_capabilities,
                                           ParamType::per_antenna_air_protocol);
  EXPECT_THAT(antenna->get_bytes("ProtocolID"), ElementsAre(1, 0));

  EXPECT_NE(add(type_d(1)), StatusCode::m_success) << "C1G2 with a Type D Custom";
  EXPECT_NE(add(type_d(2)), StatusCode::m_success) << "a reserved number";
  auto twice = rospec(2);
  twice.find(ParamType::aispec)
      ->add(*twice.find(ParamType::aispec)->find(ParamType::inventory_parameter_spec));
  EXPECT_NE(add(std::move(twice)), StatusCode::m_success);

  auto both = rospec(2);
  both.find(ParamType::aispec)
      ->add(make(ParamType::inventory_parameter_spec)
                .set("InventoryParameterSpecID", 9U)
                .add(extension::type_d_inventory()));
  run(std::move(both), 2);
  ASSERT_TRUE(radio_.last_inventory);
  EXPECT_THAT(radio_.last_inventory->protocols,
              ElementsAre(model::AirProtocol::type_c, model::AirProtocol::type_d));
}

TEST_F(DeviceTest, resets_to_factory_settings) {
  const auto all = [&] {
    return answer(Message(MessageType::get_reader_config), MessageType::get_reader_config_response);
  };
  const auto factory = all();
  Message change(MessageType::set_reader_config);
  change.body.add(make(ParamType::keepalive_spec)
                      .set("KeepaliveTriggerType", 1U)
                      .set("PeriodicTriggerValue", 500U));
  change.body.add(
      make(ParamType::antenna_configuration)
          .add(make(ParamType::rf_transmitter).set("ChannelIndex", 2U).set("TransmitPower", 3U)));
  EXPECT_EQ(code(answer(change, MessageType::set_reader_config_response)), StatusCode::m_success);
  EXPECT_NE(all().body, factory.body);
  Message reset(MessageType::set_reader_config);
  reset.body.set("ResetToFactoryDefault", 1U);
  EXPECT_EQ(code(answer(reset, MessageType::set_reader_config_response)), StatusCode::m_success);
  EXPECT_EQ(all().body, factory.body);
}

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

// --- the life of a ROSpec
// ------------------------------------------------------------------------------

TEST_F(DeviceTest, a_rospec_goes_through_its_states) {
  EXPECT_EQ(add(rospec(1)), StatusCode::m_success);
  EXPECT_EQ(state_of(1), 0U);
  EXPECT_EQ(rospec_request(MessageType::start_rospec, 1), StatusCode::m_field_error);
  EXPECT_EQ(rospec_request(MessageType::stop_rospec, 1), StatusCode::m_field_error);
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
  priority.set("Priority", 1U);
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

TEST_F(DeviceTest, an_inventory_spec_may_have_settings_of_its_own) {
  auto spec = rospec(1);
  spec.find(ParamType::aispec)
      ->find(ParamType::inventory_parameter_spec)
      ->add(
          make(ParamType::antenna_configuration)
              .set("AntennaID", 0U)
              .add(make(ParamType::rf_transmitter).set("ChannelIndex", 1U).set("TransmitPower", 1U))
              .add(make(ParamType::c1g2_inventory_command)
                       .add(make(ParamType::c1g2_singulation_control)
                                .set("Session", 3U)
                                .set("TagPopulation", 9U))));
  run(std::move(spec));
  EXPECT_THAT(radio_.last_inventory->power_mdbm, SizeIs(4));
  EXPECT_THAT(radio_.last_inventory->power_mdbm, Each(10'000));
  EXPECT_EQ(radio_.last_inventory->session, 3);
  EXPECT_EQ(radio_.last_inventory->tag_population, 9);
}

// --- reports
// ---------------------------------------------------------------------------------------

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

TEST_F(DeviceTest, tells_the_events_that_are_enabled) {
  Message events(MessageType::set_reader_config);
  events.body.add(make(ParamType::reader_event_notification_spec)
                      .add(make(ParamType::event_notification_state)
                               .set("EventType", 2U)
                               .set("NotificationState", 1U)));
  ask(std::move(events));
  run(rospec(1));
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

TEST_F(DeviceTest, bytes_that_are_no_message_are_answered_once) {
  device().on_garbage({ErrorCode::malformed, "a message is at least 10 bytes"});
  ASSERT_THAT(outlet_.sent, SizeIs(1));
  EXPECT_TRUE(outlet_.sent[0].is(MessageType::error_message));
}

}  // namespace
}  // namespace plugtest::drivers
