#pragma once

#include "harness/store/store.h"

#include <string>
#include <vector>

namespace plugtest::store {

class Database;

/// Writes a run and all that belongs to it; part of a transaction. A run that is there with the
/// same content changes nothing. Throws DatabaseError.
void write_run(Database& database, const std::string& event_id, const model::RunResult& result,
               const RunFacts& facts);

/// See Store. Throw DatabaseError.
std::vector<model::RunResult> read_runs(Database& database, const std::string& event_id);
RunFacts read_facts(Database& database, const model::RunId& run);
std::vector<CellSum> read_cells(Database& database, const std::string& event_id);

}  // namespace plugtest::store
