#pragma once

#include "harness/api/virtual_radio.h"
#include "harness/lab/lab.h"
#include "harness/model/event_plan.h"

#include <cstdint>
#include <string>
#include <vector>

namespace plugtest::test {

/// One lab to be run: its plan, what the reader is told, and for how many passes.
struct LabCase {
  std::string name;  ///< "letters-2": what it is of, and its seed
  lab::LabPlan plan;
  api::RadioInventory inventory;
  std::uint32_t passes = 1;
};

/// The labs that are compared: all scenarios of `event`, both air protocols; and such as reach what
/// those leave alone: neighbours, faults of tags, other habits of readers, access. Each for every
/// seed. Throws when the event lacks what a lab names.
std::vector<LabCase> lab_cases(const model::EventPlan& event,
                               const std::vector<std::uint64_t>& seeds);

}  // namespace plugtest::test
