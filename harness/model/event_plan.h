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
#include <string_view>
#include <vector>

namespace plugtest::model {

struct Participant {
  ParticipantId id;
  std::string name;

  bool operator==(const Participant&) const = default;
};

enum class RigKind : std::uint8_t { lab, operator_prompts, replay };

std::string_view to_string(RigKind rig);  ///< "lab", "operator", "replay"

/// What the organizer expects of a cell; used by the demo and by tests of the tester.
struct Expectation {
  std::string reader;  ///< id, wildcards allowed
  std::string tag_type;
  std::string scenario;
  Verdict verdict = Verdict::pass;

  bool operator==(const Expectation&) const = default;
};

/// What becomes of a cell that was run again. Every attempt is kept and shown.
struct RetryPolicy {
  enum class Counts : std::uint8_t { first, last };
  Counts counts = Counts::first;        ///< which attempt the verdict rests on
  std::optional<std::uint32_t> most{};  ///< attempts; further ones never count. Empty = any number

  bool operator==(const RetryPolicy&) const = default;
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
  RetryPolicy retries{};
  Nanos budget{0};   ///< of the whole event, wall time; 0 = no limit
  std::string file;  ///< where it was read from

  bool operator==(const EventPlan&) const = default;
};

/// Whether the scenario can be played with tags of this protocol: scripts that write or lock tag
/// memory speak Type C.
bool applies_to(const ScenarioPlan& scenario, AirProtocol protocol);

/// The first feature that the scenario needs and the reader does not claim. Empty: it is
/// applicable.
std::optional<Feature> lacks(const ReaderRecord& reader, const ScenarioPlan& scenario);

}  // namespace plugtest::model
