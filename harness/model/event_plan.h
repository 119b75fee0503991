#pragma once

#include "harness/model/attribution_override.h"
#include "harness/model/ids.h"
#include "harness/model/manifest.h"
#include "harness/model/reader_record.h"
#include "harness/model/region_plan.h"
#include "harness/model/scenario_plan.h"
#include "harness/model/tag_type.h"
#include "harness/model/verdict.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace plugtest::model {

struct Participant {
  ParticipantId id;
  std::string name;

  bool operator==(const Participant&) const = default;
};

enum class RigKind : std::uint8_t { lab, operator_prompts, replay };

/// What the organizer expects of a cell; used by the demo and by tests of the tester.
struct Expectation {
  std::string reader;  ///< id, wildcards allowed
  std::string tag_type;
  std::string scenario;
  Verdict verdict = Verdict::pass;

  bool operator==(const Expectation&) const = default;
};

/// An event, read and validated: everything a session needs.
struct EventPlan {
  std::string id;
  std::string title;
  std::uint64_t seed = 1;
  bool official = false;  ///< practice runs never mix with official ones
  RigKind rig = RigKind::lab;
  RegionPlan region;
  std::vector<Participant> participants;
  std::vector<ReaderRecord> readers;
  std::vector<TagType> tag_types;
  std::vector<ScenarioPlan> scenarios;
  std::optional<Manifest> manifest;  ///< enrolled pieces; none: the lab makes its own
  std::vector<Expectation> expectations;
  std::vector<AttributionOverride> overrides;  ///< of several that fit a cell the last one counts
  std::string file;                            ///< where it was read from

  bool operator==(const EventPlan&) const = default;
};

}  // namespace plugtest::model
