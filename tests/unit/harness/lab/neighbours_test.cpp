#include "harness/lab/neighbours.h"

#include "tests/unit/harness/lab/lab_fixture.h"

#include <map>

#include <gtest/gtest.h>

namespace plugtest::lab {
namespace {

using gen2::Modulation;

constexpr std::int64_t k_channel_hz = 922'625'000;

/// Its antenna 3 m from ours; both look at each other.
model::NeighbourReader facing() {
  model::NeighbourReader reader;
  reader.id = "next";
  reader.position_m = {0, 3, 1};
  reader.boresight = {0, -1, 0};
  reader.fixed_channel_hz = k_channel_hz;
  return reader;
}

model::Antenna own() { return test::antenna(1, {0, 0, 1}, {0, 1, 0}); }

TEST(Neighbours, LevelIsErpFreeSpaceAndBothPatterns) {
  // 33 dBm ERP + 2.15 = 35.15 dBm EIRP; 31.75 + 9.54 dB over 3 m at 922.625 MHz; 6 dBi - 1 dB.
  EXPECT_NEAR(neighbour_level_mdbm(facing(), own(), k_channel_hz), 35'150 - 41'290 + 5'000, 10);
  // Back to back: 15 dB less at either end.
  model::NeighbourReader away = facing();
  away.boresight = {0, 1, 0};
  model::Antenna turned = own();
  turned.boresight = {0, -1, 0};
  EXPECT_NEAR(neighbour_level_mdbm(away, turned, k_channel_hz), 35'150 - 41'290 + 5'000 - 30'000,
              10);
}

TEST(Neighbours, TheLoudestMomentOfListeningCounts) {
  model::RegionPlan region;
  region.channels = {{k_channel_hz, 33'000}};
  region.channel_width_hz = 250'000;
  model::NeighbourReader half = facing();
  half.duty.value = 0.5;
  const Neighbours others({half}, region, 5);
  const std::int32_t level = neighbour_level_mdbm(half, own(), k_channel_hz);
  // Stays of 400 ms, half of each with carrier: listening for 200 ms and more always meets it.
  HostTime quiet{};
  for (int i = 0; i < 400; ++i) {
    const HostTime now{std::chrono::milliseconds(i)};
    const HostTime after = now + std::chrono::milliseconds(1);
    EXPECT_EQ(others.loudest_mdbm(own(), k_channel_hz, now, now + std::chrono::milliseconds(201)),
              level);
    const bool on = others.carrier_hz(0, now) != 0 ||
                    others.carrier_hz(0, after - std::chrono::nanoseconds(1)) != 0;
    EXPECT_EQ(others.loudest_mdbm(own(), k_channel_hz, now, after), on ? level : -1'000'000) << i;
    if (!on) quiet = now;
  }
  ASSERT_NE(quiet, HostTime{});
  // A channel beside it gets what its transmitter spills.
  EXPECT_NEAR(others.loudest_mdbm(own(), k_channel_hz + 250'000, HostTime{},
                                  HostTime{std::chrono::seconds(1)}),
              level - 40'000, 10);
}

TEST(Neighbours, RepliesLieBesideTheCarrier) {
  // FM0 at 160 kHz reaches from the carrier to 320 kHz.
  EXPECT_EQ(off_reply_hz(0, 160'000, Modulation::fm0), 0);
  EXPECT_EQ(off_reply_hz(250'000, 160'000, Modulation::fm0), 0);
  EXPECT_EQ(off_reply_hz(500'000, 160'000, Modulation::fm0), 180'000);
  // Miller 4 at 320 kHz: 240 to 400 kHz, on both sides.
  EXPECT_EQ(off_reply_hz(0, 320'000, Modulation::miller4), 240'000);
  EXPECT_EQ(off_reply_hz(250'000, 320'000, Modulation::miller4), 0);
  EXPECT_EQ(off_reply_hz(-250'000, 320'000, Modulation::miller4), 0);
  EXPECT_EQ(off_reply_hz(-750'000, 320'000, Modulation::miller4), 350'000);
}

TEST(Neighbours, SpectrumFallsChannelByChannel) {
  model::NeighbourReader reader = facing();
  EXPECT_EQ(spectrum_mdb(reader, 0, 250'000), 0);
  EXPECT_EQ(spectrum_mdb(reader, 124'999, 250'000), 0);
  EXPECT_EQ(spectrum_mdb(reader, 125'000, 250'000), -40'000);
  EXPECT_EQ(spectrum_mdb(reader, 500'000, 250'000), -60'000);
  EXPECT_EQ(spectrum_mdb(reader, 750'000, 250'000), -65'000);
  EXPECT_EQ(spectrum_mdb(reader, 90'000'000, 250'000), -100'000);
  reader.modulation = model::ForwardModulation::dsb_ask;
  EXPECT_EQ(spectrum_mdb(reader, 100'000, 250'000), 0);
  EXPECT_EQ(spectrum_mdb(reader, 250'000, 250'000), -30'000);
  EXPECT_EQ(spectrum_mdb(reader, 500'000, 250'000), -50'000);
  reader.modulation = model::ForwardModulation::ssb_ask;
  EXPECT_EQ(spectrum_mdb(reader, 250'000, 250'000), -40'000);
}

TEST(Neighbours, DenseReaderLinksEscapeTheChannelThatFm0SharesWithTheNeighbour) {
  Neighbours neighbours({facing()}, test::china_2007(), 1);
  neighbours.tune(own(), k_channel_hz);
  // -1.14 dBm by hand, see LevelIsErpFreeSpaceAndBothPatterns; 320 kHz Miller 4 is a channel away.
  EXPECT_NEAR(neighbours.level_mdbm(HostTime{}, 160'000, Modulation::fm0), -1'140, 10);
  EXPECT_NEAR(neighbours.level_mdbm(HostTime{}, 320'000, Modulation::miller4), -41'140, 10);
  // And meets the carrier in the channel beside.
  neighbours.tune(own(), k_channel_hz + 250'000);
  EXPECT_NEAR(neighbours.level_mdbm(HostTime{}, 320'000, Modulation::miller4), -1'140, 10);
}

TEST(Neighbours, PowersOfSeveralAdd) {
  Neighbours neighbours({facing(), facing()}, test::china_2007(), 1);
  neighbours.tune(own(), k_channel_hz);
  EXPECT_NEAR(neighbours.level_mdbm(HostTime{}, 160'000, Modulation::fm0), -1'140 + 3'010, 10);
}

TEST(Neighbours, CarriersKeepTheirShareOfTimeAndHopOverTheChannelsThatAllowTheirPower) {
  model::NeighbourReader reader = facing();
  reader.fixed_channel_hz = 0;
  reader.duty = {0.3, "test"};
  const model::RegionPlan region = test::china_2007();
  const Neighbours neighbours({reader}, region, 7);
  std::map<std::int64_t, int> seen;
  constexpr int k_samples = 200'000;
  for (int ms = 0; ms < k_samples; ++ms) {
    ++seen[neighbours.carrier_hz(0, HostTime(std::chrono::milliseconds(ms)))];
  }
  EXPECT_NEAR(seen[0] / double{k_samples}, 0.7, 0.01);
  seen.erase(0);
  EXPECT_EQ(seen.size(), 16U) << "the inner channels, 2 W ERP";
  for (const auto& [hz, count] : seen) {
    EXPECT_GT(hz, 920'500'000);
    EXPECT_LT(hz, 924'500'000);
  }
  const Neighbours again({reader}, region, 7);
  const Neighbours another({reader}, region, 8);
  int differs = 0;
  for (int ms = 0; ms < 10'000; ++ms) {
    const HostTime now{std::chrono::milliseconds(ms)};
    EXPECT_EQ(again.carrier_hz(0, now), neighbours.carrier_hz(0, now));
    if (another.carrier_hz(0, now) != neighbours.carrier_hz(0, now)) ++differs;
  }
  EXPECT_GT(differs, 1'000);
}

}  // namespace
}  // namespace plugtest::lab
