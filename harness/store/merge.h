#pragma once

#include "harness/store/store.h"

namespace plugtest::store {

class Database;

/// Takes over what `from` holds; part of a transaction of `into`. See Store::import_from(). Throws
/// DatabaseError.
MergeReport merge(Database& into, Database& from, NewEvents new_events);

}  // namespace plugtest::store
