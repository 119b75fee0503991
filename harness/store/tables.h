#pragma once

#include "harness/store/database.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace plugtest::store {

/// A table as merging sees it (schema.cpp makes it).
struct Table {
  const char* name;
  std::size_t keys;  ///< so many first columns are the primary key
  std::vector<Column> columns;
  /// Columns that have to agree where both stores have the row; what is not named here may differ
  /// from station to station.
  std::vector<const char*> agreed{};
  const char* what = "";  ///< "the reader", for messages
  /// Columns of text that are taken over where the row is there with nothing in them.
  std::vector<const char*> filled{};
};

/// What is registered for an event, in the order of references. Tables whose key is a hash of the
/// content come without `agreed`: equal keys are equal rows. `where` narrows the rows to those of
/// one event (:1).
struct EventTable {
  Table table;
  const char* where;
};
std::span<const EventTable> event_tables();

/// What belongs to a run, the run itself first. All have the run's id in the column named here.
struct RunTable {
  Table table;
  const char* run_column;
};
std::span<const RunTable> run_tables();

}  // namespace plugtest::store
