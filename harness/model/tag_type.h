#pragma once

#include "harness/model/air.h"
#include "harness/model/ids.h"
#include "harness/model/sourced.h"
#include "harness/model/time.h"

#include <cstdint>
#include <string>
#include <vector>

namespace plugtest::model {

/// How a virtual tag of a type behaves by radio (facts/air.md A.7, C.2-C.4). Not used with real
/// tags.
struct TagRadioProfile {
  Sourced read_sensitivity_dbm{-18, "assumption"};   ///< at the chip, dipole gain not included
  Sourced sensitivity_spread_db{0.8, "assumption"};  ///< standard deviation from piece to piece
  Sourced backscatter_loss_db{6, "assumption"};
  Sourced dipole_gain_dbi{2.15, "assumption"};
  Sourced s1_persistence_min_s{0.5, "assumption"};
  Sourced s1_persistence_max_s{5, "assumption"};
  Sourced s2_persistence_min_s{2, "assumption"};  ///< S2, S3 and SL without power
  Sourced s2_persistence_max_s{20, "assumption"};

  bool operator==(const TagRadioProfile&) const = default;
};

/// A vendor's tag model, as registered for an event.
struct TagType {
  TagTypeId id;
  ParticipantId participant;
  std::string vendor;
  std::string model;
  AirProtocol protocol = AirProtocol::type_c;
  TagRadioProfile radio;
  std::vector<std::string> faults;  ///< names of planted faults (lab only)

  bool operator==(const TagType&) const = default;
};

}  // namespace plugtest::model
