#pragma once

#include "harness/model/cell.h"
#include "harness/model/event_plan.h"
#include "harness/model/run.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace plugtest::score {

/// How a run ended. Without a reason it ran until its rule had decided, or until its recording
/// ended.
struct RunEnding {
  std::optional<model::Reason> reason;
  std::string detail;  ///< one sentence for people; empty = none
  /// That the reader's clock runs fast or slow, as one sentence; empty = it does not (ClockDrift).
  std::string clock_drift{};

  bool operator==(const RunEnding&) const = default;
};

/// The outcome of a run for one tag type of its load.
///
/// `scores` are those of the passes that can be judged, in order, of any tag types; `extras` their
/// unexpected reads; `disturbed` counts the passes left out. Passes after the decision of the rule
/// do not count (Decider).
///
/// Verdicts (DESIGN 5 and 8): a reader that misbehaves on a healthy link (peer_refused,
/// peer_stalled, peer_broke_protocol, settings_refused) fails, attributed to the reader, whatever
/// its passes were. harness_fault is `error`, and nothing else is. not_claimed is `not_applicable`,
/// and so is not_offered: a reader's own capabilities are a claim.
/// Any other ending leaves what the rule had decided before; else it is inconclusive, or `not_run`
/// when it was stopped before its first pass. A pass with reads of something else than the load is
/// `pass_with_remark`; so is one whose reader's clock drifts, attributed to the reader.
model::RunOutcome conclude(const model::TagTypeId& tag_type, const model::DecisionRule& rule,
                           std::span<const model::PassScore> scores,
                           std::span<const model::PassExtras> extras, std::uint32_t disturbed,
                           const RunEnding& ending);

/// The cells of an event: every reader x tag type x scenario is there, in the event's order.
///
/// `planned` are the runs that were to happen (may be empty when only results are known), `runs`
/// those that happened; both must belong to `event`. Runs pool only with the same key, plan hash
/// included. The first attempt counts, so that nobody can retry until it is green, unless
/// the event's retry policy says that the last does; attempts beyond those that it allows never
/// count. An attempt that our own side or the operator ended before a decision (harness fault,
/// abort, operator or budget time-out), or whose batch cannot be relied on (doubtful_batches), is
/// void, and the next one counts; when there is none, the doubt makes the cell inconclusive. All
/// attempts are listed. Combinations without a run are `not_run`, or `not_applicable` when the
/// reader does not claim the tag type's standard. Non-passes are attributed (attribution.h); the
/// event's overrides are put beside that, with a sentence in the detail.
std::vector<model::CellResult> make_cells(const model::EventPlan& event,
                                          std::span<const model::RunPlan> planned,
                                          std::span<const model::RunResult> runs);

/// The key of the cell that a run feeds with one of its tag types.
model::CellKey cell_key(const model::RunPlan& plan, const model::TagTypeId& tag_type);

}  // namespace plugtest::score
