#pragma once

#include "harness/model/event_plan.h"
#include "harness/model/run.h"
#include "protocols/bits/result.h"

#include <cstdint>
#include <string>
#include <vector>

namespace plugtest::session {

/// Which part of an event is to be run: ids with the wildcards * and ?; an empty list is all.
struct Selection {
  std::vector<std::string> readers;
  std::vector<std::string> tag_types;
  std::vector<std::string> scenarios;
};

/// Takes the selected part out of `event`. A pattern that fits nothing is the error `usage`, naming
/// the nearest id and all ids: an empty selection is never silently a success.
Result<model::EventPlan> select(const model::EventPlan& event, const Selection& selection);

/// The runs of an event in the order of scenarios, readers and tag types, which is that of reports;
/// they are made in another one (in_run_order). A reader that claims none
/// of a load's air protocols has no run; its cells are not applicable. `attempt`: the first time,
/// or a retry, which is a run of its own.
std::vector<model::RunPlan> plan_runs(const model::EventPlan& event, std::uint32_t attempt = 1);

/// The scenario of a run as its reader runs it: under the vendor's settings policy with the
/// settings of that reader.
model::ScenarioPlan scenario_of(const model::EventPlan& event, const model::RunPlan& run);

}  // namespace plugtest::session
