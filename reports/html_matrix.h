#pragma once

#include "reports/matrix_report.h"

#include <string>

namespace plugtest::reports {

/// The matrix as one HTML file that opens from disk, loads nothing, prints, and works as static
/// tables where scripts are off. Evidence folders are linked relative to the file, which therefore
/// belongs into the event's output folder.
std::string html_matrix(const MatrixReport& report);

}  // namespace plugtest::reports
