#pragma once

#include "harness/model/cell.h"

#include <span>

namespace plugtest::cli {

/// The exit codes of every command (README). Where several apply: harness error, unreachable, fail,
/// inconclusive.
enum class ExitCode : int {
  ok = 0,
  verdict_failed = 1,
  usage = 2,
  inconclusive = 3,
  unreachable = 4,
  harness_error = 5,
  interrupted = 130,
};

/// What a set of cells means for the caller's shell. Cells that are not applicable or not run
/// count for nothing: an interruption is told by its own code.
ExitCode exit_code_of(std::span<const model::CellResult> cells);

}  // namespace plugtest::cli
