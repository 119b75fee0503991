// Capabilities and configuration (LLRP 1.1, 10 and 13).

#include "protocols/llrp/lab_extension.h"
#include "tests/unit/drivers/llrp/device_fixture.h"

namespace plugtest::drivers {
namespace {

using namespace test_device;
using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

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
    auto response =
        answer(Message(MessageType::get_reader_config), MessageType::get_reader_config_response);
    // Counts the changes, this one too.
    response.body.find(ParamType::llrp_configuration_state_value)
        ->set("LLRPConfigurationStateValue", 0U);
    return response;
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

TEST_F(DeviceTest, tells_a_sensitivity_table_and_its_ports) {
  Message message(MessageType::get_reader_capabilities);
  message.body.set("RequestedData", 1U);
  const auto response = answer(std::move(message), MessageType::get_reader_capabilities_response);
  const auto* general = response.body.find(ParamType::general_device_capabilities);
  std::vector<std::int64_t> steps;
  for (const auto& child : general->children()) {
    if (!child.is(ParamType::receive_sensitivity_table_entry)) continue;
    EXPECT_EQ(child.get_unsigned("Index"), steps.size() + 1);
    steps.push_back(child.get_signed("ReceiveSensitivityValue"));
  }
  EXPECT_THAT(steps, ElementsAre(0, 5, 10, 15, 20, 25, 30));
  EXPECT_EQ(general->find(ParamType::gpio_capabilities)->get_unsigned("NumGPIs"), 4U);
  EXPECT_EQ(general->find(ParamType::gpio_capabilities)->get_unsigned("NumGPOs"), 4U);
  EXPECT_EQ(general->count(ParamType::per_antenna_air_protocol), 4U);
}

TEST_F(DeviceTest, outputs_are_set_and_inputs_told) {
  radio_.plugged.set_input(3, true);
  ASSERT_EQ(set_config(make(ParamType::gpo_write_data).set("GPOPortNumber", 2U).set("GPOData", 1U)),
            StatusCode::m_success);
  EXPECT_TRUE(radio_.plugged.output(2));
  EXPECT_FALSE(radio_.plugged.output(1));
  Message get(MessageType::get_reader_config);
  get.body.set("RequestedData", 9U).set("GPIPortNum", 3U);
  const auto inputs = answer(std::move(get), MessageType::get_reader_config_response);
  ASSERT_EQ(inputs.body.count(ParamType::gpi_port_current_state), 1U);
  const auto* input = inputs.body.find(ParamType::gpi_port_current_state);
  EXPECT_EQ(input->get_name("State"), "high");
  EXPECT_FALSE(input->get_flag("Config"));
  Message outputs(MessageType::get_reader_config);
  outputs.body.set("RequestedData", 10U);
  EXPECT_EQ(answer(std::move(outputs), MessageType::get_reader_config_response)
                .body.count(ParamType::gpo_write_data),
            4U);
}

TEST_F(DeviceTest, says_which_antennas_are_connected) {
  radio_.plugged.set_antenna(3, false);
  Message get(MessageType::get_reader_config);
  get.body.set("RequestedData", 2U);
  const auto response = answer(std::move(get), MessageType::get_reader_config_response);
  std::vector<bool> connected;
  for (const auto& child : response.body.children()) {
    if (child.is(ParamType::antenna_properties)) {
      connected.push_back(child.get_flag("AntennaConnected"));
    }
  }
  EXPECT_THAT(connected, ElementsAre(true, true, false, true));
}

TEST_F(DeviceTest, the_state_value_changes_with_the_configuration_and_nothing_else) {
  const auto value = [&] {
    Message get(MessageType::get_reader_config);
    get.body.set("RequestedData", 7U);
    return answer(std::move(get), MessageType::get_reader_config_response)
        .body.find(ParamType::llrp_configuration_state_value)
        ->get_unsigned("LLRPConfigurationStateValue");
  };
  const auto first = value();
  EXPECT_EQ(value(), first);
  ASSERT_EQ(add(rospec(1)), StatusCode::m_success);
  const auto second = value();
  EXPECT_NE(second, first);
  EXPECT_EQ(rospec_request(MessageType::enable_rospec, 1), StatusCode::m_success);
  EXPECT_EQ(rospec_request(MessageType::start_rospec, 1), StatusCode::m_success);
  EXPECT_EQ(value(), second) << "states of ROSpecs do not count";
  EXPECT_NE(add(rospec(1)), StatusCode::m_success);
  EXPECT_EQ(value(), second) << "a refusal does not count";
  ASSERT_EQ(set_config(make(ParamType::keepalive_spec)), StatusCode::m_success);
  EXPECT_NE(value(), second);
}
}  // namespace
}  // namespace plugtest::drivers
