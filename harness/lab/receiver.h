#pragma once

#include "harness/lab/rng.h"

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
class Receiver {
 public:
  /// At `sensitivity_mdbm` one frame of 128 bits in ten is lost; the bit error rate follows
  /// Q(sqrt(SNR)). A reply that is not `capture_mdb` above the sum of the others is lost in the
  /// collision.
  Receiver(std::int32_t sensitivity_mdbm, std::int32_t capture_mdb, std::uint64_t seed);

  static constexpr std::int32_t k_silence_mdbm = -1'000'000;

  /// `levels_mdbm`: one per reply, at the port; all of `bits` bits. `interference_mdbm`: the power
  /// of all else that is on the air meanwhile; a reply must stand out of it as it must out of other
  /// replies, and interference alone looks like a collision.
  Reception receive(std::span<const std::int32_t> levels_mdbm, std::size_t bits,
                    std::int32_t interference_mdbm = k_silence_mdbm);

 private:
  std::int32_t sensitivity_mdbm_;
  std::int32_t capture_mdb_;
  RandomStream noise_;
};

/// The probability that a frame of `bits` bits has an error, `margin_mdb` above the sensitivity,
/// as a share of 2^32.
std::uint32_t frame_error_share(std::int32_t margin_mdb, std::size_t bits);

}  // namespace plugtest::lab
