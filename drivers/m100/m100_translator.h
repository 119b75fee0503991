#pragma once

#include "harness/model/observation.h"
#include "protocols/modules/m100_format.h"

#include <optional>

namespace plugtest::drivers {

/// A frame of an M100 module as a tag report; nothing for every other frame. The module tells dBm,
/// has one antenna, which it does not name, and no clock. Pure; the same live, in replay and in
/// `decode`. Errors: `truncated` for a notice that is none.
Result<std::optional<model::Observation>> translate_m100(const modules::m100::FrameView& frame,
                                                         HostTime received);

}  // namespace plugtest::drivers
