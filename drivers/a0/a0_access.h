#pragma once

#include "drivers/modules_core/module_reader.h"
#include "harness/model/tag_access.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace plugtest::drivers {

/// Tag access with an A0 module: finds a tag that the filter fits, by inventories on the antennas,
/// makes its EPC the one that access commands are for, and gives the commands one by one. Errors:
/// `refused` for what the module cannot do, before anything is begun.
void run_a0_access(ModuleSession& session, std::uint8_t address,
                   std::vector<std::uint16_t> antennas, const model::AccessOrder& order,
                   api::Done<std::optional<model::AccessedTag>> done);

}  // namespace plugtest::drivers
