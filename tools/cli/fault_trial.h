#pragma once

#include "harness/model/cell.h"
#include "harness/model/event_plan.h"
#include "protocols/bits/result.h"
#include "scenarios/fault_catalogue.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace plugtest::cli {

/// The bench of a catalogue with the fault of one case planted, and only who takes part in it. The
/// planted reader or tag type always does. Error `usage` never comes of a catalogue that was read
/// without a problem.
Result<model::EventPlan> plant(const model::EventPlan& bench, const scenarios::FaultCase& fault);

enum class Catch : std::uint8_t {
  caught,  ///< every cell of the planted one has the verdict, reason and attribution expected
  missed,  ///< some cell of it has not
  blamed_wrongly,  ///< somebody faultless is blamed
};

/// What the harness made of one planted fault.
struct FaultTrial {
  Catch caught = Catch::caught;
  std::size_t cells = 0;                ///< of the planted one, that are applicable
  std::vector<std::string> complaints;  ///< a sentence for every cell that is not as expected
};

/// Compares the cells of an event with what has to come of the fault planted in it. A cell of the
/// planted one that blames somebody else, and any other cell that blames a reader, a tag type, a
/// piece or a pair, blames wrongly. Another cell without a pass that blames nobody is missed: the
/// bench is healthy.
FaultTrial judge(const scenarios::FaultCase& fault, std::span<const model::CellResult> cells);

}  // namespace plugtest::cli
