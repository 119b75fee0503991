#pragma once

#include "harness/api/virtual_radio.h"
#include "protocols/modules/a0_command.h"
#include "protocols/modules/a0_format.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace plugtest::drivers {

/// What a virtual module's radio is to do for one of the commands read, write, lock and kill;
/// nothing when the data is wrong.
std::optional<api::AccessRequest> a0_access_request(modules::a0::Command command,
                                                    std::span<const std::uint8_t> data);

/// The data of the module's answer when that is over: how it went with `tag`, or null when none was
/// found.
std::vector<std::uint8_t> a0_access_answer(modules::a0::Command command, const api::TagRead* tag);

}  // namespace plugtest::drivers
