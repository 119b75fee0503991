#pragma once

#include <filesystem>

#include <nlohmann/json_fwd.hpp>

namespace plugtest::reports {

/// What the evidence of a run tells beyond its results, as the member `detail` of a run in
/// plugtest-report/1: settings asked for and read back, the command that reproduces it, the pieces
/// of the load with how often each was read, the passes with the places of what was missed,
/// identified share over time, histograms. Null when the folder cannot be read.
nlohmann::ordered_json run_detail(const std::filesystem::path& folder);

}  // namespace plugtest::reports
