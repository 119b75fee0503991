#pragma once

#include "harness/model/event_plan.h"
#include "harness/model/run.h"

#include <vector>

namespace plugtest::session {

/// `runs` of `event` (plan_runs) in the order in which they are made: scenario after scenario as
/// the event has them, within a scenario the readers in an order drawn from the event's seed, and
/// within a reader the tag types likewise, so that what drifts in the course of a day (temperature,
/// batteries, people) is held against nobody. The same seed gives the same order on any machine,
/// and a part of the runs keeps the order that it has within the whole.
std::vector<model::RunPlan> in_run_order(const model::EventPlan& event,
                                         std::vector<model::RunPlan> runs);

}  // namespace plugtest::session
