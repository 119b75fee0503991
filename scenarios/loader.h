#pragma once

#include "harness/model/event_plan.h"
#include "scenarios/document.h"
#include "scenarios/load_options.h"
#include "scenarios/problems.h"

#include <string>
#include <vector>

namespace plugtest::scenarios {

/// Reads and validates an event file with everything it refers to (README.md describes the
/// language). The plan is fully resolved: names are checked, values are in the model's units,
/// replay and exec addresses are relative to nothing but the working folder. Or all that is wrong,
/// each with file:line:column, what was expected and the nearest valid name. Errors: `not_found`,
/// `io`, `malformed`, `unsupported`, `configuration`.
Loaded<model::EventPlan> load_event(const std::string& path, const LoadOptions& options);

/// The same for the text of an event file that would stand at `path`.
Loaded<model::EventPlan> load_event_text(const std::string& text, const std::string& path,
                                         const LoadOptions& options);

/// A Type D air profile by its name in the library, or by the path of its file.
Loaded<model::AirProfile> load_air_profile(const std::string& reference,
                                           const LoadOptions& options);

/// A scenario by its name in the library, or by the path of its file: one plan, or one for every
/// point of its sweep.
Loaded<std::vector<model::ScenarioPlan>> load_scenario(const std::string& reference,
                                                       const LoadOptions& options);

/// The names of the library's scenarios, sorted.
std::vector<std::string> scenario_names(const LoadOptions& options);

/// Checks a file of any kind by itself, an event with everything it refers to. The kind is found by
/// the head key, or by the ending `.csv` (a manifest).
Loaded<FileKind> validate_file(const std::string& path, const LoadOptions& options);

}  // namespace plugtest::scenarios
