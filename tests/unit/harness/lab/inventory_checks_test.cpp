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

}  // namespace
}  // namespace plugtest::lab
