#pragma once

#include "harness/model/cell.h"
#include "harness/model/event_plan.h"
#include "harness/model/run.h"

#include <span>
#include <vector>

namespace plugtest::score {

/// Attributes the cells that the decision rule left without a pass, by triangulation over the
/// matrix, and adds the evidence to their `detail` as one sentence. Cells whose attribution is
/// already known (a reader that stalled, an operator who did not answer) are left alone.
///
/// Only cells decided by passes under the same conditions (scenario, region, policy, population,
/// official or not) are compared:
/// - piece: one piece makes up nearly all misses while its siblings are read. When another reader
///   reads that piece well it is the pair instead. Such a miss is never the tag type's.
/// - channel: nobody met the requirement, with two readers and two tag types or more.
/// - reader: it missed with most tag types, at least two, which other readers met.
/// - tag_type: most readers, at least two, missed with it while they met with others.
/// - pair: the reader mostly meets with other tag types, the tag type mostly with other readers.
/// - model: in the virtual lab, what would be a Type D tag type's, pair's or piece's fault, because
///   the lab's model of that standard rests on assumptions.
/// - unknown: all else; the sentence says which comparison is missing. Placement is never
///   concluded here: scores do not tell where an item lay.
/// An inconclusive cell is attributed only to a reader or tag type that the others convict.
void attribute(const model::EventPlan& event, std::span<const model::RunResult> runs,
               std::vector<model::CellResult>& cells);

}  // namespace plugtest::score
