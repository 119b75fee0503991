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

/// `gpi` is an operator's floor whose photo-eyes say when a pass begins and ends.
enum class RigKind : std::uint8_t { lab, operator_prompts, replay, gpi };

std::string_view to_string(RigKind rig);  ///< "lab", "operator", "replay", "gpi"

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

/// What is done before and after every batch (see BatchCheck): the empty lane is read, then a
/// reference piece that lies in the middle of it.
struct BatchChecks {
  /// A reader is checked with the first one whose air protocol it claims; with none when there is
  /// no such piece.
  std::vector<Piece> references;
  std::vector<TagType> types{};                 ///< of the references, whatever is selected to run
  Nanos empty_field{std::chrono::seconds(2)};   ///< how long the empty lane is read
  Nanos reference{std::chrono::seconds(2)};     ///< how long the piece is
  std::optional<std::uint32_t> most_unknown{};  ///< tags of the hall; empty = any number
  std::uint32_t least_reads = 1;                ///< of the reference piece
  std::optional<std::int32_t> level_mdbm{};     ///< its mean RSSI, as measured before the event
  /// By how much the level may differ from that, and that after a batch from that before it.
  std::int32_t most_drift_mdb = 6'000;

  bool operator==(const BatchChecks&) const = default;
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
  std::optional<BatchChecks> checks{};  ///< none: batches are not checked
  /// Lanes of one group do not hear each other: on a floor their runs may go on at the same time.
  std::vector<std::vector<LaneId>> independent_lanes{};
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
