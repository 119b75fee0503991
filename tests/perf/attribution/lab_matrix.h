#pragma once

#include "harness/model/cell.h"
#include "tests/perf/attribution/planted_event.h"

#include <vector>

namespace plugtest::study {

/// Runs every combination of a planted event in a virtual lab of its own, pass by pass until the
/// rule decides, scores the reads, and makes the cells, attribution included. The radio is driven
/// without a wire between, which is what makes half a million runs affordable: what reports suffer
/// there is done to them here.
std::vector<model::CellResult> play(const PlantedEvent& event);

}  // namespace plugtest::study
