// What antenna settings mean to the radio.

#include "tests/unit/drivers/llrp/device_fixture.h"

namespace plugtest::drivers {
namespace {

using namespace test_device;
using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

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

Element filter(unsigned bank, unsigned pointer, std::vector<std::uint8_t> mask) {
  llrp::BitString bits;
  bits.bits = static_cast<std::uint16_t>(mask.size() * 8);
  bits.bytes.assign(mask.begin(), mask.end());
  return make(ParamType::c1g2_filter)
      .add(make(ParamType::c1g2_tag_inventory_mask)
               .set("MB", bank)
               .set("Pointer", pointer)
               .set("TagMask", std::move(bits)));
}

Element unaware(Element filter, unsigned action) {
  return filter.add(
      make(ParamType::c1g2_tag_inventory_state_unaware_filter_action).set("Action", action));
}

Element aware(Element filter, unsigned target, unsigned action) {
  return filter.add(make(ParamType::c1g2_tag_inventory_state_aware_filter_action)
                        .set("Target", target)
                        .set("Action", action));
}

Element inventory_of(std::uint16_t antenna, Element command) {
  return make(ParamType::antenna_configuration).set("AntennaID", antenna).add(std::move(command));
}

std::vector<int> actions_of(const std::vector<api::RadioSelect>& selects) {
  std::vector<int> actions;
  for (const auto& select : selects) actions.push_back(select.action);
  return actions;
}

TEST_F(DeviceTest, a_filter_becomes_a_select_of_the_sl_flag) {
  ASSERT_EQ(
      set_config(inventory_of(
          0, make(ParamType::c1g2_inventory_command).add(unaware(filter(1, 32, {0x30, 0x08}), 0)))),
      StatusCode::m_success);
  run(rospec(1));
  const auto& radio = *radio_.last_inventory;
  ASSERT_THAT(radio.selects, SizeIs(1));
  EXPECT_EQ(radio.selects[0].filter.bank, 1);
  EXPECT_EQ(radio.selects[0].filter.bit_pointer, 32U);
  EXPECT_EQ(radio.selects[0].filter.mask.size(), 16U);
  EXPECT_EQ(radio.selects[0].target, 4) << "SL";
  EXPECT_EQ(radio.selects[0].action, 0);
  EXPECT_EQ(radio.asked_for, api::AskedFor::selected);
}

// What the six actions of state-unaware filters are on the air (Gen2 v1.2.0, table 6.20).
TEST_F(DeviceTest, filters_that_decide_about_some_tags_need_a_start) {
  const std::vector<std::pair<unsigned, std::vector<int>>> rows = {
      {0, {0}},    {1, {5, 1}},  // nobody, then the matching
      {2, {1, 2}}, {3, {1, 5}},  // everybody, then not
      {4, {4}},    {5, {5, 6}},
  };
  for (const auto& [action, expected] : rows) {
    remake();
    ASSERT_EQ(set_config(inventory_of(0, make(ParamType::c1g2_inventory_command)
                                             .add(unaware(filter(1, 32, {0x30}), action)))),
              StatusCode::m_success);
    run(rospec(1));
    EXPECT_EQ(actions_of(radio_.last_inventory->selects), expected) << action;
  }
}

TEST_F(DeviceTest, state_aware_filters_and_flags_go_over_the_air_as_they_are) {
  negotiate();
  const auto singulation = [](unsigned i, unsigned s, unsigned all) {
    return make(ParamType::c1g2_singulation_control)
        .set("Session", 2U)
        .add(make(ParamType::c1g2_tag_inventory_state_aware_singulation_action)
                 .set("I", i)
                 .set("S", s)
                 .set("S_All", all));
  };
  ASSERT_EQ(set_config(inventory_of(0, make(ParamType::c1g2_inventory_command)
                                           .set("TagInventoryStateAware", 1U)
                                           .add(aware(filter(1, 32, {0x30}), 3, 4))
                                           .add(aware(filter(3, 0, {}), 0, 7))
                                           .add(singulation(1, 1, 0)))),
            StatusCode::m_success);
  run(rospec(1));
  const auto radio = *radio_.last_inventory;
  ASSERT_THAT(radio.selects, SizeIs(2));
  EXPECT_EQ(radio.selects[0].target, 2) << "inventoried, S2";
  EXPECT_EQ(radio.selects[0].action, 4);
  EXPECT_EQ(radio.selects[1].target, 4) << "SL";
  EXPECT_EQ(radio.selects[1].filter.bank, 3);
  EXPECT_EQ(radio.asked_for, api::AskedFor::not_selected);
  EXPECT_EQ(radio.target, model::TargetStrategy::single_b);
  EXPECT_EQ(radio.session, 2);
  ASSERT_EQ(rospec_request(MessageType::stop_rospec, 1), StatusCode::m_success);
  ASSERT_EQ(set_config(inventory_of(0, make(ParamType::c1g2_inventory_command)
                                           .set("TagInventoryStateAware", 1U)
                                           .add(singulation(0, 1, 1)))),
            StatusCode::m_success);
  ASSERT_EQ(rospec_request(MessageType::start_rospec, 1), StatusCode::m_success);
  EXPECT_EQ(radio_.last_inventory->asked_for, api::AskedFor::all);
  EXPECT_EQ(radio_.last_inventory->target, model::TargetStrategy::single_a);
  EXPECT_THAT(radio_.last_inventory->selects, SizeIs(2)) << "filters stay until replaced";
}

TEST_F(DeviceTest, a_reader_that_cannot_manage_flags_ignores_them) {
  profile_.state_aware = false;
  remake();
  ASSERT_EQ(
      set_config(inventory_of(
          0, make(ParamType::c1g2_inventory_command)
                 .set("TagInventoryStateAware", 1U)
                 .add(make(ParamType::c1g2_singulation_control)
                          .add(make(ParamType::c1g2_tag_inventory_state_aware_singulation_action)
                                   .set("I", 1U))))),
      StatusCode::m_success);
  run(rospec(1));
  EXPECT_FALSE(radio_.last_inventory->target);
  EXPECT_EQ(radio_.last_inventory->asked_for, api::AskedFor::all);
}

TEST_F(DeviceTest, so_many_filters_and_no_more) {
  auto command = make(ParamType::c1g2_inventory_command);
  for (int i = 0; i < 6; ++i) command.add(unaware(filter(1, 32, {0x30}), 0));
  EXPECT_EQ(set_config(inventory_of(0, std::move(command))), StatusCode::m_parameter_error);
}

TEST_F(DeviceTest, antennas_have_settings_of_their_own) {
  const auto transmitter = [](unsigned power) {
    return make(ParamType::rf_transmitter).set("TransmitPower", power).set("ChannelIndex", 2U);
  };
  ASSERT_EQ(set_config(make(ParamType::antenna_configuration)
                           .set("AntennaID", 2U)
                           .add(make(ParamType::rf_receiver).set("ReceiverSensitivity", 3U))
                           .add(transmitter(1))
                           .add(make(ParamType::c1g2_inventory_command)
                                    .add(make(ParamType::c1g2_rf_control).set("ModeIndex", 1U)))),
            StatusCode::m_success);
  auto spec = rospec(1);
  spec.find(ParamType::aispec)->set("AntennaIDs", llrp::Words{1, 2});
  run(std::move(spec));
  const auto& radio = *radio_.last_inventory;
  EXPECT_THAT(radio.power_mdbm, ElementsAre(30'000, 10'000));
  ASSERT_THAT(radio.each_antenna, SizeIs(2));
  EXPECT_EQ(radio.each_antenna[0].mode, 0U);
  EXPECT_EQ(radio.each_antenna[1].mode, 1U);
  EXPECT_FALSE(radio.each_antenna[0].sensitivity_mdbm);
  EXPECT_EQ(radio.each_antenna[1].sensitivity_mdbm, -65'000) << "10 dB less";
  EXPECT_EQ(radio.each_antenna[1].channel, 2);
  EXPECT_EQ(radio.each_antenna[0].channel, 0) << "the reader's choice";
}

TEST_F(DeviceTest, where_the_reader_hops_a_channel_means_nothing_and_a_hop_table_is_named) {
  radio_.mutable_capabilities().hopping = true;
  profile_.first_hop_table = 3;
  remake();
  const auto transmitter = [](unsigned hop_table) {
    return make(ParamType::antenna_configuration)
        .add(make(ParamType::rf_transmitter)
                 .set("TransmitPower", 1U)
                 .set("ChannelIndex", 2U)
                 .set("HopTableID", hop_table));
  };
  EXPECT_NE(set_config(transmitter(1)), StatusCode::m_success) << "identifiers need not begin at 1";
  ASSERT_EQ(set_config(transmitter(3)), StatusCode::m_success);
  run(rospec(1));
  EXPECT_EQ(radio_.last_inventory->channel, 0);
}

TEST_F(DeviceTest, mode_identifiers_need_not_be_positions) {
  profile_.mode_identifiers = {1002, 7};
  remake();
  Message message(MessageType::get_reader_capabilities);
  const auto response = answer(std::move(message), MessageType::get_reader_capabilities_response);
  const auto* table =
      response.body.find(ParamType::regulatory_capabilities, ParamType::uhf_band_capabilities,
                         ParamType::c1g2_uhf_rf_mode_table);
  EXPECT_EQ(table->children()[0].get_unsigned("ModeIdentifier"), 1002U);
  EXPECT_EQ(table->children()[1].get_unsigned("ModeIdentifier"), 7U);
  const auto mode = [](unsigned identifier) {
    return inventory_of(0, make(ParamType::c1g2_inventory_command)
                               .add(make(ParamType::c1g2_rf_control).set("ModeIndex", identifier)));
  };
  EXPECT_NE(set_config(mode(1)), StatusCode::m_success);
  ASSERT_EQ(set_config(mode(7)), StatusCode::m_success);
  run(rospec(1));
  EXPECT_EQ(radio_.last_inventory->mode, 1U);
}
}  // namespace
}  // namespace plugtest::drivers
