#pragma once

#include "drivers/modules_core/module_reader.h"
#include "protocols/modules/a0_command.h"
#include "protocols/modules/a0_format.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace plugtest::drivers {

/// A question to the module at `address`. Its answer is any reply to the same command that is no
/// tag report: those come before it.
ModuleRequest a0_request(std::uint8_t address, modules::a0::Command command,
                         std::span<const std::uint8_t> data);

/// For replies that say no more than how it went. Error `refused` with the module's words.
Result<void> a0_success(std::span<const std::uint8_t> frame, const std::string& what);

/// A reply that has more than one byte of data; where the module answered with a status instead, it
/// is `refused`, in the module's words.
Result<modules::a0::FrameView> a0_reply(std::span<const std::uint8_t> frame,
                                        const std::string& what);

/// One round of an inventory with the antenna that is set. How long a crowded one takes is bounded
/// by the module alone: it is given up only when no tag has come for a while. When its summary got
/// lost on the line it is asked for again, which is one round more and no harm.
ModuleRequest a0_inventory_round(std::uint8_t address, std::uint8_t session);

/// Command 74; ports count from 1, the command from 0.
ModuleRequest a0_set_antenna(std::uint8_t address, std::uint16_t port);

/// 78, and 79 to see that the module has kept it.
std::vector<ModuleStep> a0_region_steps(std::uint8_t address, const modules::a0::Region& region);

}  // namespace plugtest::drivers
