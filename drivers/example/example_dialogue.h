#pragma once

#include "drivers/modules_core/module_reader.h"

#include <memory>

namespace plugtest::drivers {

/// The questions of the example module's protocol (README.md).
std::unique_ptr<ModuleDialogue> make_example_dialogue();

}  // namespace plugtest::drivers
