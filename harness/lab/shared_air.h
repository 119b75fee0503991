#pragma once

#include "harness/lab/air_interface.h"
#include "harness/model/time.h"

#include <cstdint>
#include <vector>

namespace plugtest::lab {

/// The air that all protocols of a lab share. The one that has the floor reports each stretch of
/// the carrier, in order and without gaps from its first report on; the others hear it, and what
/// their tags send into it comes back as interference. With one protocol only, all of this is
/// nothing.
class SharedAir {
 public:
  /// No other signal: far below any receiver's noise.
  static constexpr std::int32_t k_silence_mdbm = -1'000'000;

  /// Must outlive this object. All protocols are attached before any of them plays.
  void attach(AirInterface& protocol);

  /// Whether any other protocol than `speaker` is attached.
  bool shared(const AirInterface& speaker) const;

  /// `speaker` modulates the carrier (a command).
  void modulate(const AirInterface& speaker, HostTime begin, HostTime end);

  /// `speaker` leaves the carrier plain and listens. The answer is the greatest power sum
  /// of others' emissions at any moment from `begin` to `end`, at the reader's port;
  /// k_silence_mdbm when there is none. An emission counts with its full power however short the
  /// overlap: one wrong bit loses the reply.
  std::int32_t listen(const AirInterface& speaker, HostTime begin, HostTime end);

 private:
  std::vector<AirInterface*> protocols_;
  std::vector<Emission> emissions_;
};

}  // namespace plugtest::lab
