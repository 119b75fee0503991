#pragma once

#include "drivers/modules_core/module_link.h"
#include "protocols/modules/chafon_command.h"
#include "protocols/modules/chafon_format.h"

#include <cstdint>
#include <span>
#include <string>

namespace plugtest::drivers {

/// A question to the reader at `address`, answered by a reply to the same command.
ModuleRequest chafon_request(std::uint8_t address, modules::chafon::Command command,
                             std::span<const std::uint8_t> data);

/// Command 01; its answer is the frame that ends the inventory, with its last tags. When that got
/// lost on the line it is asked for again, which is one inventory more and no harm.
ModuleRequest chafon_inventory_round(std::uint8_t address,
                                     const modules::chafon::Inventory& inventory);

/// A reply with status success. Error `refused` with the reader's words for any other.
Result<modules::chafon::FrameView> chafon_reply(std::span<const std::uint8_t> frame,
                                                const std::string& what);

/// Q for so many tags: a slot each.
std::uint8_t chafon_q(std::uint16_t tag_population);

}  // namespace plugtest::drivers
