#pragma once

#include "harness/model/event_plan.h"
#include "harness/store/store.h"

namespace plugtest::store {

class Database;

/// Writes what is registered for an event; part of a transaction. Throws DatabaseError.
void write_event(Database& database, const model::EventPlan& event,
                 const Store::ScenarioText& text);

}  // namespace plugtest::store
