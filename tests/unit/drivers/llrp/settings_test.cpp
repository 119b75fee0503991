// Settings: what is asked, how it goes over the wire, what is read back.

#include "protocols/bits/hex.h"
#include "protocols/llrp/codec.h"
#include "tests/unit/drivers/llrp/driver_bench.h"

#include <string>
#include <vector>

namespace plugtest::drivers {
namespace {

using llrp::Element;
using llrp::MessageType;
using llrp::ParamType;
using model::InventoryTarget;
using model::SelectedFlag;
using model::SelectFilter;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST_F(DriverTest, configures_and_reads_back) {
  open();
  const model::ReaderSettings asked{.antennas = {1, 3},
                                    .power_mdbm = 27'300,
                                    .session = 2,
                                    .tag_population = 50,
                                    .link_profile = "m4-320"};
  const auto applied = bench_.wait_lab<model::AppliedSettings>(
      [&](auto done) { reader_->configure(asked, k_patience, std::move(done)); });
  ASSERT_TRUE(applied) << to_string(applied.error());
  EXPECT_EQ(applied->power_mdbm, 27'000) << "the nearest entry not above what was asked";
  EXPECT_EQ(applied->session, 2);
  EXPECT_EQ(applied->tag_population, 50);
  EXPECT_EQ(applied->link_profile, "m4-320");
  EXPECT_THAT(applied->antennas, ElementsAre(1, 3));
  ASSERT_TRUE(start());
  ASSERT_TRUE(radio_.last_inventory);
  EXPECT_THAT(radio_.last_inventory->antennas, ElementsAre(1, 3));
  EXPECT_THAT(radio_.last_inventory->power_mdbm, ElementsAre(27'000, 27'000));
  EXPECT_EQ(radio_.last_inventory->session, 2);
  EXPECT_EQ(radio_.last_inventory->tag_population, 50);
  EXPECT_EQ(radio_.last_inventory->mode, 1U);
}

TEST_F(DriverTest, refuses_settings_that_the_reader_does_not_have) {
  open();
  const auto refusal = [&](const model::ReaderSettings& settings) {
    const auto applied = bench_.wait_lab<model::AppliedSettings>(
        [&](auto done) { reader_->configure(settings, k_patience, std::move(done)); });
    EXPECT_FALSE(applied);
    if (applied) return std::string();
    EXPECT_EQ(applied.error().code, ErrorCode::refused);
    return applied.error().message;
  };
  model::ReaderSettings settings;
  settings.antennas = {5};
  EXPECT_THAT(refusal(settings), HasSubstr("no antenna port 5"));
  settings = {};
  settings.power_mdbm = 9'999;
  EXPECT_THAT(refusal(settings), HasSubstr("lowest is 10000"));
  settings = {};
  settings.link_profile = "m8-1";
  EXPECT_THAT(refusal(settings), HasSubstr("max-rate, m4-320"));
}

class SettingsTest : public PeerTest {
 protected:
  const Element& command(std::uint64_t antenna = 1) {
    return *peer_.antennas.at(antenna).find(ParamType::c1g2_inventory_command);
  }
  std::string refusal(const model::ReaderSettings& settings) {
    const auto applied = configure(settings);
    EXPECT_FALSE(applied);
    if (applied) return {};
    EXPECT_EQ(applied.error().code, ErrorCode::refused);
    return applied.error().message;
  }
  static SelectFilter epc_begins_with_30() { return {.tags = {.mask = bits::BitString(0x30, 8)}}; }
};

TEST_F(SettingsTest, each_antenna_has_its_own_power_and_sensitivity) {
  open();
  model::ReaderSettings asked;
  asked.antennas = {1, 2};
  asked.power_mdbm = 25'000;
  asked.per_antenna = {{.antenna = 2, .power_mdbm = 20'500, .receive_backoff_mdb = 3000}};
  const auto applied = configure(asked);
  ASSERT_TRUE(applied) << to_string(applied.error());
  const auto power = [&](std::uint64_t port) {
    return peer_.antennas.at(port).find(ParamType::rf_transmitter)->get_unsigned("TransmitPower");
  };
  EXPECT_EQ(power(1), 22U);
  EXPECT_EQ(power(2), 17U);
  EXPECT_EQ(peer_.antennas.at(1).find(ParamType::rf_receiver), nullptr);
  EXPECT_EQ(peer_.antennas.at(2).find(ParamType::rf_receiver)->get_unsigned("ReceiverSensitivity"),
            2U);
  EXPECT_EQ(applied->power_mdbm, 25'000);
  EXPECT_THAT(applied->per_antenna,
              ElementsAre(model::AntennaSettings{.antenna = 1, .power_mdbm = 25'000},
                          model::AntennaSettings{
                              .antenna = 2, .power_mdbm = 20'000, .receive_backoff_mdb = 3000}));
  EXPECT_THAT(listener_.events, IsEmpty());
}

TEST_F(SettingsTest, what_the_reader_made_of_it_is_told) {
  peer_.keeps_settings = false;
  open();
  model::ReaderSettings asked;
  asked.antennas = {1};
  asked.per_antenna = {{.antenna = 1, .power_mdbm = 20'000}};
  // The reader has kept what an earlier client set.
  peer_.antennas.emplace(1,
                         llrp::make(ParamType::antenna_configuration)
                             .set("AntennaID", 1U)
                             .add(llrp::make(ParamType::rf_transmitter).set("TransmitPower", 27U)));
  const auto applied = configure(asked);
  ASSERT_TRUE(applied) << to_string(applied.error());
  EXPECT_THAT(listener_.events,
              ElementsAre(HasSubstr("20000 mdBm on antenna 1, the reader uses 30000 mdBm")));
}

TEST_F(SettingsTest, filters_go_out_and_come_back) {
  open();
  model::ReaderSettings asked;
  asked.antennas = {1};
  asked.filters = {epc_begins_with_30(),
                   {.tags = {.bank = 2, .bit_pointer = 8, .mask = bits::BitString(5, 3)},
                    .choice = SelectFilter::Choice::unselect_only}};
  const auto applied = configure(asked);
  ASSERT_TRUE(applied) << to_string(applied.error());
  EXPECT_FALSE(command().get_flag("TagInventoryStateAware"));
  ASSERT_EQ(command().count(ParamType::c1g2_filter), 2U);
  const Element& first = *command().find(ParamType::c1g2_filter);
  const Element& mask = *first.find(ParamType::c1g2_tag_inventory_mask);
  EXPECT_EQ(mask.get_unsigned("MB"), 1U);
  EXPECT_EQ(mask.get_unsigned("Pointer"), 32U);
  EXPECT_EQ(bits::to_hex(mask.get_bits("TagMask").bytes), "30");
  EXPECT_EQ(applied->filters, asked.filters);
  EXPECT_THAT(listener_.events, IsEmpty());
}

TEST_F(SettingsTest, state_aware_filters_and_singulation) {
  peer_.abilities().set("CanDoTagInventoryStateAwareSingulation", 1U);
  open();
  model::ReaderSettings asked;
  asked.antennas = {1};
  asked.filters = {epc_begins_with_30()};
  asked.filters[0].state_aware = {SelectFilter::Flag::s2, 3};
  asked.target = InventoryTarget::b;
  asked.selected = SelectedFlag::sl;
  const auto applied = configure(asked);
  ASSERT_TRUE(applied) << to_string(applied.error());
  EXPECT_TRUE(command().get_flag("TagInventoryStateAware"));
  const auto* filter = command().find(ParamType::c1g2_filter,
                                      ParamType::c1g2_tag_inventory_state_aware_filter_action);
  ASSERT_NE(filter, nullptr);
  EXPECT_EQ(filter->get_name("Target"), "inventoried_s2");
  EXPECT_EQ(filter->get_unsigned("Action"), 3U);
  const auto* action = command().find(ParamType::c1g2_singulation_control,
                                      ParamType::c1g2_tag_inventory_state_aware_singulation_action);
  ASSERT_NE(action, nullptr);
  EXPECT_EQ(action->get_name("I"), "state_b");
  EXPECT_EQ(action->get_name("S"), "sl");
  EXPECT_EQ(applied->target, InventoryTarget::b);
  EXPECT_EQ(applied->selected, SelectedFlag::sl);
  EXPECT_EQ(applied->filters, asked.filters);
}

TEST_F(SettingsTest, all_tags_whatever_their_sl_flag_takes_1_1) {
  peer_.abilities().set("CanDoTagInventoryStateAwareSingulation", 1U);
  model::ReaderSettings asked;
  asked.selected = SelectedFlag::all;
  open();
  EXPECT_THAT(refusal(asked), HasSubstr("takes LLRP 1.1"));
  peer_.speaks_1_1 = true;
  open();
  const auto applied = configure(asked);
  ASSERT_TRUE(applied) << to_string(applied.error());
  EXPECT_EQ(applied->selected, SelectedFlag::all);
}

TEST_F(SettingsTest, the_hop_table_is_the_readers_not_number_1) {
  open();
  model::ReaderSettings asked;
  asked.antennas = {1};
  asked.hop_table = 3;
  const auto applied = configure(asked);
  ASSERT_TRUE(applied) << to_string(applied.error());
  EXPECT_EQ(applied->hop_table, 3);
  EXPECT_EQ(peer_.antennas.at(1).find(ParamType::rf_transmitter)->get_unsigned("HopTableID"), 3U);
  asked.hop_table = 1;
  EXPECT_THAT(refusal(asked), HasSubstr("no hop table 1"));
  const auto told = capabilities();
  ASSERT_TRUE(told);
  EXPECT_THAT(told->hop_tables, ElementsAre(3));
  EXPECT_THAT(told->receive_backoffs_mdb, ElementsAre(0, 3000, 6000));
}

TEST_F(SettingsTest, a_fixed_channel_is_set_by_its_place_in_the_table) {
  peer_.frequencies() = llrp::make(ParamType::frequency_information)
                            .add(llrp::make(ParamType::fixed_frequency_table)
                                     .set("Frequency", llrp::Longs{865'700, 866'300, 866'900}));
  open();
  model::ReaderSettings asked;
  asked.antennas = {1};
  asked.channels_hz = {866'300'000};
  const auto applied = configure(asked);
  ASSERT_TRUE(applied) << to_string(applied.error());
  EXPECT_EQ(peer_.antennas.at(1).find(ParamType::rf_transmitter)->get_unsigned("ChannelIndex"), 2U);
  EXPECT_EQ(applied->channels_hz, asked.channels_hz);
  asked.channels_hz = {866'300'000, 866'900'000};
  EXPECT_THAT(refusal(asked), HasSubstr("one channel an antenna"));
  asked.channels_hz = {915'000'000};
  EXPECT_THAT(refusal(asked), HasSubstr("no channel at 915000 kHz"));
}

TEST_F(SettingsTest, a_reader_that_lists_no_channels_is_told_none) {
  peer_.frequencies() = llrp::make(ParamType::frequency_information)
                            .add(llrp::make(ParamType::fixed_frequency_table));
  open();
  model::ReaderSettings asked;
  asked.antennas = {1};
  const auto applied = configure(asked);
  ASSERT_TRUE(applied) << to_string(applied.error());
  EXPECT_EQ(peer_.antennas.at(1).find(ParamType::rf_transmitter)->get_unsigned("ChannelIndex"), 0U);
}

TEST_F(SettingsTest, what_plain_llrp_has_no_words_for_is_refused) {
  open();
  model::ReaderSettings asked;
  asked.target = InventoryTarget::alternate;
  EXPECT_THAT(refusal(asked), HasSubstr("no target 'alternate'"));
  asked = {};
  asked.target = InventoryTarget::a;
  EXPECT_THAT(refusal(asked), HasSubstr("no state-aware singulation"));
  asked = {};
  asked.low_duty_cycle = model::LowDutyCycle{};
  EXPECT_THAT(refusal(asked), HasSubstr("no low duty cycle"));
  asked = {};
  asked.channels_hz = {903'250'000};
  EXPECT_THAT(refusal(asked), HasSubstr("hops over its table"));
  asked = {};
  asked.report.doppler = true;
  EXPECT_THAT(refusal(asked), HasSubstr("Doppler"));
  asked = {};
  asked.filters.resize(3, epc_begins_with_30());
  EXPECT_THAT(refusal(asked), HasSubstr("takes 2 select filters, not 3"));
  EXPECT_TRUE(peer_.antennas.empty()) << "a refused setting leaves the reader as it was";
}

}  // namespace
}  // namespace plugtest::drivers
