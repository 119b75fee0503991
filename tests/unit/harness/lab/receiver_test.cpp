#include "harness/lab/receiver.h"

#include <array>
#include <cmath>

#include <gtest/gtest.h>

namespace plugtest::lab {
namespace {

using gen2::Modulation;
using Kind = Reception::Kind;

constexpr std::size_t k_frames = 20'000;

/// The share of frames that arrive intact, of replies at `level_mdbm`.
double intact_share(Receiver& receiver, std::int32_t level_mdbm, std::size_t bits,
                    std::int32_t interference_mdbm = Receiver::k_silence_mdbm) {
  std::size_t intact = 0;
  for (std::size_t i = 0; i < k_frames; ++i) {
    const Reception one = receiver.receive(std::array{level_mdbm}, bits, interference_mdbm);
    if (one.kind == Kind::frame && one.bits_wrong == 0) ++intact;
  }
  return static_cast<double>(intact) / k_frames;
}

/// facts/air.md C.5: bit errors Q(sqrt(SNR)), frame loss 1 - (1 - BER)^bits.
double theory(double snr_db, std::size_t bits) {
  const double ber = 0.5 * std::erfc(std::sqrt(std::pow(10, snr_db / 10) / 2));
  return std::pow(1 - ber, static_cast<double>(bits));
}

TEST(Receiver, FrameLossFollowsTheBitErrorRate) {
  Receiver receiver(-75'000, 6'000, 3);
  for (const int margin_db : {-3, -1, 0, 1, 2, 4}) {
    for (const std::size_t bits : {16U, 128U}) {
      EXPECT_NEAR(intact_share(receiver, -75'000 + margin_db * 1000, bits),
                  theory(9.96 + margin_db, bits), 0.01)
          << margin_db << " dB, " << bits << " bits";
    }
  }
}

TEST(Receiver, MillerNeedsLessDistanceFromTheOthers) {
  const Receiver receiver(-75'000, 6'000, 1);
  EXPECT_EQ(receiver.capture_mdb(Modulation::fm0), 6'000);
  EXPECT_EQ(receiver.capture_mdb(Modulation::miller2), 5'000);
  EXPECT_EQ(receiver.capture_mdb(Modulation::miller4), 4'000);
  EXPECT_EQ(receiver.capture_mdb(Modulation::miller8), 3'000);
  EXPECT_EQ(Receiver(-75'000, 2'000, 1).capture_mdb(Modulation::miller8), 0);

  Receiver other(-75'000, 6'000, 1);
  const std::array levels{-50'000, -54'500};
  const auto kind = [&](Modulation modulation) {
    return other.receive(levels, 16, Receiver::k_silence_mdbm, modulation).kind;
  };
  EXPECT_EQ(kind(Modulation::fm0), Kind::collision);
  EXPECT_EQ(kind(Modulation::miller2), Kind::collision);
  EXPECT_EQ(kind(Modulation::miller4), Kind::frame);
  EXPECT_EQ(kind(Modulation::miller8), Kind::frame);
}

TEST(Receiver, AReplyMustStandOutOfTheSumOfRepliesAndInterference) {
  Receiver receiver(-75'000, 6'000, 1);
  // Both 9.1 dB below: their sum is 6.09 dB below.
  EXPECT_EQ(receiver.receive(std::array{-50'000, -59'100}, 16, -59'100).kind, Kind::frame);
  EXPECT_EQ(receiver.receive(std::array{-50'000, -58'900}, 16, -58'900).kind, Kind::collision);
  EXPECT_EQ(receiver.receive({}, 16, -60'000).kind, Kind::collision);
  EXPECT_EQ(receiver.receive({}, 16, -81'001).kind, Kind::nothing);
}

TEST(Receiver, AtTheCaptureThresholdInterferenceCostsAsManyFramesAsTheSensitivity) {
  Receiver receiver(-90'000, 6'000, 5);
  EXPECT_NEAR(intact_share(receiver, -50'000, 128, -56'000), theory(9.96, 128), 0.01);
  EXPECT_NEAR(intact_share(receiver, -50'000, 128, -58'000), theory(11.96, 128), 0.01);
}

TEST(Receiver, NoiseFromOutsideRaisesTheSensitivityAndLooksLikeNothing) {
  Receiver receiver(-75'000, 6'000, 7);
  EXPECT_EQ(receiver.sensitivity_mdbm(), -75'000);
  receiver.set_noise(-75'000 - 9'960);  // as much as its own
  EXPECT_EQ(receiver.sensitivity_mdbm(), -75'000 + 3'010);
  EXPECT_NEAR(intact_share(receiver, -75'000 + 3'010, 128), theory(9.96, 128), 0.01);
  receiver.set_noise(-60'000);
  EXPECT_NEAR(receiver.sensitivity_mdbm(), -60'000 + 9'960 + 14, 2);
  EXPECT_EQ(receiver.receive({}, 16).kind, Kind::nothing);
  EXPECT_EQ(receiver.receive(std::array{-60'000}, 16).kind, Kind::nothing) << "lost in the noise";
  EXPECT_EQ(receiver.receive({}, 16, -60'000).kind, Kind::nothing) << "so are others";
  receiver.set_noise(Receiver::k_silence_mdbm);
  EXPECT_EQ(receiver.sensitivity_mdbm(), -75'000);
}

TEST(Receiver, WithoutNoiseAndInterferenceNothingIsDifferent) {
  Receiver plain(-75'000, 6'000, 9);
  Receiver told(-75'000, 6'000, 9);
  told.set_noise(-200'000);
  for (std::int32_t level = -82'000; level < -68'000; level += 7) {
    const std::array levels{level, level - 6'500};
    const Reception one = plain.receive(levels, 96);
    const Reception other = told.receive(levels, 96, Receiver::k_silence_mdbm, Modulation::fm0);
    EXPECT_EQ(one.kind, other.kind);
    EXPECT_EQ(one.bits_wrong, other.bits_wrong);
    EXPECT_EQ(one.first_wrong, other.first_wrong);
  }
}

}  // namespace
}  // namespace plugtest::lab
