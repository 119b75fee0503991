#pragma once

#include "drivers/modules_core/module_reader.h"
#include "protocols/modules/a0_command.h"

#include <cstdint>
#include <memory>
#include <optional>

namespace plugtest::drivers {

struct A0Options {
  bool ask_serial = false;
  /// Ports of the module; 0: found out by trying.
  std::uint16_t antennas = 0;
  /// What the address asks for; empty: as the module is set.
  std::optional<modules::a0::Region> region{};
};

/// What questions make up the calls of api::Reader for modules of the A0 protocol. Inventories are
/// polled: command 8B round after round, one antenna after the other.
std::unique_ptr<ModuleDialogue> make_a0_dialogue(const A0Options& options);

}  // namespace plugtest::drivers
