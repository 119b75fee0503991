#pragma once

#include "drivers/replay/replay_family.h"
#include "harness/api/uri.h"
#include "protocols/bits/result.h"

#include <cstdint>

namespace plugtest::drivers {

/// LLRP's part in the replay of the recording at `uri`. Errors: `configuration`.
Result<MakeReplayFamily> llrp_replay_family(const api::ReaderUri& uri);

/// The same for dialogues in which the Type D extension went by the enterprise number given.
MakeReplayFamily llrp_replay_family(std::uint32_t extension_vendor);

}  // namespace plugtest::drivers
