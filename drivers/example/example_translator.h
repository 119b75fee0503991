#pragma once

#include "drivers/modules_core/module_translator.h"

namespace plugtest::drivers {

/// Lines of the module as observations: UII and level; it knows no time and has one antenna, which
/// it does not name.
class ExampleTranslator final : public ModuleTranslator {
 public:
  Result<void> translate(std::span<const std::uint8_t> line, HostTime received,
                         ModuleSink& sink) override;
};

}  // namespace plugtest::drivers
