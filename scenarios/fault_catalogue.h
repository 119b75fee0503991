#pragma once

#include "harness/model/event_plan.h"
#include "harness/model/fault.h"
#include "harness/model/tag_fault.h"
#include "scenarios/document.h"
#include "scenarios/load_options.h"
#include "scenarios/node.h"
#include "scenarios/problems.h"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace plugtest::scenarios {

/// A fault in one reader, or in all pieces of one tag type.
struct ReaderPlant {
  model::ReaderId reader;
  model::PlantedFault fault;
};
struct TagPlant {
  model::TagTypeId tag_type;
  model::PlantedTagFault fault;
};

/// A fault, where it is planted, who takes part, and what has to come of it.
struct FaultCase {
  std::string id;
  std::variant<ReaderPlant, TagPlant> plant;
  std::string scenario;                           ///< that has to reveal it
  std::vector<std::string> readers;               ///< that take part; empty = all of the bench
  std::vector<std::string> tag_types;             ///< likewise
  model::Verdict verdict = model::Verdict::fail;  ///< of every cell of the planted one
  std::vector<model::Reason> reasons;             ///< one of these is among its reasons
  model::Attribution attribution = model::Attribution::none;
};

/// The faults that the harness has to catch (DESIGN 6), and the healthy event to plant them in.
struct FaultCatalogue {
  std::string id;
  std::string title;
  model::EventPlan bench;
  std::vector<FaultCase> cases;
};

/// Reads the content of a catalogue and the event that it names as its bench.
FaultCatalogue read_fault_catalogue(const Node& content, const Library& library,
                                    Problems& problems);

/// A catalogue by its name in the library (`faults/`), or by the path of its file.
Loaded<FaultCatalogue> load_fault_catalogue(const std::string& reference,
                                            const LoadOptions& options);

}  // namespace plugtest::scenarios
