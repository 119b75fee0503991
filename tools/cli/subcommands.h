#pragma once

// What the files that build the command line share. It includes CLI11: for .cpp files only.

#include "harness/session/selection.h"
#include "tools/cli/context.h"
#include "tools/cli/exit_code.h"

#include <functional>

#include <CLI/CLI.hpp>

namespace plugtest::cli {

/// What the chosen command does, once all of the command line has been read.
using Action = std::function<ExitCode(const Context&)>;

/// The options that choose a part of an event: --reader, --tags, --scenario.
void add_selection(CLI::App& command, session::Selection& selection);

/// demo, run, enroll, selftest, validate, scenario: events and what leads to one.
void add_event_commands(CLI::App& app, Action& action);

/// decode, air, adapter, readers, lab, usbip: readers, real and virtual, and what they send.
void add_equipment_commands(CLI::App& app, Action& action);

/// compare, history, report, import, keygen, verify, replay: what is done with results and
/// evidence once there are some; and regions, which are reported likewise.
void add_results_commands(CLI::App& app, Action& action);

}  // namespace plugtest::cli
