#pragma once

#include "harness/model/geometry.h"
#include "harness/model/ids.h"
#include "harness/model/sourced.h"

#include <cstdint>
#include <string>
#include <vector>

namespace plugtest::model {

enum class Polarisation : std::uint8_t { circular, horizontal, vertical };

/// One antenna of a lane, with what is needed to compute the radiated power.
struct Antenna {
  std::uint16_t port = 1;   ///< antenna number on the reader, 1-based (LLRP AntennaID)
  Vec3 position_m;          ///< phase centre
  Vec3 boresight{1, 0, 0};  ///< direction of maximum gain; need not be of unit length
  Polarisation polarisation = Polarisation::circular;
  Sourced gain_dbi{6.0, "assumption"};        ///< facts/air.md C.4: patch default
  Sourced beamwidth_deg{67.5, "assumption"};  ///< 3 dB beam width, full angle
  Sourced cable_loss_db{1.0, "assumption"};
  std::string calibrated_on;   ///< ISO date of the measurement of gain and loss, or empty
  std::string calibrated_how;  ///< method, or empty

  bool operator==(const Antenna&) const = default;
};

/// A photo-eye across the lane, wired to a general purpose input of the reader.
struct PhotoEye {
  std::uint16_t input = 1;              ///< the reader's GPI, 1-based
  Sourced position_m{0, "assumption"};  ///< along the motion, from the middle of the read zone
  bool high_when_blocked = true;

  bool operator==(const PhotoEye&) const = default;
};

/// A place on the floor with its antennas.
struct Lane {
  LaneId id;
  std::vector<Antenna> antennas;
  std::vector<PhotoEye> eyes{};  ///< in the order in which a load meets them

  bool operator==(const Lane&) const = default;
};

/// Effective radiated power against a half-wave dipole, in 1/1000 dBm, for `conducted_mdbm` at the
/// reader's port: conducted - cable loss + gain - 2.15 dB.
std::int32_t erp_mdbm(const Antenna& antenna, std::int32_t conducted_mdbm);

/// What of the power at the reader's port comes to the antenna's connector, 1/1000 dBm.
std::int32_t at_connector_mdbm(const Antenna& antenna, std::int32_t conducted_mdbm);

}  // namespace plugtest::model
