#pragma once

#include "reports/matrix_report.h"

#include <cstddef>
#include <string>

namespace plugtest::reports {

/// What the terminal can show. Colour is for a tty only; the caller knows.
struct TerminalStyle {
  bool colour = false;
  bool utf8 = true;
  std::size_t width = 80;  ///< columns; tables wider than this continue in a further block
};

/// The matrix as text: a table per scenario, with verdict, k/n and interval in each cell, a legend
/// of the verdicts that occur, and a line per non-pass.
std::string terminal_matrix(const MatrixReport& report, const TerminalStyle& style);

}  // namespace plugtest::reports
