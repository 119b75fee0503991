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
#include <string_view>
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

/// What a pass is for. All but `load` are the checks before and after a batch, see BatchCheck.
enum class PassKind : std::uint8_t {
  load,         ///< mail as the scenario has it: what counts
  empty_field,  ///< nothing in the lane: whose tags are in the hall?
  reference,    ///< the reference piece alone: have reader and lane stayed what they were?
};

std::string_view to_string(PassKind kind);  ///< "empty_field"

/// PassRecord::index of the first pass that is a check, so that those of loads stay 0, 1, 2 ...
inline constexpr std::uint32_t k_first_check = 1'000'000'000;

/// When a pass began and ended, as the rig saw it.
struct PassTimes {
  HostTime begin;
  HostTime end;
  std::optional<std::int32_t> speed_mmps{};  ///< in 1/1000 m/s, where the rig measured it

  bool operator==(const PassTimes&) const = default;
};

/// One pass, as recorded: enough to score it again.
struct PassRecord {
  std::uint32_t index = 0;  ///< 0-based; checks from k_first_check on
  PassTimes times;
  Manifest manifest;
  std::optional<std::uint32_t> inventory_id;  ///< the reader's inventory of this pass
  std::optional<Nanos> clock_offset;          ///< reader time - host time, estimated
  std::vector<Observation> observations;
  std::optional<Reason> disturbed;   ///< set when the pass cannot be judged
  std::vector<StepOutcome> steps{};  ///< checks and verifications, in the order of the script
  /// When the reader was first asked to read for this pass, where that was before times.begin.
  std::optional<HostTime> opened{};
  PassKind kind = PassKind::load;
  bool closes_batch = false;  ///< of a check: after the runs of the batch, else before them

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
  /// @name Where the scenario limits the reads of one piece; 0 else
  /// @{
  std::uint32_t over_read = 0;   ///< pieces that were read more often
  std::uint32_t most_reads = 0;  ///< of one piece
  /// @}

  bool operator==(const PassScore&) const = default;
};

/// Reads of a pass that belong to no expected piece.
struct PassExtras {
  std::uint32_t pass = 0;
  std::vector<identity::Uii> stray;       ///< known pieces of elsewhere
  std::vector<identity::Uii> foreign;     ///< unknown to the manifest
  std::vector<identity::Uii> wrong_data;  ///< within two bits of an expected UII that was missed
  std::vector<identity::Uii> hall{};      ///< heard in the empty field, too: nobody's fault

  bool operator==(const PassExtras&) const = default;
};

/// How the moment at which an item passed is estimated from the reports of its tag.
enum class OrderEstimator : std::uint8_t {
  rssi_peak,  ///< the report with the highest RSSI: the tag is nearest then
  midpoint,   ///< half way between first and last seen
};

std::string_view to_string(OrderEstimator estimator);  ///< "rssi_peak"

/// How well the order of the items on a belt can be told from the reports of a pass. A pair are two
/// items next to each other in the manifest whose tags were both reported: the harder question than
/// that of any two items.
struct PassOrder {
  std::uint32_t pass = 0;
  OrderEstimator estimator = OrderEstimator::rssi_peak;
  std::uint32_t pairs = 0;
  std::uint32_t right = 0;  ///< the earlier item has the earlier moment; equal moments are wrong
  std::uint32_t items = 0;  ///< with a moment
  bool complete = false;    ///< every expected item has a moment, and all are in order

  bool operator==(const PassOrder&) const = default;
};

/// How the reading of a load that stands still ended (StaticStopRule).
enum class StaticEnd : std::uint8_t {
  complete,  ///< 100 % identified
  stopped,   ///< the share asked for in time, and the factor's time over
  aborted,   ///< not even that share in time
  unended,   ///< the pass was shorter than the rule
};

std::string_view to_string(StaticEnd end);  ///< "complete"

/// What the static rule gives of a pass, over the whole load. Times from the begin of the pass.
struct StaticReading {
  std::uint32_t pass = 0;
  StaticEnd end = StaticEnd::unended;
  std::uint32_t population = 0;
  std::uint32_t identified = 0;    ///< in time: the best share reached
  std::optional<Nanos> last;       ///< when it was reached
  std::optional<Nanos> t_percent;  ///< time to the rule's share of the population, "t80"

  bool operator==(const StaticReading&) const = default;
};

/// How often items of a tag type at one place of the load were missed, over the passes that can be
/// judged.
struct PlaceTally {
  TagTypeId tag_type;
  std::string place;           ///< ManifestEntry::place
  std::uint32_t expected = 0;  ///< items there, over the passes
  std::uint32_t missed = 0;

  bool operator==(const PlaceTally&) const = default;
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

/// What a check before or after a batch found. A batch are the consecutive runs of one reader on
/// one lane within a session; when one of its checks does not hold, what its runs gave is not to be
/// relied on.
struct BatchCheck {
  std::uint32_t pass = k_first_check;  ///< PassRecord::index
  PassKind kind = PassKind::empty_field;
  bool closes_batch = false;
  bool held = false;
  PieceId reference{};                           ///< of a reference check
  std::uint32_t reads = 0;                       ///< of the reference piece
  std::optional<std::int32_t> mean_rssi_mdbm{};  ///< of the reference piece
  std::vector<PieceId> pieces{};                 ///< enrolled ones that were heard besides
  std::vector<identity::Uii> unknown{};          ///< heard, and enrolled nowhere
  std::string detail{};                          ///< one sentence for people

  bool operator==(const BatchCheck&) const = default;
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
  std::vector<PassOrder> orders{};       ///< of loads that pass in file; by pass, then estimator
  std::vector<StaticReading> statics{};  ///< of loads that stand still under a static rule, by pass
  std::vector<PlaceTally> places{};      ///< where places are known; by tag type, then place
  std::string batch{};                   ///< id of the batch that it is of; empty: none is checked
  std::vector<BatchCheck> checks{};      ///< made with this run, in the order of time
  std::string evidence;                  ///< folder of the run, relative to the event's output

  bool operator==(const RunResult&) const = default;
};

}  // namespace plugtest::model
