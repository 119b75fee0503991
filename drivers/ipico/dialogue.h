#pragma once

#include "drivers/modules_core/module_reader.h"
#include "protocols/modules/ipico_command.h"

#include <memory>
#include <optional>

namespace plugtest::drivers {

struct IpicoOptions {
  /// What the address asks for; empty: as the reader is set.
  std::optional<modules::ipico::TagRate> tag_rate{};
  bool look_only = false;  ///< as in api::ReaderOptions
};

/// What an IPICO reader is asked, and what its answers mean (README.md).
std::unique_ptr<ModuleDialogue> make_ipico_dialogue(const IpicoOptions& options);

}  // namespace plugtest::drivers
