#pragma once

#include "drivers/replay/replay_family.h"

#include <memory>

namespace plugtest::drivers {

/// LLRP's part in the replay of a recording.
std::unique_ptr<ReplayFamily> make_llrp_replay_family();

}  // namespace plugtest::drivers
