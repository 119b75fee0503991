#pragma once

#include "harness/lab/lock_step.h"
#include "harness/model/event_plan.h"
#include "tools/cli/context.h"
#include "tools/cli/exit_code.h"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>

namespace plugtest::cli {

struct EventSessionOptions {
  std::optional<std::filesystem::path> out;  ///< empty: a new folder below plugtest-out/
  lab::Pace pace = lab::Pace::fast;
  /// Where results go: a database that may be shared with other stations. Empty: results.db in the
  /// output folder.
  std::optional<std::string> store;
  std::uint32_t attempt = 1;                     ///< the first time, or a retry
  std::size_t jobs = 0;                          ///< 0 = as many as the machine has cores
  std::optional<std::filesystem::path> answers;  ///< operator's answers file
  std::string operator_name;                     ///< who moves the mail; goes into the evidence
  /// The command that makes a run again, all but its output folder. Empty: `plugtest run` with the
  /// event's file and the run's selection.
  std::string reproduce;
  std::optional<std::filesystem::path> key;  ///< signs the evidence of every run
  bool air_trace = false;                    ///< keep every frame on the lab's air
  bool judge_expectations = false;           ///< exit by the event's `expect:`
};

/// Runs all of `event`: evidence, store, reports, matrix in the terminal, exit code. The folder
/// must be new or empty, or that of an interrupted session of the very same runs, which is taken up
/// at the first run not done (`usage` otherwise): results are never mixed or overwritten.
ExitCode run_event(const model::EventPlan& event, const EventSessionOptions& options,
                   const Context& context, const std::stop_token& stop);

}  // namespace plugtest::cli
