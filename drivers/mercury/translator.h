#pragma once

#include "drivers/modules_core/module_translator.h"
#include "protocols/modules/mercury_report.h"

#include <optional>

namespace plugtest::drivers {

/// Frames of a Mercury module -> observations and events. The reader time of a report is counted
/// from the moment when the continuous read began.
class MercuryTranslator final : public ModuleTranslator {
 public:
  Result<void> translate(std::span<const std::uint8_t> frame, HostTime received,
                         ModuleSink& sink) override;
};

/// A tag record as an observation. Nothing for a tag of neither standard. Error: `malformed` for an
/// identity that is too long.
Result<std::optional<model::Observation>> to_observation(const modules::mercury::TagReport& report,
                                                         HostTime received);

}  // namespace plugtest::drivers
