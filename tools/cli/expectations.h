#pragma once

#include "harness/model/cell.h"
#include "harness/model/event_plan.h"

#include <iosfwd>
#include <span>

namespace plugtest::cli {

/// Compares the cells with the event's `expect:` (the last entry that fits a cell counts) and names
/// every difference on `out`. True when every cell has a fitting expectation and meets it.
bool report_expectations(const model::EventPlan& event, std::span<const model::CellResult> cells,
                         std::ostream& out);

}  // namespace plugtest::cli
