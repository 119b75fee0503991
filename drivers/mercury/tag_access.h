#pragma once

#include "drivers/modules_core/module_reader.h"
#include "harness/model/tag_access.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace plugtest::drivers {

/// Looks for a tag on one antenna of `antennas` (never empty) after the other, and carries out the
/// operations of `what` on it, each as a command of its own for the tag with that UII; the first
/// that fails ends it. Errors: `refused` for another protocol than Type C, for a filter on the
/// reserved bank and for operations that Mercury modules have no command for.
void access_mercury_tag(ModuleSession& session, const model::AccessOrder& what,
                        std::vector<std::uint16_t> antennas,
                        api::Done<std::optional<model::AccessedTag>> done);

}  // namespace plugtest::drivers
