#pragma once

#include "reports/report.h"

#include <filesystem>

namespace plugtest::reports {

/// The report with a comparison to other, earlier results in it (score::compare_results at
/// `level`): an output folder or a results.json. Errors: those of read_results(), `not_found`.
Result<Report> compared_with(const Report& report, const std::filesystem::path& before,
                             double level);

}  // namespace plugtest::reports
