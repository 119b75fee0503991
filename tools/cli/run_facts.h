#pragma once

#include "harness/model/run.h"
#include "harness/model/scenario_plan.h"
#include "harness/store/store.h"

namespace plugtest::cli {

/// What the store keeps of a run besides its result: its passes and the power radiated under the
/// scenario's common settings. Wall-clock facts and the seal of the evidence are left to the
/// caller.
store::RunFacts run_facts(const model::ScenarioPlan& scenario,
                          const std::vector<model::PassRecord>& passes);

}  // namespace plugtest::cli
