#pragma once

#include "drivers/modules_core/module_translator.h"

namespace plugtest::drivers {

/// Frames of an IPICO reader -> observations and events. A tag record is an observation of Type D
/// with hit counts in place of a level; a record of a data page (TTO, page above 0) and page
/// reports are events: they tell of memory, not of presence.
class IpicoTranslator final : public ModuleTranslator {
 public:
  Result<void> translate(std::span<const std::uint8_t> frame, HostTime received,
                         ModuleSink& sink) override;
};

}  // namespace plugtest::drivers
