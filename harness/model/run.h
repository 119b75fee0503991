#pragma once

#include "harness/model/ids.h"
#include "harness/model/manifest.h"
#include "harness/model/observation.h"
#include "harness/model/reader_settings.h"
#include "harness/model/scenario_plan.h"
#include "harness/model/time.h"
#include "harness/model/verdict.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace plugtest::model {

/// One execution of a scenario with one reader and one population, before it happens.
struct RunPlan {
  RunId id;               ///< content hash of everything below
  std::string plan_hash;  ///< scenario, lane, region, policy and population: what cells pool over
  ReaderId reader;
  ScenarioId scenario;
  std::vector<TagTypeId> tag_types;  ///< of the load, in the event's order
  Population population = Population::single;
  SettingsPolicy policy = SettingsPolicy::common;
  std::string region;
  std::uint32_t attempt = 1;
  bool official = false;
  std::uint64_t seed = 0;  ///< of this run, derived from the event's

  bool operator==(const RunPlan&) const = default;
};

/// When a pass began and ended, as the rig saw it.
struct PassTimes {
  HostTime begin;
  HostTime end;

  bool operator==(const PassTimes&) const = default;
};

/// One pass, as recorded: enough to score it again.
struct PassRecord {
  std::uint32_t index = 0;  ///< 0-based
  PassTimes times;
  Manifest manifest;
  std::optional<std::uint32_t> inventory_id;  ///< the reader's inventory of this pass
  std::optional<Nanos> clock_offset;          ///< reader time - host time, estimated
  std::vector<Observation> observations;
  std::optional<Reason> disturbed;   ///< set when the pass cannot be judged
  std::vector<StepOutcome> steps{};  ///< checks and verifications, in the order of the script

  bool operator==(const PassRecord&) const = default;
};

/// How a pass turned out for one tag type (or for all of them together).
struct PassScore {
  std::uint32_t pass = 0;
  TagTypeId tag_type;
  std::uint32_t expected = 0;
  std::uint32_t identified = 0;
  std::uint32_t reports = 0;     ///< observations of identified pieces
  std::uint32_t duplicates = 0;  ///< reports beyond the first of each piece
  bool success = false;
  std::uint32_t steps_failed = 0;  ///< checks and verifications of the whole pass that did not hold
  std::vector<PieceId> missed;
  std::optional<Nanos> first_read;  ///< from the begin of the pass to the first identified piece
  std::optional<Nanos> t80;         ///< until 80 % of the expected were identified
  std::optional<Nanos> t90;
  std::optional<Nanos> t100;
  std::optional<std::int32_t> mean_rssi_mdbm;

  bool operator==(const PassScore&) const = default;
};

/// Reads of a pass that belong to no expected piece.
struct PassExtras {
  std::uint32_t pass = 0;
  std::vector<identity::Uii> stray;       ///< known pieces of elsewhere
  std::vector<identity::Uii> foreign;     ///< unknown to the manifest
  std::vector<identity::Uii> wrong_data;  ///< within two bits of an expected UII that was missed

  bool operator==(const PassExtras&) const = default;
};

/// What a run gave for one of its tag types.
struct RunOutcome {
  TagTypeId tag_type;
  Verdict verdict = Verdict::none;
  std::uint32_t successes = 0;  ///< k
  std::uint32_t passes = 0;     ///< n, passes that count
  std::uint32_t disturbed = 0;  ///< passes that could not be judged
  std::uint64_t identified = 0;
  std::uint64_t expected = 0;
  std::vector<Reason> reasons;
  Attribution attribution = Attribution::none;
  std::string detail;  ///< one sentence for people

  bool operator==(const RunOutcome&) const = default;
};

/// One run as it happened. Wall-clock facts (host, start, duration) are kept apart: equal runs
/// have equal results.
struct RunResult {
  RunPlan plan;
  ReaderIdentity identity;
  std::vector<RunOutcome> outcomes;  ///< one per tag type of the load
  /// When the passes were, and whether they could be judged. Manifests and observations are left
  /// to the evidence, and so are these when a result is read back.
  std::vector<PassRecord> passes;
  std::vector<PassScore> pass_scores;  ///< by pass, then tag type
  std::vector<PassExtras> extras;
  std::string evidence;  ///< folder of the run, relative to the event's output

  bool operator==(const RunResult&) const = default;
};

}  // namespace plugtest::model
