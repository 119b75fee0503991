#include "harness/lab/inventory_checks.h"

#include "harness/lab/reader_capabilities.h"
#include "tests/unit/harness/lab/lab_fixture.h"

#include <gmock/gmock.h>

namespace plugtest::lab {
namespace {

using model::ForwardModulation;
using testing::HasSubstr;

api::RadioCapabilities::Mode mode_of(const std::string& profile, ForwardModulation modulation) {
  model::ReaderRadioProfile radio = test::fixed_reader().radio;
  radio.link_profiles = {profile};
  radio.modulation = modulation;
  return capabilities_of(radio, test::china_2007()).value().modes.front();
}

TEST(Bandwidth, PhaseReversalAndOneSideTakeHalfOfWhatTwoSidesTake) {
  EXPECT_EQ(occupied_hz(mode_of("max-rate", ForwardModulation::dsb_ask)), 320'000);
  EXPECT_EQ(occupied_hz(mode_of("max-rate", ForwardModulation::ssb_ask)), 160'000);
  EXPECT_EQ(occupied_hz(mode_of("max-rate", ForwardModulation::pr_ask)), 160'000);
  EXPECT_EQ(occupied_hz(mode_of("dense-m4-250", ForwardModulation::dsb_ask)), 80'000);
}

TEST(Bandwidth, AModulationThatDoesNotFitTheChannelsIsRefusedWithTheRule) {
  model::RegionPlan narrow = test::china_2007();
  narrow.channel_width_hz = 250'000;
  const auto refused = check_bandwidth(mode_of("max-rate", ForwardModulation::dsb_ask), narrow);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::refused);
  EXPECT_THAT(refused.error().message,
              HasSubstr("max-rate with Tari 6.25 us, dsb-ask, takes 320 kHz; the channels of "
                        "china-2007 ((2007)205) are 250 kHz wide"));
  EXPECT_TRUE(check_bandwidth(mode_of("max-rate", ForwardModulation::pr_ask), narrow));
  model::RegionPlan wide = narrow;
  wide.channel_width_hz = 500'000;
  EXPECT_TRUE(check_bandwidth(mode_of("max-rate", ForwardModulation::dsb_ask), wide));
  EXPECT_TRUE(check_bandwidth(mode_of("max-rate", ForwardModulation::dsb_ask), test::china_2007()))
      << "a plan that does not tell how wide its channels are";
}

TEST(Bandwidth, AReaderInTheLabRefusesItToo) {
  LabPlan plan = test::conveyor_plan();
  plan.region.channel_width_hz = 250'000;
  plan.reader.radio.link_profiles = {"max-rate"};
  plan.reader.radio.modulation = ForwardModulation::dsb_ask;
  test::LabBench bench(plan);
  test::Collector collector;
  const auto refused = bench.lab().radio().start(bench.inventory(), collector);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::refused);
}

TEST(Bandwidth, TheModeOfEachAntennaIsLookedAt) {
  LabPlan plan = test::conveyor_plan();
  plan.region.channel_width_hz = 250'000;
  plan.reader.radio.link_profiles = {"m4-320", "max-rate"};
  plan.reader.radio.modulation = ForwardModulation::dsb_ask;
  test::LabBench bench(plan);
  api::RadioInventory inventory = bench.inventory();
  inventory.each_antenna.resize(inventory.antennas.size());
  inventory.each_antenna.back().mode = 1;
  test::Collector collector;
  const auto refused = bench.lab().radio().start(inventory, collector);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::refused);
  EXPECT_THAT(refused.error().message, HasSubstr("max-rate"));
}

TEST(Power, APlanMayLimitWhatAnAntennaIsFedWith) {
  model::RegionPlan region = test::china_2007();
  region.channels.resize(12);
  for (auto& channel : region.channels) channel.max_erp_mdbm = 33'870;
  region.max_conducted_mdbm = 30'000;
  model::Lane lane = test::four_antenna_lane();
  for (model::Antenna& antenna : lane.antennas) {
    antenna.gain_dbi = {2, "test"};
    antenna.cable_loss_db = {1, "test"};
  }
  api::RadioInventory inventory;
  inventory.antennas = {1};
  inventory.power_mdbm = {31'000};
  EXPECT_TRUE(usable_channels(inventory, lane, region)) << "the cable takes the decibel too much";
  inventory.power_mdbm = {31'500};
  const auto refused = usable_channels(inventory, lane, region);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::refused);
  EXPECT_EQ(refused.error().message,
            "port 1 would give its antenna 30.50 dBm; china-2007 ((2007)205) allows 30.00 dBm at "
            "most");
}

}  // namespace
}  // namespace plugtest::lab
