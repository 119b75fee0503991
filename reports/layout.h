#pragma once

#include "harness/model/scenario_plan.h"
#include "reports/matrix_report.h"

#include <vector>

namespace plugtest::reports {

/// One table of the matrix: readers x tag types under the same conditions.
struct Section {
  const model::ScenarioPlan* scenario = nullptr;  ///< null when the event does not know it
  model::CellKey conditions;                      ///< reader and tag type are empty
  std::vector<model::ReaderId> readers;           ///< rows
  std::vector<model::TagTypeId> tag_types;        ///< columns
  std::vector<const model::CellResult*> cells;    ///< row by row; null where there is none

  const model::CellResult* at(std::size_t row, std::size_t column) const {
    return cells[row * tag_types.size() + column];
  }
};

/// The cells as tables, one per scenario and plan, in the order of the event. Cells that have no
/// plan hash, because nothing was planned for them, stand in the first table of their scenario.
std::vector<Section> sections(const MatrixReport& report);

}  // namespace plugtest::reports
