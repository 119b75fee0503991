#include "harness/model/lane.h"

#include <cmath>

namespace plugtest::model {

std::int32_t erp_mdbm(const Antenna& antenna, std::int32_t conducted_mdbm) {
  // Gain is told against an isotropic radiator; ERP refers to a half-wave dipole of 2.15 dBi.
  constexpr double k_dipole_dbi = 2.15;
  const double change_db = antenna.gain_dbi.value - antenna.cable_loss_db.value - k_dipole_dbi;
  return conducted_mdbm + static_cast<std::int32_t>(std::lround(change_db * 1000.0));
}

std::int32_t at_connector_mdbm(const Antenna& antenna, std::int32_t conducted_mdbm) {
  return conducted_mdbm -
         static_cast<std::int32_t>(std::lround(antenna.cable_loss_db.value * 1000.0));
}

}  // namespace plugtest::model
