#pragma once

#include "harness/api/air_tap.h"
#include "harness/api/rig.h"
#include "harness/api/virtual_radio.h"
#include "harness/model/reader_record.h"
#include "harness/model/region_plan.h"
#include "harness/model/scenario_plan.h"
#include "harness/model/tag_type.h"
#include "protocols/bits/result.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace plugtest::lab {

class VirtualClock;

/// What one lab holds: one lane with one virtual reader, and the mail of one run.
struct LabPlan {
  model::ScenarioPlan scenario;
  model::RegionPlan region;
  model::VirtualReaderSpec reader;
  std::vector<model::TagType> tag_types;  ///< of the load
  std::uint64_t seed = 0;
  api::AirTap* air_tap = nullptr;  ///< hears every frame; must outlive the lab
};

/// A virtual lab: world, channel, tags, a reader's radio, and the rig that moves the mail. One per
/// run, one thread, no state shared with other labs.
class Lab {
 public:
  virtual ~Lab() = default;
  virtual api::VirtualRadio& radio() = 0;
  virtual api::Rig& rig() = 0;
};

/// Builds the lab on `clock`. Errors: `configuration` for a plan that makes no sense physically
/// (an antenna port that the reader lacks, an unknown link profile, a type the lab cannot model).
Result<std::unique_ptr<Lab>> make_lab(VirtualClock& clock, const LabPlan& plan);

/// The pieces of a population: `count` valid UIIs for the types given, in turn (piece i is of type
/// i modulo the number of types). Type C: SSCC-96; Type D: consecutive factory numbers as wide as
/// the type's identity page. From the seed; equal seeds give equal pieces.
std::vector<model::Piece> make_pieces(const std::vector<model::TagType>& types, std::uint32_t count,
                                      std::uint64_t seed);

/// Who takes part in a scenario's passes.
struct LabPieces {
  std::vector<model::Piece> load;
  std::vector<model::Piece> next_door;  ///< elsewhere, and near enough to be read by mistake
};

/// The pieces of a scenario: as above, with the identifiers and the share of Type D that the
/// scenario asks for. Type D keeps its factory numbers whatever identifiers Type C gets; a share
/// without types of both standards is ignored.
LabPieces make_scenario_pieces(const std::vector<model::TagType>& types,
                               const model::ScenarioPlan& scenario, std::uint64_t seed);

}  // namespace plugtest::lab
