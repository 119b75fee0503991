#pragma once

#include "harness/lab/vec.h"
#include "harness/model/lane.h"

#include <cstdint>

namespace plugtest::lab {

// The terms of the link budget (facts/air.md C.2, C.4), each in 1/1000 dB.

/// Free space between isotropic antennas: (4 pi r / lambda)^2. Distances below 5 cm count as 5 cm:
/// nearer than that the far field formula means nothing.
std::int32_t free_space_loss_mdb(double distance_m, std::int64_t frequency_hz);

/// Gain of a lane antenna towards `direction` (unit vector away from it): G0 - 12 (theta/theta3)^2,
/// at least 15 dB below the maximum's level.
std::int32_t antenna_gain_mdb(const model::Antenna& antenna, const Vec3& direction);

/// A dipole's pattern relative to its maximum, sin^2 of the angle between wire and direction; not
/// below -15 dB (bent wires and scattering fill the null).
std::int32_t dipole_pattern_mdb(const Vec3& dipole, const Vec3& direction);

/// Loss by polarisation: 3.01 dB between circular and linear, cos^2 of the angle between two
/// linear ones as seen along the path, at most 20 dB.
std::int32_t polarisation_loss_mdb(const model::Antenna& antenna, const Vec3& dipole,
                                   const Vec3& direction);

/// One draw of Rician fading of mean power 1 (one way), gain in 1/1000 dB, from random bits.
std::int32_t rician_fade_mdb(double k_linear, std::uint64_t draw);

/// One draw of a normally distributed deviation.
std::int32_t normal_mdb(double sigma_db, std::uint64_t draw);

/// One draw of a logistic deviation of scale `scale_db`: a hard threshold moved by it is passed
/// with probability 1 / (1 + exp(-excess / scale)), the soft threshold of facts/air.md C.3.
std::int32_t logistic_mdb(double scale_db, std::uint64_t draw);

/// The gain from the reader's port to the tag's chip without fading and shadows: cable, antenna,
/// path, polarisation, dipole, object. The way back has the same gain (reciprocity).
struct TagAntenna {
  Vec3 dipole;                   ///< unit vector
  std::int32_t gain_mdb = 2150;  ///< of the dipole at its best
  std::int32_t object_loss_mdb = 0;
};
/// All of it but the path, so what stays when only the channel changes: for the straight line from
/// the antenna to the tag, `direction` (unit vector).
std::int32_t antennas_gain_mdb(const model::Antenna& antenna, const TagAntenna& tag,
                               const Vec3& direction);
std::int32_t port_to_chip_mdb(const model::Antenna& antenna, std::int64_t frequency_hz,
                              const TagAntenna& tag, const Vec3& tag_position_m);

/// What the ray by way of the floor (z = 0) adds to the straight one, as gain on port_to_chip_mdb:
/// the sum of both fields with their phases, each with both antennas' patterns in its own
/// direction. The floor gives back `reflection` (0 to 1) of the field, turned over (as any floor
/// does at a low angle); inside the load both rays lose the same (assumptions). Not below -50 dB.
std::int32_t floor_ray_mdb(const model::Antenna& antenna, std::int64_t frequency_hz,
                           const TagAntenna& tag, const Vec3& tag_position_m, double reflection);

/// The phase of a reply against the carrier, in 1/4096 turn: 4 pi d / lambda plus what the tag adds
/// (facts/air.md C.4).
std::uint16_t reply_phase_4096(double distance_m, std::int64_t frequency_hz,
                               std::uint16_t tag_offset_4096);

}  // namespace plugtest::lab
