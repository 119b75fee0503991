#pragma once

#include "harness/model/event_plan.h"
#include "scenarios/load_options.h"
#include "tools/cli/context.h"

#include <optional>
#include <string>

namespace plugtest::cli {

/// What this program offers to event files: schemes, families, link profiles, content folders.
scenarios::LoadOptions load_options(const Context& context);

/// Loads an event, or says all that is wrong with it on `context.err`.
std::optional<model::EventPlan> load_event_or_complain(const std::string& path,
                                                       const Context& context);

/// The event file of the demo in the content folders, or a complaint.
std::optional<std::string> demo_event_or_complain(const Context& context);

}  // namespace plugtest::cli
