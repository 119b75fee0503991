#pragma once

#include "reports/language.h"
#include "reports/report.h"

#include <filesystem>

namespace plugtest::reports {

/// Writes the report as an Office Open XML workbook: an overview, a sheet for each scenario with
/// its matrix, and one with all cells as a list. Text is always written as text, never as a
/// formula. The same report gives the same bytes. Errors: `io`.
Result<void> write_spreadsheet(const Report& report, Language language,
                               const std::filesystem::path& file);

}  // namespace plugtest::reports
