#include "tools/cli/exit_code.h"

#include <algorithm>

namespace plugtest::cli {

ExitCode exit_code_of(std::span<const model::CellResult> cells) {
  const auto any = [&](auto is) { return std::ranges::any_of(cells, is); };
  const auto has = [](model::Verdict verdict) {
    return [verdict](const model::CellResult& cell) { return cell.verdict == verdict; };
  };
  if (any(has(model::Verdict::error))) return ExitCode::harness_error;
  if (any([](const model::CellResult& cell) {
        return std::ranges::find(cell.reasons, model::Reason::unreachable) != cell.reasons.end();
      })) {
    return ExitCode::unreachable;
  }
  if (any(has(model::Verdict::fail))) return ExitCode::verdict_failed;
  if (any(has(model::Verdict::inconclusive))) return ExitCode::inconclusive;
  return ExitCode::ok;
}

}  // namespace plugtest::cli
