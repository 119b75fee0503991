#pragma once

#include "drivers/modules_core/module_reader.h"
#include "protocols/modules/m100_command.h"

#include <memory>
#include <optional>

namespace plugtest::drivers {

struct M100Options {
  /// What the address asks for; empty: as the module is set.
  std::optional<modules::m100::Region> region{};
  bool look_only = false;  ///< as in api::ReaderOptions
};

/// What questions make up the calls of api::Reader for modules with the M100 and QM100 chips.
/// Inventories stream: command 27 until command 28.
std::unique_ptr<ModuleDialogue> make_m100_dialogue(const M100Options& options);

}  // namespace plugtest::drivers
