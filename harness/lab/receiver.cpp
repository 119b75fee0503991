#include "harness/lab/receiver.h"

#include "harness/lab/level.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

namespace plugtest::lab {

namespace {

/// SNR at which one 128-bit frame in ten is lost: Q(sqrt(SNR)) = 8.2e-4.
constexpr double k_snr_at_sensitivity_db = 9.96;
constexpr std::int32_t k_snr_at_sensitivity_mdb = 9960;

/// Off the capture threshold for every doubling of Miller's M (assumption).
constexpr std::int32_t k_miller_step_mdb = 1000;

/// A reply this far below the sensitivity does not even look like a collision.
constexpr std::int32_t k_unnoticed_mdb = 6000;

/// From here on fewer than one frame in a million is lost; no random number is spent.
constexpr std::int32_t k_clean_mdb = 5000;

}  // namespace

double bit_error_rate(std::int32_t margin_mdb) {
  const double snr = std::pow(10.0, (margin_mdb / 1000.0 + k_snr_at_sensitivity_db) / 10);
  return 0.5 * std::erfc(std::sqrt(snr) / std::numbers::sqrt2);
}

std::uint32_t frame_error_share(std::int32_t margin_mdb, std::size_t bits) {
  const double bit_error = bit_error_rate(margin_mdb);
  const double frame_error = -std::expm1(static_cast<double>(bits) * std::log1p(-bit_error));
  return static_cast<std::uint32_t>(std::clamp(frame_error * 0x1p32, 0.0, 0x1p32 - 1));
}

Receiver::Receiver(std::int32_t sensitivity_mdbm, std::int32_t capture_mdb, std::uint64_t seed)
    : sensitivity_mdbm_(sensitivity_mdbm),
      floor_mdbm_(sensitivity_mdbm),
      capture_mdb_(capture_mdb),
      noise_(seed) {}

std::int32_t Receiver::capture_mdb(gen2::Modulation modulation) const {
  const auto doublings = static_cast<std::int32_t>(modulation);
  return std::max(capture_mdb_ - doublings * k_miller_step_mdb, std::min(capture_mdb_, 0));
}

std::int32_t Receiver::noise_mdbm(std::int32_t sensitivity_mdbm) {
  return sensitivity_mdbm - k_snr_at_sensitivity_mdb;
}

void Receiver::set_sensitivity(std::int32_t sensitivity_mdbm) {
  sensitivity_mdbm_ = sensitivity_mdbm;
  set_noise(outside_mdbm_);
}

void Receiver::set_noise(std::int32_t noise_mdbm) {
  outside_mdbm_ = noise_mdbm;
  floor_mdbm_ = power_sum_mdbm(sensitivity_mdbm_, noise_mdbm + k_snr_at_sensitivity_mdb);
}

bool Receiver::notices(std::int32_t level_mdbm) const {
  return level_mdbm - floor_mdbm_ >= -k_unnoticed_mdb;
}

Reception Receiver::receive(std::span<const std::int32_t> levels_mdbm, std::size_t bits,
                            std::int32_t interference_mdbm, gen2::Modulation modulation) {
  Reception reception;
  const bool disturbed = notices(interference_mdbm);
  if (levels_mdbm.empty()) {
    if (disturbed) reception.kind = Reception::Kind::collision;
    return reception;
  }
  const auto strongest = std::max_element(levels_mdbm.begin(), levels_mdbm.end());
  if (!notices(*strongest)) {
    if (disturbed) reception.kind = Reception::Kind::collision;
    return reception;
  }
  std::int32_t floor = floor_mdbm_;
  if (levels_mdbm.size() > 1 || interference_mdbm > k_silence_mdbm) {
    const std::int32_t capture = capture_mdb(modulation);
    std::int32_t others = interference_mdbm;
    for (auto level = levels_mdbm.begin(); level != levels_mdbm.end(); ++level) {
      if (level != strongest) others = power_sum_mdbm(others, *level);
    }
    if (*strongest - others < capture) {
      reception.kind = Reception::Kind::collision;
      return reception;
    }
    if (interference_mdbm > k_silence_mdbm) {
      floor = power_sum_mdbm(floor, interference_mdbm + capture);
    }
  }
  const std::int32_t margin_mdb = *strongest - floor;
  reception.kind = Reception::Kind::frame;
  reception.from = static_cast<std::size_t>(strongest - levels_mdbm.begin());
  if (margin_mdb < k_clean_mdb) {
    const std::uint64_t draw = noise_();
    if ((draw >> 32U) < frame_error_share(margin_mdb, bits)) {
      // Errors come in short bursts; a burst of up to 16 bits never escapes the CRC-16.
      reception.first_wrong = static_cast<std::size_t>((draw & 0xFFFFU) % bits);
      reception.bits_wrong =
          std::min<std::size_t>(1 + ((draw >> 16U) & 0x3U), bits - reception.first_wrong);
    }
  }
  return reception;
}

}  // namespace plugtest::lab
