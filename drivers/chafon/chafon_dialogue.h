#pragma once

#include "drivers/modules_core/module_reader.h"
#include "protocols/modules/chafon_command.h"

#include <cstdint>
#include <memory>
#include <optional>

namespace plugtest::drivers {

struct ChafonOptions {
  bool ask_serial = false;
  /// Ports; 0: as many as the reader has switched on.
  std::uint16_t antennas = 0;
  std::optional<modules::chafon::Variant> variant{};  ///< empty: found out
  std::optional<modules::chafon::Band> band{};        ///< empty: as the reader is set
};

/// What questions make up the calls of api::Reader for readers of the UHFReader18 and 288 family.
/// Inventories are polled: command 01 after command 01, one antenna after the other.
std::unique_ptr<ModuleDialogue> make_chafon_dialogue(const ChafonOptions& options);

}  // namespace plugtest::drivers
