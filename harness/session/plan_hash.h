#pragma once

#include "harness/model/event_plan.h"
#include "harness/model/run.h"

#include <string>
#include <vector>

namespace plugtest::session {

/// The content hash of all that decides how a cell may be compared: scenario, lane, settings
/// policy, decision rule, region plan and (for mixed loads) the other tag types in the load. Cells
/// pool only runs with the same plan hash.
std::string plan_hash(const model::EventPlan& event, const model::ScenarioPlan& scenario,
                      const std::vector<model::TagType>& load);

/// The content hash of one run: the plan, who the reader and the tag types are (planted faults and
/// radio profiles included), attempt and seed. `run.id` is not looked at.
std::string run_id(const model::EventPlan& event, const model::RunPlan& run,
                   const model::ScenarioPlan& scenario, const model::ReaderRecord& reader,
                   const std::vector<model::TagType>& load);

}  // namespace plugtest::session
