#pragma once

#include "drivers/mercury/module_facts.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace plugtest::drivers {

/// Why a module cannot be set so (`refused`); nothing when it can.
std::optional<Error> mercury_objection(const model::ReaderSettings& settings,
                                       const MercuryFacts& facts);

/// The session of Gen2 inventories and searches, 0 to 3.
ModuleStep mercury_set_session(std::uint8_t session);
ModuleStep mercury_get_session(std::function<void(std::uint8_t)> take);

/// The questions that set a module and read back what it made of that, into `applied`: its region
/// where one is given, the ports `antennas`, power and session. `facts` and `applied` outlive them.
std::vector<ModuleStep> mercury_settings_steps(const model::ReaderSettings& settings,
                                               std::optional<modules::mercury::Region> region,
                                               const std::vector<std::uint16_t>& antennas,
                                               MercuryFacts& facts,
                                               model::AppliedSettings& applied);

}  // namespace plugtest::drivers
