#pragma once

#include "harness/store/store.h"

#include <vector>

namespace plugtest::store {

class Database;

/// See Store::history(). Throws DatabaseError.
std::vector<HistoryEntry> read_history(Database& database);

}  // namespace plugtest::store
