#pragma once

#include "harness/model/run.h"
#include "protocols/bits/result.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plugtest::cli {

/// The folder for the results of a session of these runs: a new one, or one that an interrupted
/// session of the very same runs has left (the same event, selection, seed and content of every
/// file). Errors: `usage` for a folder that holds anything else, `io`.
Result<std::filesystem::path> open_output_folder(const std::optional<std::filesystem::path>& asked,
                                                 std::string_view event_id,
                                                 const std::vector<model::RunPlan>& plans);

/// What an earlier session has brought to its end, one entry per plan; empty for a run that is yet
/// to be made. A run that was stopped on request is moved aside (NAME.cut-1) and made again.
/// `folder_of` names a run's folder, relative to `out`. Errors: `io`.
Result<std::vector<std::optional<model::RunResult>>> earlier_runs(
    const std::filesystem::path& out, const std::vector<model::RunPlan>& plans,
    const std::function<std::string(const model::RunPlan&)>& folder_of);

}  // namespace plugtest::cli
