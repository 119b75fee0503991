#include "harness/lab/channel.h"

#include "harness/lab/level.h"
#include "harness/lab/receiver.h"
#include "harness/lab/rng.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <cstdio>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

namespace plugtest::lab {
namespace {

constexpr std::int64_t k_etsi_hz = 866'500'000;
constexpr std::int64_t k_china_hz = 922'500'000;

model::Antenna antenna_at_origin() {
  model::Antenna antenna;
  antenna.cable_loss_db.value = 0;
  return antenna;  // 6 dBi, circular, along x
}

/// The distance on boresight at which a tag of 2 dBi just gets `threshold_mdbm` from 2 W ERP.
double range_m(std::int64_t frequency_hz, std::int32_t threshold_mdbm) {
  const model::Antenna antenna = antenna_at_origin();
  const std::int32_t conducted_mdbm = 35'160 - 6'000;
  const TagAntenna tag{{0, 0, 1}, 2'000, 0};
  double range = 1;
  while (conducted_mdbm + port_to_chip_mdb(antenna, frequency_hz, tag, {range, 0, 0}) >=
         threshold_mdbm) {
    range += 0.001;
  }
  return range;
}

struct RangeCase {
  std::int64_t frequency_hz;
  std::int32_t sensitivity_mdbm;
  double range_m;    ///< published
  double reply_dbm;  ///< published: at the port, there
};

// facts/air.md C.2: forward ranges, and the reply at the edge with 6 dB of backscatter loss and a
// reader antenna of 6 dBi, rounded there to whole dB.
TEST(Channel, FreeSpaceRangesAndTheReplyAtTheirEdge) {
  const std::array<RangeCase, 8> cases = {{{k_etsi_hz, -14'000, 7.0, -63},
                                           {k_etsi_hz, -18'000, 11.2, -71},
                                           {k_etsi_hz, -21'000, 15.8, -77},
                                           {k_etsi_hz, -24'000, 22.3, -83},
                                           {k_china_hz, -14'000, 6.6, -63},
                                           {k_china_hz, -18'000, 10.5, -71},
                                           {k_china_hz, -21'000, 14.8, -77},
                                           {k_china_hz, -24'000, 20.9, -83}}};
  std::printf("    MHz  chip dBm  range m (published)  reply dBm (published)\n");
  for (const RangeCase& one : cases) {
    const double range = range_m(one.frequency_hz, one.sensitivity_mdbm);
    const TagAntenna tag{{0, 0, 1}, 2'000, 0};
    const double reply_dbm =
        (one.sensitivity_mdbm - 6'000 +
         port_to_chip_mdb(antenna_at_origin(), one.frequency_hz, tag, {range, 0, 0})) /
        1000.0;
    std::printf("%7.1f  %8.0f  %7.2f (%4.1f)       %8.2f (%3.0f)\n",
                static_cast<double>(one.frequency_hz) / 1e6, one.sensitivity_mdbm / 1000.0, range,
                one.range_m, reply_dbm, one.reply_dbm);
    EXPECT_NEAR(range, one.range_m, 0.1);
    EXPECT_NEAR(reply_dbm, one.reply_dbm, 0.5);
  }
}

// facts/air.md C.2: free-space loss at 1 m.
TEST(Channel, FreeSpaceLossAtOneMetre) {
  EXPECT_NEAR(free_space_loss_mdb(1, 842'500'000), 30'960, 10);
  EXPECT_NEAR(free_space_loss_mdb(1, 866'500'000), 31'200, 10);
  EXPECT_NEAR(free_space_loss_mdb(1, 915'000'000), 31'680, 10);
  EXPECT_NEAR(free_space_loss_mdb(1, 922'500'000), 31'750, 10);
}

// Both rays by hand, with antennas that see both alike: an isotropic-like beam and a wire across.
TEST(Channel, FloorRayIsTheTwoRayFormula) {
  model::Antenna antenna = antenna_at_origin();
  antenna.position_m = {0, 0, 1.2};
  antenna.beamwidth_deg.value = 1e6;
  const TagAntenna tag{{0, 1, 0}, 2'150, 0};
  const double lambda = 299'792'458.0 / k_china_hz;
  double deepest = 0;
  double highest = 0;
  for (double x = 1; x < 12; x += 0.05) {
    for (const double reflection : {0.3, 0.9}) {
      const double height = 0.8;
      const double direct = std::hypot(x, 1.2 - height);
      const double reflected = std::hypot(x, 1.2 + height);
      const std::complex<double> sum =
          std::polar(1 / direct, -2 * std::numbers::pi * direct / lambda) -
          reflection * std::polar(1 / reflected, -2 * std::numbers::pi * reflected / lambda);
      const double expected_db = 20 * std::log10(std::abs(sum) * direct);
      const double got_db =
          floor_ray_mdb(antenna, k_china_hz, tag, {x, 0, height}, reflection) / 1000.0;
      EXPECT_NEAR(got_db, expected_db, 0.02) << x << " m, " << reflection;
      deepest = std::min(deepest, got_db);
      highest = std::max(highest, got_db);
    }
  }
  EXPECT_LT(deepest, -12);
  EXPECT_GT(highest, 4);
}

// A tag far away: (4 pi h1 h2 / (lambda d))^2, so 12 dB more for twice the distance than free space
// has 6 dB.
TEST(Channel, FarBehindTheLastMaximumTheFloorTakesTwelveDecibelsAnOctave) {
  model::Antenna antenna = antenna_at_origin();
  antenna.position_m = {0, 0, 1};
  const TagAntenna tag{{0, 1, 0}, 2'150, 0};
  const auto added = [&](double x) {
    return floor_ray_mdb(antenna, k_china_hz, tag, {x, 0, 1}, 1);
  };
  EXPECT_NEAR(added(200) - added(400), 6'020, 60);
  const double ratio = 4 * std::numbers::pi * k_china_hz / (299'792'458.0 * 400);
  EXPECT_NEAR(added(400) / 1000.0, 20 * std::log10(ratio), 0.05);
}

TEST(Channel, FloorRayDependsOnTheFrequencyAndOnBothPatterns) {
  const model::Antenna antenna = [] {
    model::Antenna one = antenna_at_origin();
    one.position_m = {0, 0, 1};
    return one;
  }();
  const TagAntenna tag{{0, 1, 0}, 2'150, 0};
  EXPECT_NE(floor_ray_mdb(antenna, k_china_hz, tag, {3, 0, 1}, 0.8),
            floor_ray_mdb(antenna, k_etsi_hz, tag, {3, 0, 1}, 0.8));
  // Looking up, away from the floor: the reflected ray is weaker, and the sum nearer to 0 dB.
  model::Antenna up = antenna;
  up.boresight = {1, 0, 0.6};
  double level = 0;
  double raised = 0;
  for (double x = 2; x < 6; x += 0.1) {
    level += std::abs(floor_ray_mdb(antenna, k_china_hz, tag, {x, 0, 1}, 0.8));
    raised += std::abs(floor_ray_mdb(up, k_china_hz, tag, {x, 0, 1}, 0.8));
  }
  EXPECT_LT(raised, 0.7 * level);
}

TEST(Channel, AntennaPattern) {
  const model::Antenna antenna = antenna_at_origin();
  EXPECT_EQ(antenna_gain_mdb(antenna, {1, 0, 0}), 6'000);
  const double half = antenna.beamwidth_deg.value / 2 * 3.14159265358979 / 180;
  EXPECT_NEAR(antenna_gain_mdb(antenna, {std::cos(half), std::sin(half), 0}), 3'000, 1);
  EXPECT_EQ(antenna_gain_mdb(antenna, {-1, 0, 0}), -9'000);
}

TEST(Channel, DipolePatternHasANullAlongItsWire) {
  EXPECT_EQ(dipole_pattern_mdb({0, 0, 1}, {1, 0, 0}), 0);
  const double c = std::sqrt(0.5);
  EXPECT_NEAR(dipole_pattern_mdb({0, 0, 1}, {c, 0, c}), -3'010, 1);
  EXPECT_NEAR(dipole_pattern_mdb({1, 0, 0}, {1, 0, 0}), -15'000, 10);
}

TEST(Channel, Polarisation) {
  model::Antenna antenna = antenna_at_origin();
  EXPECT_EQ(polarisation_loss_mdb(antenna, {0, 0, 1}, {1, 0, 0}), 3'010);
  antenna.polarisation = model::Polarisation::vertical;
  EXPECT_EQ(polarisation_loss_mdb(antenna, {0, 0, 1}, {1, 0, 0}), 0);
  EXPECT_EQ(polarisation_loss_mdb(antenna, {0, 1, 0}, {1, 0, 0}), 20'000);
  const double c = std::sqrt(0.5);
  EXPECT_NEAR(polarisation_loss_mdb(antenna, {0, c, c}, {1, 0, 0}), 3'010, 1);
  antenna.polarisation = model::Polarisation::horizontal;
  EXPECT_EQ(polarisation_loss_mdb(antenna, {0, 1, 0}, {1, 0, 0}), 0);
}

TEST(Channel, ObjectLossCountsOnceForwardAndTwiceOnTheWayBack) {
  const model::Antenna antenna = antenna_at_origin();
  const TagAntenna bare{{0, 0, 1}, 2'150, 0};
  const TagAntenna boxed{{0, 0, 1}, 2'150, 900};
  const std::int32_t difference = port_to_chip_mdb(antenna, k_china_hz, bare, {2, 0, 0}) -
                                  port_to_chip_mdb(antenna, k_china_hz, boxed, {2, 0, 0});
  // The way back has the same gain again, so the reply has lost it twice.
  EXPECT_EQ(difference, 900);
}

TEST(Channel, RicianFadingHasMeanPowerOneAndLessSpreadWithMoreK) {
  double spread_before = 1e9;
  for (const double k_db : {0.0, 6.0, 12.0}) {
    const double k = std::pow(10.0, k_db / 10);
    double sum = 0;
    double squares = 0;
    constexpr int k_draws = 40'000;
    for (int i = 0; i < k_draws; ++i) {
      const double power = std::pow(
          10.0, rician_fade_mdb(k, hash_draw(7, static_cast<std::uint64_t>(i))) / 10'000.0);
      sum += power;
      squares += power * power;
    }
    const double mean = sum / k_draws;
    const double variance = squares / k_draws - mean * mean;
    EXPECT_NEAR(mean, 1, 0.02);
    // Variance of a Rician power: (1 + 2K) / (1 + K)^2.
    EXPECT_NEAR(variance, (1 + 2 * k) / ((1 + k) * (1 + k)), 0.05);
    // K by moments (Greenstein et al. 1999): v = sqrt(mean^2 - variance), K = v / (mean - v).
    const double v = std::sqrt(std::max(mean * mean - variance, 0.0));
    if (k_db > 0) {
      EXPECT_NEAR(10 * std::log10(v / (mean - v)), k_db, 0.25);
    }
    EXPECT_LT(variance, spread_before);
    spread_before = variance;
  }
}

TEST(Channel, TheLogisticThresholdIsTheSoftThreshold) {
  // P(draw <= 0.4 dB) with scale 0.4 dB is 1 / (1 + exp(-1)).
  int below = 0;
  constexpr int k_draws = 40'000;
  for (int i = 0; i < k_draws; ++i) {
    if (logistic_mdb(0.4, hash_draw(11, static_cast<std::uint64_t>(i))) <= 400) ++below;
  }
  EXPECT_NEAR(below / double{k_draws}, 1 / (1 + std::exp(-1.0)), 0.01);
}

TEST(Level, PowersAdd) {
  EXPECT_EQ(power_sum_mdbm(-60'000, -60'000), -56'990);
  EXPECT_NEAR(power_sum_mdbm(-60'000, -70'000), -59'586, 2);
  EXPECT_EQ(power_sum_mdbm(-120'000, -60'000), -60'000);
}

TEST(Receiver, LosesOneFrameInTenAtItsSensitivity) {
  EXPECT_NEAR(frame_error_share(0, 128) / 4294967296.0, 0.1, 0.005);
  EXPECT_LT(frame_error_share(5'000, 128) / 4294967296.0, 1e-5);
  EXPECT_LT(frame_error_share(0, 16), frame_error_share(0, 128));
  Receiver receiver(-75'000, 6'000, 1);
  int wrong = 0;
  for (int i = 0; i < 10'000; ++i) {
    const Reception reception = receiver.receive(std::array{-75'000}, 128);
    ASSERT_EQ(reception.kind, Reception::Kind::frame);
    if (reception.bits_wrong > 0) ++wrong;
    EXPECT_LE(reception.first_wrong + reception.bits_wrong, 128U);
  }
  EXPECT_NEAR(wrong, 1'000, 100);
}

TEST(Receiver, CapturesTheStrongestAboveTheSumOfTheOthers) {
  Receiver receiver(-75'000, 6'000, 1);
  EXPECT_EQ(receiver.receive({}, 16).kind, Reception::Kind::nothing);
  EXPECT_EQ(receiver.receive(std::array{-82'000}, 16).kind, Reception::Kind::nothing);
  const Reception captured = receiver.receive(std::array{-60'000, -54'000}, 16);
  EXPECT_EQ(captured.kind, Reception::Kind::frame);
  EXPECT_EQ(captured.from, 1U);
  EXPECT_EQ(receiver.receive(std::array{-60'000, -54'001}, 16).kind, Reception::Kind::collision);
  // Each of two is 6 dB weaker, both together only 3 dB.
  EXPECT_EQ(receiver.receive(std::array{-60'000, -54'000, -60'000}, 16).kind,
            Reception::Kind::collision);
}

}  // namespace
}  // namespace plugtest::lab
