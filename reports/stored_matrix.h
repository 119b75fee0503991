#pragma once

#include "reports/matrix_report.h"
#include "reports/report.h"

#include <vector>

namespace plugtest::reports {

/// A report taken back into the structs that JUnit and the terminal are rendered from: names,
/// verdicts, counts and marks; no passes, no radio.
struct StoredMatrix {
  model::EventPlan event;
  std::vector<model::CellResult> cells;
  std::vector<model::RunResult> runs;
  std::string version;

  MatrixReport report() const { return {event, cells, runs, version}; }
};

/// Errors: `malformed` with the member that does not fit.
Result<StoredMatrix> stored_matrix(const Report& report);

}  // namespace plugtest::reports
