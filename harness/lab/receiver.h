#pragma once

#include "harness/lab/rng.h"
#include "protocols/gen2/command.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace plugtest::lab {

/// What a reader's receiver makes of simultaneous replies.
struct Reception {
  enum class Kind : std::uint8_t { nothing, collision, frame };
  Kind kind = Kind::nothing;
  std::size_t from = 0;        ///< index of the reply that was decoded
  std::size_t bits_wrong = 0;  ///< 0 = intact; else that many bits from `first_wrong` on
  std::size_t first_wrong = 0;
};

/// A reader's receiver: sensitivity, bit errors near it, and capture of the strongest of several
/// replies (facts/air.md C.5).
///
/// Three things stand against a reply. The receiver's own noise is in its sensitivity. Noise from
/// outside (carriers of other readers, leakage of its own) raises that level. Other replies and
/// other talking tags must lie below the reply by the capture threshold; how far they fall short of
/// that decides about bit errors as distance from the sensitivity does.
class Receiver {
 public:
  /// At `sensitivity_mdbm` one frame of 128 bits in ten is lost; the bit error rate follows
  /// Q(sqrt(SNR)). A reply that is not `capture_mdb` (FM0) above the sum of the others is lost in
  /// the collision.
  Receiver(std::int32_t sensitivity_mdbm, std::int32_t capture_mdb, std::uint64_t seed);

  static constexpr std::int32_t k_silence_mdbm = -1'000'000;

  /// The own noise of a receiver of this sensitivity.
  static std::int32_t noise_mdbm(std::int32_t sensitivity_mdbm);

  /// How far above the sum of all else a reply must be to be decoded. Miller takes 1 dB less for
  /// every doubling of M (assumption; facts/air.md C.5 says only that it takes less), but not less
  /// than 0 dB.
  std::int32_t capture_mdb(gen2::Modulation modulation) const;

  /// Noise from outside at the port, until the next call: Field::noise_mdbm. It looks like
  /// nothing, neither reply nor collision, but as much of it as the receiver has itself (9.96 dB
  /// below its sensitivity) costs 3 dB of sensitivity.
  void set_noise(std::int32_t noise_mdbm);

  /// The weakest reply that is decoded when there is no noise, from now on.
  void set_sensitivity(std::int32_t sensitivity_mdbm);

  /// Weakest reply that is decoded, with the noise there is.
  std::int32_t sensitivity_mdbm() const { return floor_mdbm_; }

  /// Whether a signal of this level looks like anything at all.
  bool notices(std::int32_t level_mdbm) const;

  /// `levels_mdbm`: one per reply, at the port; all of `bits` bits. `interference_mdbm`: the power
  /// of all else that talks meanwhile; a reply must stand out of it as it must out of other
  /// replies, and interference alone looks like a collision.
  Reception receive(std::span<const std::int32_t> levels_mdbm, std::size_t bits,
                    std::int32_t interference_mdbm = k_silence_mdbm,
                    gen2::Modulation modulation = gen2::Modulation::fm0);

 private:
  std::int32_t sensitivity_mdbm_;  ///< without noise from outside
  std::int32_t outside_mdbm_ = k_silence_mdbm;
  std::int32_t floor_mdbm_;  ///< with it
  std::int32_t capture_mdb_;
  RandomStream noise_;
};

/// The probability that a bit is wrong, `margin_mdb` above the sensitivity: Q(sqrt(SNR)).
double bit_error_rate(std::int32_t margin_mdb);

/// The probability that a frame of `bits` bits has an error, `margin_mdb` above the sensitivity,
/// as a share of 2^32.
std::uint32_t frame_error_share(std::int32_t margin_mdb, std::size_t bits);

}  // namespace plugtest::lab
