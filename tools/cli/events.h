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

/// An event file of the content folders by its name ("demo"), or a complaint.
std::optional<std::string> content_event_or_complain(const std::string& name,
                                                     const Context& context);

}  // namespace plugtest::cli
