#pragma once

#include "drivers/modules_core/module_reader.h"
#include "harness/model/tag_access.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace plugtest::drivers {

/// Tag access with a reader of the UHFReader18 and 288 family: finds a tag that the filter fits, by
/// inventories on the antennas, and gives the commands for its EPC one by one. Errors: `refused`
/// for what the reader cannot do, before anything is begun.
void run_chafon_access(ModuleSession& session, std::uint8_t address,
                       std::vector<std::uint16_t> antennas, const model::AccessOrder& order,
                       api::Done<std::optional<model::AccessedTag>> done);

}  // namespace plugtest::drivers
