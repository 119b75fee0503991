#pragma once

#include "harness/api/prompter.h"
#include "harness/api/runtime.h"

#include <memory>

namespace plugtest::rigs {

class Terminal;

/// Asks at `terminal`, without blocking the runtime's loop. A question that is over leaves what is
/// typed after it to the next one, of whichever prompter of the terminal. The end of the input
/// gives `not_found`.
///
/// `runtime` and `terminal` outlive the prompter.
std::unique_ptr<api::Prompter> make_terminal_prompter(api::Runtime& runtime, Terminal& terminal);

}  // namespace plugtest::rigs
