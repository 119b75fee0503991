#pragma once

#include "drivers/modules_core/module_reader.h"
#include "protocols/modules/mercury_command.h"

#include <memory>
#include <optional>

namespace plugtest::drivers {

struct MercuryOptions {
  /// What the address asks for; empty: as the module is set.
  std::optional<modules::mercury::Region> region{};
  bool look_only = false;  ///< as in api::ReaderOptions
};

/// What a Mercury module is asked, and what its answers mean (README.md).
std::unique_ptr<ModuleDialogue> make_mercury_dialogue(const MercuryOptions& options);

}  // namespace plugtest::drivers
