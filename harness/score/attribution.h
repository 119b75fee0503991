#pragma once

#include "harness/model/cell.h"
#include "harness/model/event_plan.h"
#include "harness/model/run.h"

#include <span>
#include <vector>

namespace plugtest::score {

/// Attributes the cells that the decision rule left without a pass, by triangulation over the
/// matrix, and adds the evidence to their `detail` as one sentence. Cells whose attribution is
/// already known (a reader that stalled, an operator who did not answer) are left alone. What the
/// lab knows is never looked at: real events have no such knowledge.
///
/// Only cells under the same conditions (region, policy, population, official or not) are
/// compared. In this order:
/// - piece: few pieces make up nearly all misses, there and in the tag type's other cells, while
///   their siblings are read (piece_evidence.h). When only one reader misses them and another
///   reads them well it is the pair instead. Such a miss is never the tag type's.
/// - channel, reader, tag_type: what misses together over the matrix, the strongest first
///   (suspects.h). A miss that they do not cover is attributed to a reader or a tag type that
///   stands out in other scenarios, unless both do.
/// - pair: the two miss together in two scenarios or more and in most, or in their only one with
///   odds of chance below 1 in 100,000; the reader mostly meets with other tag types, the tag type
///   with other readers.
/// - placement: where that would be the channel or unknown, and few places of the load make up
///   nearly all misses, whichever pieces lay there (place_evidence.h).
/// - model: in the virtual lab, what would be a Type D tag type's, pair's or piece's fault, because
///   the lab's model of that standard rests on assumptions.
/// - unknown: all else; the sentence says which comparison is missing.
/// An inconclusive cell is attributed only to a channel, reader or tag type that the others
/// convict.
void attribute(const model::EventPlan& event, std::span<const model::RunResult> runs,
               std::vector<model::CellResult>& cells);

}  // namespace plugtest::score
