#pragma once

#include "harness/model/decision_rule.h"
#include "harness/model/run.h"

#include <optional>
#include <span>
#include <vector>

namespace plugtest::score {

/// One pass, scored: one entry of `scores` per tag type asked for, in that order.
struct ScoredPass {
  std::vector<model::PassScore> scores;
  model::PassExtras extras;
  std::optional<model::StaticReading> reading{};  ///< where the criterion has a static rule

  bool operator==(const ScoredPass&) const = default;
};

/// Compares what a reader reported in a pass with the manifest of that pass.
///
/// Which observations belong to the pass (DESIGN 5): where report and record both name an
/// inventory, that decides. Else, where the report has a reader time and the clock offset is
/// known, the time during which the tag was seen must overlap the pass. Else the report must have
/// been received after the begin of the pass; it may come after the end, because readers report
/// late and the guard gap keeps the next pass away.
///
/// A piece is identified by its whole UII. UIIs are unique in a manifest; of equal ones only the
/// first can be identified. A UII that is not expected is `stray` when a piece of elsewhere has it,
/// `hall` when it was heard in the empty field, `wrong_data` when it has the length of an expected
/// UII that was missed and differs from it in one or two bits, and `foreign` else; each is listed
/// once, sorted.
///
/// `reports` counts tag reports as they came, `duplicates` those beyond the first of each piece.
/// `seen_count` of a report is not added: readers accumulate by rules of their own, so sums of it
/// do not compare between readers. Only a limit on the reads of a piece (most_reads_per_item) takes
/// them all: a reader that says that it has seen a tag five times has, whatever it reports when.
///
/// Times run from the begin of the pass, by reader time less the clock offset where both are known,
/// else by the time of reception; a read stamped before the begin counts as time 0. t80, t90 and
/// t100: when that share of the expected pieces (rounded up) had been identified
/// (ISO/IEC 18046-1:2011 clause 6.4.2). The mean RSSI is the mean of the values in dBm.
///
/// What a script's checks and verifications found counts as PassCriterion says: a piece with a step
/// that did not hold is not identified, and a step of the whole pass that did not hold fails it.
///
/// With a static rule in the criterion, what was first read after the rule's deadline over the
/// whole load (StaticStop) is missed.
///
/// A tag type without an expected piece in this pass gets a score with `expected` 0, which counts
/// for nothing.
ScoredPass score_pass(const model::PassRecord& pass, std::span<const model::TagTypeId> types,
                      const model::PassCriterion& criterion);

/// Whether `identified` of `expected` pieces make the pass a success.
bool meets(const model::PassCriterion& criterion, std::uint32_t identified, std::uint32_t expected);

/// Whether an observation belongs to the pass, by the rule above.
bool belongs_to(const model::Observation& observation, const model::PassRecord& pass);

/// From the begin of the pass to an observation that belongs to it, by the rule for times above.
Nanos since_begin(const model::Observation& observation, const model::PassRecord& pass);

/// Whether two UIIs have the same length and differ in one or two bits.
bool nearly_equal(const identity::Uii& left, const identity::Uii& right);

}  // namespace plugtest::score
