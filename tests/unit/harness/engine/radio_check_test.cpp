#include "harness/engine/radio_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plugtest::engine {
namespace {

using model::Reason;
using testing::ElementsAre;

/// One antenna of 6 dBi behind 1 dB of cable, 30 dBm conducted: 32.85 dBm ERP.
model::ScenarioPlan scenario() {
  model::ScenarioPlan plan;
  plan.lane.id = model::LaneId("belt");
  plan.lane.antennas.resize(1);
  plan.lane.antennas[0].calibrated_on = "2009-04-20";
  plan.lane.antennas[0].calibrated_how = "network analyser";
  plan.settings.power_mdbm = 30'000;
  return plan;
}

/// Two channels of 2 W ERP, and one of 100 mW at the edge.
model::RegionPlan region() {
  model::RegionPlan plan;
  plan.id = "here";
  plan.source = "the rule";
  plan.channels = {{920'125'000, 20'000}, {920'625'000, 33'000}, {920'875'000, 33'000}};
  return plan;
}

model::ReaderCapabilities reader() {
  model::ReaderCapabilities can;
  can.antenna_count = 2;
  can.power_table_mdbm = {10'000, 20'000, 30'000};
  can.channels_hz = {920'625'000, 920'875'000};
  can.regulation = "china_920_924_mhz_2w_hopping";
  can.country_code = 156;
  can.inputs = 2;
  return can;
}

std::string objection(const model::ReaderCapabilities& can) {
  const auto found = capability_objection(scenario(), region(), can);
  if (!found) return {};
  return std::string(to_string(*found->reason)) + ": " + found->detail;
}

TEST(RadioCheck, AReaderThatFitsHasNothingAgainstIt) {
  EXPECT_EQ(objection(reader()), "");
  EXPECT_EQ(objection({}), "") << "what is not told is not compared";
}

TEST(RadioCheck, PortsThatTheReaderSaysItLacksAreNotOffered) {
  model::ScenarioPlan wide = scenario();
  wide.lane.antennas[0].port = 3;
  const auto found = capability_objection(wide, region(), reader());
  ASSERT_TRUE(found);
  EXPECT_EQ(found->reason, Reason::not_offered);
  EXPECT_EQ(found->detail, "Lane belt uses antenna port 3, the reader says that it has 2.");
}

TEST(RadioCheck, PowerIsComparedWithTheReadersOwnTableInConductedPowerAndErp) {
  model::ReaderCapabilities can = reader();
  can.power_table_mdbm = {10'000, 27'000};
  EXPECT_EQ(
      objection(can),
      "not_offered: 30.00 dBm are asked for at the reader's port, its own power table goes from "
      "10.00 dBm to 27.00 dBm. At antenna 1 (+6.00 dBi gain, 1.00 dB cable loss) that would be "
      "32.85 dBm ERP, the reader offers 29.85 dBm. The reader's own regulation is "
      "china_920_924_mhz_2w_hopping. The reader's country code is 156.");
  can.power_table_mdbm = {31'000};
  EXPECT_EQ(objection(can).substr(0, 12), "not_offered:");
}

TEST(RadioCheck, AReaderThatIsSetToOtherChannelsWouldLeaveThePlan) {
  model::ReaderCapabilities can = reader();
  can.channels_hz = {920'625'000, 902'750'000, 903'250'000};
  can.regulation = "us_fcc_part_15";
  can.country_code = 840;
  EXPECT_EQ(
      objection(can),
      "outside_region_plan: 2 of the reader's 3 channels are not in region plan here (the "
      "rule), 902.750 MHz the first of them. The reader's own regulation is us_fcc_part_15. The "
      "reader's country code is 840.");
}

TEST(RadioCheck, AChannelOfTheScenarioHasToBeOneOfTheReaders) {
  model::ScenarioPlan fixed = scenario();
  fixed.settings.channel_hz = 920'125'000;
  const auto found = capability_objection(fixed, region(), reader());
  ASSERT_TRUE(found);
  EXPECT_EQ(found->reason, Reason::not_offered);
  EXPECT_EQ(found->detail,
            "The channel 920.125 MHz is asked for, it is not among the 2 that the reader has. The "
            "reader's own regulation is china_920_924_mhz_2w_hopping. The reader's country code is "
            "156.");
}

TEST(RadioCheck, ErpMayBeAsHighAsTheBestOfTheChannelsThatTheReaderUses) {
  const model::Lane lane = scenario().lane;
  EXPECT_FALSE(radiation_objection(lane, region(), reader(), 30'150));
  const auto found = radiation_objection(lane, region(), reader(), 30'151);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->reason, Reason::outside_region_plan);
  EXPECT_EQ(found->detail,
            "At 30.15 dBm antenna 1 would radiate 33.00 dBm ERP (+6.00 dBi gain, 1.00 dB cable "
            "loss), region plan here allows 33.00 dBm (the rule).");
  model::ReaderCapabilities at_the_edge = reader();
  at_the_edge.channels_hz = {920'125'000};
  EXPECT_TRUE(radiation_objection(lane, region(), at_the_edge, 20'000));
  EXPECT_FALSE(radiation_objection(lane, region(), at_the_edge, 17'000));
}

TEST(RadioCheck, SomePlansLimitWhatTheAntennaIsFedWith) {
  model::RegionPlan plan = region();
  plan.max_conducted_mdbm = 28'000;
  const auto found = radiation_objection(scenario().lane, plan, reader(), 30'000);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->detail,
            "At 30.00 dBm antenna 1 would be fed with 29.00 dBm (1.00 dB cable loss), region plan "
            "here allows 28.00 dBm (the rule).");
}

TEST(RadioCheck, APlanWithoutChannelsForbidsNothing) {
  EXPECT_FALSE(capability_objection(scenario(), {}, reader()));
  EXPECT_FALSE(radiation_objection(scenario().lane, {}, reader(), 40'000));
}

TEST(RadioCheck, EyesNeedInputs) {
  model::Lane lane = scenario().lane;
  lane.eyes = {{2, {0, "measured"}, true}};
  EXPECT_FALSE(eye_objection(lane, reader()));
  lane.eyes.push_back({3, {1, "measured"}, true});
  EXPECT_EQ(eye_objection(lane, reader())->detail,
            "Lane belt has a photo-eye at input 3, the reader says that it has 2 inputs.");
}

TEST(RadioCheck, WhatIsRadiatedIsToldWithTheDateAndTheMethod) {
  model::Lane lane = scenario().lane;
  lane.antennas.push_back(lane.antennas[0]);
  lane.antennas[1].port = 2;
  lane.antennas[1].calibrated_on.clear();
  EXPECT_THAT(radiated_power(lane, 30'000),
              ElementsAre("antenna 1 radiates 32.85 dBm ERP at 30.00 dBm (+6.00 dBi gain, 1.00 dB "
                          "cable loss; measured on 2009-04-20 by network analyser)",
                          "antenna 2 radiates 32.85 dBm ERP at 30.00 dBm (+6.00 dBi gain, 1.00 dB "
                          "cable loss; not measured)"));
}

}  // namespace
}  // namespace plugtest::engine
