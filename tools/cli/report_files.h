#pragma once

#include "protocols/bits/result.h"
#include "reports/matrix_report.h"
#include "reports/results_json.h"
#include "tools/cli/context.h"

#include <filesystem>

namespace plugtest::cli {

/// Writes results.json, wall.json, junit.xml and matrix.html into `folder`, each whole or not at
/// all. Error `io`.
Result<void> write_reports(const std::filesystem::path& folder, const reports::MatrixReport& report,
                           const reports::WallFacts& wall);

/// The matrix on the terminal.
void print_matrix(const reports::MatrixReport& report, const Context& context);

}  // namespace plugtest::cli
