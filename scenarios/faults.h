#pragma once

#include "harness/model/fault.h"
#include "harness/model/tag_fault.h"
#include "scenarios/node.h"
#include "scenarios/problems.h"

#include <optional>
#include <string>

namespace plugtest::scenarios {

/// A fault to plant in a virtual reader: `{name: lost-reports, one-in: 4}`.
std::optional<model::PlantedFault> read_reader_fault(const Node& entry, Problems& problems);

/// The same for a tag type of the lab.
std::optional<model::PlantedTagFault> read_tag_fault(const Node& entry, Problems& problems);

/// Complains where a fault of the wire is planted in a reader whose family speaks over another.
void check_fault_scope(const Node& entry, const model::FaultInfo& fault, const std::string& family,
                       Problems& problems);

}  // namespace plugtest::scenarios
