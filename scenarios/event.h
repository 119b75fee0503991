#pragma once

#include "harness/model/event_plan.h"
#include "scenarios/document.h"
#include "scenarios/node.h"
#include "scenarios/parts.h"
#include "scenarios/problems.h"

#include <optional>
#include <string>
#include <vector>

namespace plugtest::scenarios {

/// Reads the content of an event file and everything it refers to.
model::EventPlan read_event(const Node& content, const Library& library, Problems& problems);

/// The readers of an event.
std::vector<model::ReaderRecord> read_readers(const std::vector<Node>& entries,
                                              const Library& library, model::RigKind rig,
                                              Problems& problems);

class Fields;

/// `reference_pieces` and `checks` of an event; none when its batches are not checked. The types of
/// the pieces are left to the caller. `tag_types`: as for a manifest.
std::optional<model::BatchChecks> read_batch_checks(Fields& event,
                                                    const std::vector<model::TagType>* tag_types);

/// `independent_lanes` of an event of which rig, scenarios and checks of batches were read.
std::vector<std::vector<model::LaneId>> read_independent_lanes(Fields& event,
                                                               const model::EventPlan& plan);

/// Checks a scenario against the region plan and the readers of its event: radiated power, the
/// power, antenna ports and link profiles of virtual readers. Problems point to the event's own
/// file: to the value there, or to `entry`, where the event takes the scenario.
void check_scenario(const ReadScenario& scenario, const Place& entry, const model::EventPlan& event,
                    Problems& problems);

/// Checks that the load of a mixed scenario has a piece of every tag type that meets it, where the
/// lab makes the pieces.
void check_mixed_load(const ReadScenario& scenario, const Place& entry,
                      const model::EventPlan& event, Problems& problems);

}  // namespace plugtest::scenarios
