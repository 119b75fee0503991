#pragma once

#include "drivers/modules_core/module_reader.h"

#include <vector>

namespace plugtest::drivers {

/// Asks in `session` one step after the other. `done`: after the last one, or with the first error;
/// not from inside.
void run_steps(ModuleSession& session, std::vector<ModuleStep> steps, api::Done<void> done);

}  // namespace plugtest::drivers
