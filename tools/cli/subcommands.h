#pragma once

// What the files that build the command line share. It includes CLI11: for .cpp files only.

#include "tools/cli/context.h"
#include "tools/cli/exit_code.h"

#include <functional>

#include <CLI/CLI.hpp>

namespace plugtest::cli {

/// What the chosen command does, once all of the command line has been read.
using Action = std::function<ExitCode(const Context&)>;

/// compare, history, report, import, keygen, verify, replay: what is done with results and
/// evidence once there are some.
void add_results_commands(CLI::App& app, Action& action);

}  // namespace plugtest::cli
