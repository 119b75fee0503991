#pragma once

#include "harness/model/air.h"
#include "harness/model/air_profile.h"
#include "harness/model/ids.h"
#include "harness/model/sourced.h"
#include "harness/model/tag_fault.h"
#include "harness/model/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace plugtest::model {

/// How a virtual tag of a type behaves by radio (facts/air.md A.7, C.2-C.4). Not used with real
/// tags.
struct TagRadioProfile {
  Sourced read_sensitivity_dbm{-18, "assumption"};  ///< at the chip, dipole gain not included
  /// How much more power writing needs than reading (facts/air.md C.3: 3 to 7 dB).
  Sourced write_penalty_db{4, "assumption"};
  Sourced sensitivity_spread_db{0.8, "assumption"};  ///< standard deviation from piece to piece
  Sourced backscatter_loss_db{6, "assumption"};
  Sourced dipole_gain_dbi{2.15, "assumption"};
  /// How far the backscatter frequency of a piece may be off, as a share of the tolerance that the
  /// link profile grants (Gen2 v1.2.0, table 6.9). Drawn per piece.
  Sourced blf_spread{0, "assumption"};
  Sourced s1_persistence_min_s{0.5, "assumption"};
  Sourced s1_persistence_max_s{5, "assumption"};
  Sourced s2_persistence_min_s{2, "assumption"};  ///< S2, S3 and SL without power
  Sourced s2_persistence_max_s{20, "assumption"};

  bool operator==(const TagRadioProfile&) const = default;
};

/// What a virtual Type C tag holds besides its UII and TID, and the text it was made to.
struct TypeCMemory {
  /// Made to Gen2 v2 (ISO/IEC 18000-63:2015 and later): Untraceable, more error codes.
  bool version_2 = false;
  std::uint32_t access_password = 0;
  std::uint32_t kill_password = 0;  ///< 0 = cannot be killed
  std::uint16_t user_words = 8;     ///< of 16 bits; many chips for logistics have 128 bits
  std::uint16_t block_words = 4;    ///< of a block that BlockPermalock knows; 0 = has none

  bool operator==(const TypeCMemory&) const = default;
};

/// A vendor's tag model, as registered for an event.
struct TagType {
  TagTypeId id;
  ParticipantId participant;
  std::string vendor;
  std::string model;
  AirProtocol protocol = AirProtocol::type_c;
  TagRadioProfile radio;
  TypeCMemory memory;                   ///< Type C, lab only
  std::optional<AirProfile> air;        ///< Type D: the parameters of its air interface (lab only)
  std::vector<PlantedTagFault> faults;  ///< lab only

  bool operator==(const TagType&) const = default;
};

/// Whether what the virtual lab says of this tag type rests on placeholders of ours: a Type D type
/// without an air profile, or with a parameter that nothing public says. Never held against a
/// vendor (DESIGN 6).
bool rests_on_model(const TagType& type);

}  // namespace plugtest::model
