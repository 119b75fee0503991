#pragma once

#include "drivers/replay/replay_family.h"
#include "harness/api/uri.h"
#include "protocols/bits/result.h"

namespace plugtest::drivers {

/// LLRP's part in the replay of the recording at `uri`. Errors: `configuration`.
Result<MakeReplayFamily> llrp_replay_family(const api::ReaderUri& uri);

}  // namespace plugtest::drivers
