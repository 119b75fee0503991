#pragma once

#include "drivers/replay/replay_family.h"

#include <vector>

namespace plugtest::drivers {

/// The replay of recordings of a family of modules: its name in addresses ("ipico"), and its part.
struct ModuleReplayFamily {
  const char* name;
  MakeReplayFamily make;
};

/// All five, in a fixed order.
std::vector<ModuleReplayFamily> module_replay_families();

}  // namespace plugtest::drivers
