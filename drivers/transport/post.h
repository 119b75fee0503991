#pragma once

#include "harness/api/runtime.h"

#include <functional>

namespace plugtest::drivers {

/// Runs `task` on the io_context's thread, soon, and never from inside this call.
void post(api::Runtime& runtime, std::function<void()> task);

}  // namespace plugtest::drivers
