#pragma once

#include "harness/model/ids.h"
#include "protocols/identity/uii.h"

#include <string>
#include <vector>

namespace plugtest::model {

/// One tag: a physical specimen of a tag type, with its memory.
struct Piece {
  PieceId id;
  TagTypeId tag_type;
  identity::Uii uii;
  std::string tid_hex;  ///< empty = not enrolled

  bool operator==(const Piece&) const = default;
};

/// Which piece is on which item, in the order in which the items meet the read zone.
struct ManifestEntry {
  Piece piece;
  ItemId item;
  /// Where in the load the item lies, in words that are the same for every pass: "layer 3",
  /// "sack 2, lower third". Empty: not known, or of no matter.
  std::string place{};

  bool operator==(const ManifestEntry&) const = default;
};

/// The ground truth of one pass. Drivers never see it.
struct Manifest {
  std::vector<ManifestEntry> expected;
  std::vector<Piece> elsewhere;       ///< pieces known to be in the hall but not in this load
  std::vector<identity::Uii> hall{};  ///< enrolled nowhere, but heard in the empty field

  bool operator==(const Manifest&) const = default;
};

}  // namespace plugtest::model
