#pragma once

#include "harness/model/event_plan.h"
#include "harness/store/store.h"

namespace plugtest::store {

class Database;

/// Writes what is registered for an event; part of a transaction. Throws DatabaseError.
void write_event(Database& database, const model::EventPlan& event, const api::PlanTexts& texts);

/// See Store. Throw DatabaseError.
std::vector<std::string> read_event_ids(Database& database);
model::EventPlan read_event(Database& database, const std::string& event_id,
                            const api::PlanTexts& texts);

}  // namespace plugtest::store
