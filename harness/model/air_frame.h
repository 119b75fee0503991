#pragma once

#include "harness/model/air.h"
#include "harness/model/time.h"
#include "protocols/bits/bit_string.h"
#include "protocols/identity/uii.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace plugtest::model {

enum class AirDirection : std::uint8_t {
  forward,      ///< reader to tags
  backscatter,  ///< tag to reader
};

/// What became of a frame at its receiver.
enum class AirReception : std::uint8_t {
  sent,          ///< forward: who heard it is in `ears`
  silence,       ///< the reader listened and nothing came; no bits
  decoded,       ///< intact; CRC right where there is one
  captured,      ///< intact in spite of others that sent too
  collision,     ///< lost among others
  crc_error,     ///< received, but the CRC does not fit
  bit_errors,    ///< received with wrong bits that no CRC tells
  too_weak,      ///< below the reader's sensitivity
  outside_time,  ///< came before or after the window of T1
};

std::string_view to_string(AirDirection direction);  ///< "forward", "backscatter"
std::string_view to_string(AirReception reception);  ///< "crc-error"

/// One frame on the air of the virtual lab, for traces.
struct AirFrame {
  /// Somebody who heard a forward frame, or who sent a backscattered one.
  struct Ear {
    identity::Uii tag;            ///< its UII as loaded
    std::int32_t level_mdbm = 0;  ///< forward: at the chip; backscatter: at the reader's port
    bool powered = true;          ///< forward: strong enough to be heard
    bool missed = false;          ///< forward: heard with wrong bits

    bool operator==(const Ear&) const = default;
  };

  AirProtocol protocol = AirProtocol::type_c;
  AirDirection direction = AirDirection::forward;
  HostTime begin;
  HostTime end;
  bits::BitString bits;  ///< as sent, without preamble, pilot and dummy bit
  std::string meaning;   ///< decoded, "Query DR=64/3 M=4 ... Q=4"; of the bits as received
  AirReception reception = AirReception::sent;
  std::vector<Ear> ears;
  std::int32_t interference_mdbm =
      -1'000'000;  ///< at the receiver, from all others; -1000 dBm = none

  bool operator==(const AirFrame&) const = default;
};

}  // namespace plugtest::model
