#pragma once

#include "drivers/modules_core/module_reader.h"
#include "harness/model/tag_access.h"

#include <optional>

namespace plugtest::drivers {

/// Tag access with an M100 module: in session S0, whatever the inventory's, polls until a tag is
/// found that the filter fits, selects it by its whole EPC, and gives the commands one by one.
/// Errors: `refused` for what the module cannot do, before anything is begun.
void run_m100_access(ModuleSession& session, const model::AccessOrder& order,
                     api::Done<std::optional<model::AccessedTag>> done);

}  // namespace plugtest::drivers
