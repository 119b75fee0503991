#pragma once

#include "reports/matrix_report.h"

#include <string>

namespace plugtest::reports {

/// The matrix as JUnit XML, in the subset that all common readers take: one `testsuite` per
/// scenario, one `testcase` per cell. There is no official schema; hence no `skipped` count on
/// `testsuites`, no `status` and no times. Fail becomes `failure`, error becomes `error`;
/// inconclusive, not applicable and not run become `skipped` with a message. Results of the virtual
/// lab say so in their class name.
std::string junit_xml(const MatrixReport& report);

}  // namespace plugtest::reports
