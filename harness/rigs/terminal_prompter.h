#pragma once

#include "harness/api/prompter.h"
#include "harness/api/runtime.h"

#include <iosfwd>
#include <memory>

namespace plugtest::rigs {

/// Asks on `out` and reads lines from the file descriptor `input` (standard input), without
/// blocking the runtime's loop. On a terminal, what was typed before a question does not answer it;
/// from a pipe or file, lines are taken in turn. The end of the input gives `not_found`. The
/// descriptor's blocking mode is put back when the prompter goes.
///
/// `runtime` and `out` outlive the prompter.
std::unique_ptr<api::Prompter> make_terminal_prompter(api::Runtime& runtime, std::ostream& out,
                                                      int input = 0);

}  // namespace plugtest::rigs
