#pragma once

#include "harness/api/virtual_radio.h"
#include "protocols/modules/m100_command.h"
#include "protocols/modules/m100_format.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace plugtest::drivers {

/// Whether a virtual module's Select means a tag. Masks are looked for in the UII alone.
bool m100_selects(const modules::m100::Select& select, const identity::Uii& uii);

/// What the radio is to do for one of the commands read, write, lock and kill; nothing when the
/// parameters are wrong.
std::optional<api::AccessRequest> m100_access_request(modules::m100::Command command,
                                                      std::span<const std::uint8_t> parameters);

/// The module's answer when that is over: how it went with `tag`, or null when none was found.
std::vector<std::uint8_t> m100_access_answer(modules::m100::Command command,
                                             const api::TagRead* tag);

}  // namespace plugtest::drivers
