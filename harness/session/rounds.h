#pragma once

#include "harness/model/event_plan.h"
#include "harness/model/run.h"

#include <cstddef>
#include <vector>

namespace plugtest::session {

/// Consecutive runs of one reader on one lane: made one after the other.
struct LaneRuns {
  model::LaneId lane;
  model::ReaderId reader;
  std::vector<std::size_t> runs;  ///< indices into the runs that were planned; at least one

  bool operator==(const LaneRuns&) const = default;
};

/// What may go on at the same time on a floor.
struct Round {
  std::vector<LaneRuns> lanes;  ///< at least one

  bool operator==(const Round&) const = default;
};

/// Puts `runs`, which are still to be made and in the order for that, into rounds: on each lane of
/// a group of independent lanes one reader, and each reader on one lane at most. What finds no
/// partner, and what is on a lane outside of groups, is a round by itself. Every run is in exactly
/// one round; runs of one reader on one lane that follow each other stay together in their order.
std::vector<Round> plan_rounds(const model::EventPlan& event,
                               const std::vector<model::RunPlan>& runs);

}  // namespace plugtest::session
