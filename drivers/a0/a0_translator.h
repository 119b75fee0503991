#pragma once

#include "harness/model/observation.h"
#include "protocols/modules/a0_format.h"

#include <optional>
#include <span>

namespace plugtest::drivers {

/// A frame of an A0 module as a tag report; nothing for every other frame. The module's RSSI is an
/// index of its own scale, and it has no clock. Pure; the same live, in replay and in `decode`.
/// Errors: `malformed` for a tag report that is none.
Result<std::optional<model::Observation>> translate_a0(const modules::a0::FrameView& frame,
                                                       HostTime received);

}  // namespace plugtest::drivers
