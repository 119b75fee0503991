#pragma once

#include "drivers/modules_core/module_reader.h"

#include <memory>

namespace plugtest::drivers {

/// What questions make up the calls of api::Reader for modules with the M100 and QM100 chips.
/// Inventories stream: command 27 until command 28.
std::unique_ptr<ModuleDialogue> make_m100_dialogue();

}  // namespace plugtest::drivers
