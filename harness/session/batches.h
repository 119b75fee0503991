#pragma once

#include "harness/model/event_plan.h"
#include "harness/model/run.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace plugtest::session {

/// Which batch a run is of, and which checks are made with it.
struct BatchPlace {
  std::string id;
  bool opens = false;
  bool closes = false;

  bool operator==(const BatchPlace&) const = default;
};

/// The batches of a session that has `missing` of the runs `all` still to make, both in the order
/// in which they are made: consecutive runs of one reader on one lane, with its antennas and the
/// reader set alike, named after their first run. In the lab, where nothing is left of a run when
/// it is over, the first and the last run of a batch check it whoever makes them and when; on a
/// floor the first and the last one still to be made do, so that a batch that was interrupted is
/// checked once more before it goes on. Empty when the event checks no batches, or has recordings
/// in place of readers.
std::map<model::RunId, BatchPlace> plan_batches(const model::EventPlan& event,
                                                const std::vector<model::RunPlan>& all,
                                                const std::vector<model::RunPlan>& missing);

/// The lane that a run of the event is made on.
const model::LaneId& lane_of(const model::EventPlan& event, const model::RunPlan& run);

/// The piece that `reader` is checked with: the first whose air protocol it claims.
std::optional<model::Piece> reference_of(const model::BatchChecks& policy,
                                         const model::ReaderRecord& reader);

}  // namespace plugtest::session
