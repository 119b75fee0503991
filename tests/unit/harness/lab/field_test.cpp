#include "harness/lab/field.h"

#include "harness/lab/level.h"
#include "harness/lab/rng.h"
#include "tests/unit/harness/lab/lab_fixture.h"

#include <cmath>
#include <cstdlib>
#include <map>
#include <set>
#include <vector>

#include <gtest/gtest.h>

namespace plugtest::lab {
namespace {

constexpr std::int64_t k_hz = 922'625'000;

/// A lane with one antenna at 1 m height that looks along y.
model::Lane lane() {
  model::Lane one;
  one.id = model::LaneId("one");
  one.antennas = {test::antenna(1, {0, -2, 1}, {0, 1, 0})};
  return one;
}

model::SurroundingsSpec steady() {
  model::SurroundingsSpec surroundings;
  surroundings.rician_k_db = {60, "test"};  // no fading to speak of
  return surroundings;
}

LoadedTag tag_of(const char* epc) {
  LoadedTag tag;
  tag.piece.uii = identity::Uii::from_hex(epc).value();
  return tag;
}

/// Tags at these places, wires across the way to the antenna. A load at rest is taken to be in the
/// middle of its first two centimetres.
Load load_at(const std::vector<Vec3>& positions) {
  Load load;
  load.seed = 5;
  for (const Vec3& position : positions) {
    load.tags.push_back(tag_of("3034257bf7194e4000001a85"));
    load.placement.tags.push_back({position - Vec3{0.01, 0, 0}, {1, 0, 0}});
  }
  return load;
}

std::vector<Link> links_of(Field& field, Load load, std::int32_t conducted_mdbm = 30'000) {
  field.place(std::move(load), Motion{});
  field.set_carrier(Carrier{0, conducted_mdbm, k_hz});
  field.refresh(HostTime{});
  return {field.links().begin(), field.links().end()};
}

TEST(Field, PhaseTurnsTwiceInAWavelengthAndEveryPieceHasItsOwn) {
  Field field(lane(), steady(), 0);
  const double lambda_m = 299'792'458.0 / k_hz;
  const auto links = links_of(
      field, load_at({{0, 0, 1}, {0, lambda_m / 2, 1}, {0, lambda_m / 8, 1}, {0, 0.1, 1}}));
  EXPECT_EQ(links[1].phase_4096, links[0].phase_4096) << "half a wavelength: a whole turn";
  EXPECT_EQ((links[2].phase_4096 - links[0].phase_4096) & 4095, 1024) << "an eighth: a quarter";
  const auto steps = static_cast<int>(std::lround(2 * 0.1 / lambda_m * 4096));
  EXPECT_NEAR((links[3].phase_4096 - links[0].phase_4096) & 4095, steps & 4095, 1);

  Load other = load_at({{0, 0, 1}});
  other.tags[0] = tag_of("3034257bf7194e4000001a86");
  EXPECT_NE(links_of(field, other)[0].phase_4096, links[0].phase_4096);
}

TEST(Field, WritingNeedsMorePowerThanReading) {
  // Well between the thresholds, whatever their softness (0.4 dB) draws.
  Field field(lane(), steady(), 0);
  const std::int32_t at_30_dbm = links_of(field, load_at({{0, 0, 1}}))[0].forward_mdbm;
  Load load = load_at({{0, 0, 1}});
  load.tags[0].write_penalty_mdb = 14'000;
  const auto link_at = [&](std::int32_t above_threshold_mdb) {
    return links_of(field, load,
                    30'000 - at_30_dbm + load.tags[0].threshold_mdbm + above_threshold_mdb)[0];
  };
  EXPECT_FALSE(link_at(-7'000).powered);
  EXPECT_TRUE(link_at(7'000).powered);
  EXPECT_FALSE(link_at(7'000).can_write);
  EXPECT_TRUE(link_at(21'000).can_write);
}

/// The fades of one tag at `channels` carriers, `step_hz` apart.
std::vector<std::int32_t> levels(double coherence_mhz, int channels, std::int64_t step_hz) {
  model::SurroundingsSpec surroundings;
  surroundings.rician_k_db = {0, "test"};
  surroundings.coherence_mhz = {coherence_mhz, "test"};
  Field field(lane(), surroundings, 0);
  field.place(load_at({{0, 0, 1}}), Motion{});
  std::vector<std::int32_t> all;
  for (int i = 0; i < channels; ++i) {
    const std::int64_t hz = k_hz + i * step_hz;
    field.set_carrier(Carrier{0, 30'000, hz});
    field.refresh(HostTime{});
    // Without the free-space loss, which the frequency changes a little.
    all.push_back(field.links()[0].forward_mdbm + free_space_loss_mdb(2, hz));
  }
  return all;
}

/// Of neighbouring channels: how many different ones. The free-space loss is rounded once more when
/// it is taken off, so one unit is no difference.
std::size_t cells_of(const std::vector<std::int32_t>& all) {
  std::size_t cells = 1;
  for (std::size_t i = 1; i < all.size(); ++i) cells += std::abs(all[i] - all[i - 1]) > 1 ? 1U : 0U;
  return cells;
}

TEST(Field, NearChannelsFadeAlikeAndFarOnesByThemselves) {
  const auto alone = levels(0, 12, 250'000);
  EXPECT_EQ(cells_of(alone), 12U);
  // 12 channels span 2.75 MHz: one or two cells of 8 MHz, three or four of 1 MHz.
  const auto wide = levels(8, 12, 250'000);
  EXPECT_LE(cells_of(wide), 2U);
  const auto narrow = levels(1, 12, 250'000);
  const std::size_t cells = cells_of(narrow);
  EXPECT_GE(cells, 3U);
  EXPECT_LE(cells, 4U);
}

TEST(Field, WithoutReflectionTheFloorDoesNothing) {
  Field bare(lane(), steady(), 0);
  model::SurroundingsSpec floor = steady();
  floor.ground_reflection = {0.5, "test"};
  Field reflecting(lane(), floor, 0);
  const Load load = load_at({{0, 1, 0.7}});
  const std::int32_t plain = links_of(bare, load)[0].forward_mdbm;
  const TagAntenna tag{{1, 0, 0}, load.tags[0].gain_mdb, 0};
  const std::int32_t added = floor_ray_mdb(lane().antennas[0], k_hz, tag, {0, 1, 0.7}, 0.5);
  EXPECT_NE(added, 0);
  EXPECT_EQ(links_of(reflecting, load)[0].forward_mdbm, plain + added);
  EXPECT_EQ(floor_ray_mdb(lane().antennas[0], k_hz, tag, {0, 1, 0.7}, 0), 0);
}

TEST(Field, CouplingCostsPowerOnTheWayToTheTagOnly) {
  model::ScenarioPlan scenario;
  scenario.lane = lane();
  scenario.surroundings = steady();
  scenario.load = model::StackLoad{};
  model::ScenarioPlan apart = scenario;
  apart.coupling = {{0, "test"}, {0.007, "test"}, {0, "test"}};
  Field coupled(scenario, test::china_2007(), 1);
  Field free(apart, test::china_2007(), 1);
  // Two tags one behind the other, 7 mm apart: 8 / e dB, and 0.5 dB for the one behind.
  const Load load = load_at({{0, 0, 1}, {0, 0.007, 1}});
  const auto with = links_of(coupled, load);
  const auto without = links_of(free, load);
  const std::int32_t near_mdb = to_mdb(8 * std::exp(-1.0));
  for (const std::size_t tag : {0U, 1U}) {
    const std::int32_t loss = near_mdb + (tag == 1 ? 500 : 0);
    EXPECT_EQ(without[tag].forward_mdbm - with[tag].forward_mdbm, loss);
    EXPECT_EQ(without[tag].backscatter_mdbm - with[tag].backscatter_mdbm, loss);
  }
}

TEST(Field, ARollCageHasItsOwnFading) {
  model::ScenarioPlan scenario;
  scenario.lane = lane();
  scenario.surroundings = steady();
  const auto spread = [&](const model::ScenarioPlan& plan) {
    Field field(plan, test::china_2007(), 1);
    std::set<std::int32_t> seen;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      Load load = load_at({{0, 0, 1}});
      load.seed = seed;
      seen.insert(links_of(field, load)[0].forward_mdbm / 1000);
    }
    return *seen.rbegin() - *seen.begin();
  };
  EXPECT_LE(spread(scenario), 1);
  scenario.load = model::RollCageLoad{};
  EXPECT_GE(spread(scenario), 5) << "K of 1.5 dB";
}

TEST(Field, HearsNoNoiseWithoutNeighboursOrCarrier) {
  model::ScenarioPlan scenario;
  scenario.lane = lane();
  Field quiet(scenario, test::china_2007(), 1);
  quiet.set_carrier(Carrier{0, 30'000, k_hz});
  EXPECT_FALSE(quiet.noisy());
  EXPECT_EQ(quiet.noise_mdbm(HostTime{}, 320'000), -1'000'000);

  scenario.surroundings.neighbours = {{.id = "next", .position_m = {0, 2, 1}}};
  scenario.surroundings.neighbours[0].fixed_channel_hz = k_hz;
  Field busy(scenario, test::china_2007(), 1);
  EXPECT_EQ(busy.noise_mdbm(HostTime{}, 320'000), -1'000'000);
  busy.set_carrier(Carrier{0, 30'000, k_hz});
  EXPECT_TRUE(busy.noisy());
  EXPECT_GT(busy.noise_mdbm(HostTime{}, 320'000), -40'000);
}

/// A reader of another lane, 3 m behind the tag, that looks this way.
model::ScenarioPlan beside_another_reader(double duty) {
  model::ScenarioPlan scenario;
  scenario.lane = lane();
  scenario.surroundings = steady();
  model::NeighbourReader other;
  other.id = "next";
  other.position_m = {0, 3, 1};
  other.boresight = {0, -1, 0};
  other.duty = {duty, "test"};
  scenario.surroundings.neighbours = {other};
  return scenario;
}

TEST(Field, TheCarrierOfAnotherReaderMakesTheEnvelopeAtATagDip) {
  // 0.37 dB weaker than the own carrier (below): its voltage is 0.958 of it, 48.9 % of the sum.
  Field busy(beside_another_reader(1), test::china_2007(), 1);
  EXPECT_EQ(links_of(busy, load_at({{0, 0, 1}}), 27'000)[0].foreign_dip_percent, 49);
  // 20 dB more: a tenth of the voltage, 8.7 % of the sum.
  EXPECT_EQ(links_of(busy, load_at({{0, 0, 1}}), 47'000)[0].foreign_dip_percent, 9);
  Field silent(beside_another_reader(0), test::china_2007(), 1);
  EXPECT_EQ(links_of(silent, load_at({{0, 0, 1}}), 27'000)[0].foreign_dip_percent, 0);
}

TEST(Field, TheCarrierOfAnotherReaderMakesATagHardOfHearingInAnyChannel) {
  model::ScenarioPlan alone = beside_another_reader(1);
  alone.surroundings.neighbours.clear();
  Field quiet(alone, test::china_2007(), 1);
  Field busy(beside_another_reader(1), test::china_2007(), 1);
  const Link here = links_of(quiet, load_at({{0, 0, 1}}), 27'000)[0];
  const Link there = links_of(busy, load_at({{0, 0, 1}}), 27'000)[0];
  // Own: 27 dBm + 6 dBi - 1 dB of cable over 2 m; the other: 33 dBm ERP + 2.15 dB over 3 m. That is
  // 0.37 dB in favour of the own one, of which a tag needs 10 dB; its own threshold adds 0.03 dB.
  EXPECT_NEAR(there.hearing_mdb, 27'000 + 5'000 - 35'150 + 3'522 - 10'000 - 30, 20);
  EXPECT_EQ(here.forward_mdbm, there.forward_mdbm);
  EXPECT_TRUE(there.powered);
  EXPECT_GT(here.hearing_mdb, 10'000);
}

TEST(Field, ATagHearsWellAgainAsSoonAsTheOtherReaderIsSilent) {
  Field field(beside_another_reader(0.5), test::china_2007(), 1);
  links_of(field, load_at({{0, 0, 1}}), 27'000);
  // Stays of 400 ms, half of each with carrier.
  std::map<bool, int> seen;
  for (HostTime now{}; now < HostTime(std::chrono::seconds(4));
       now += std::chrono::milliseconds(1)) {
    if (field.stale(now)) field.refresh(now);
    ++seen[field.links()[0].hearing_mdb > 5'000];
  }
  EXPECT_NEAR(seen[true], 2000, 5);
  EXPECT_NEAR(seen[false], 2000, 5);
}

TEST(Field, LeakageOfTheOwnCarrierIsNoiseInProportionToThePower) {
  Field field(lane(), steady(), 0);
  field.set_leakage_noise(-115'000);
  EXPECT_TRUE(field.noisy());
  field.set_carrier(Carrier{0, 30'000, k_hz});
  EXPECT_EQ(field.noise_mdbm(HostTime{}, 320'000), -85'000);
  field.set_carrier(Carrier{0, 20'000, k_hz});
  EXPECT_EQ(field.noise_mdbm(HostTime{}, 320'000), -95'000);
}

TEST(Field, ATagThatPassesByShiftsTheCarrierUpAndThenDown) {
  Field field(lane(), steady(), 0);
  model::MotionSpec motion;
  motion.speed_mps = 2;
  motion.run_in_m = 3;
  motion.run_out_m = 3;
  field.place(load_at({{0.01, 0, 1}}), Motion(motion, 0));
  field.set_carrier(Carrier{0, 30'000, k_hz});
  const HostTime begin{std::chrono::seconds(1)};
  EXPECT_EQ(field.doppler_sixteenth_hz(0, begin), 0) << "at rest";
  field.begin_motion(begin);
  const auto after = [&](int milliseconds) {
    return field.doppler_sixteenth_hz(0, begin + std::chrono::milliseconds(milliseconds));
  };
  // 2 m/s towards an antenna 2 m beside the way: 2 v f / c times the cosine, in 1/16 Hz.
  const double head_on = 2 * 2.0 / 299'792'458 * static_cast<double>(k_hz) * 16;
  EXPECT_NEAR(after(500), head_on * std::sqrt(0.5), 1) << "2 m before the middle";
  EXPECT_EQ(after(1500), 0) << "in the middle";
  EXPECT_NEAR(after(2500), -head_on * std::sqrt(0.5), 1);
  EXPECT_EQ(after(3100), 0) << "at rest again";
}

}  // namespace
}  // namespace plugtest::lab
