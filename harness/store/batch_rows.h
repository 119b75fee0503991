#pragma once

#include "harness/model/run.h"
#include "harness/store/database.h"

#include <functional>
#include <string>

namespace plugtest::store {

/// The checks that were made with a run, before or after its batch; the run itself is there.
void write_batch_checks(Database& database, const model::RunResult& result);

/// Those of all runs of an event; `run` gives the run with an id.
void read_batch_checks(Database& database, const Value& event,
                       const std::function<model::RunResult&(const std::string& id)>& run);

}  // namespace plugtest::store
