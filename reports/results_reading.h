#pragma once

#include "harness/model/cell.h"
#include "protocols/bits/result.h"

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace plugtest::reports {

/// The cells of a results.json.
struct ResultsSummary {
  std::string event_id;
  std::string event_title;
  std::string version;  ///< of the program that wrote it
  std::vector<model::CellResult> cells;
};

/// Reads the text of a results.json of schema plugtest-results/1; members that are not known are
/// left alone. Errors: `malformed` with the member that does not fit, `unsupported` for another
/// schema.
Result<ResultsSummary> read_results(std::string_view text);

/// The member `cells` of a results.json or of a report, whole. Errors: `malformed`.
Result<std::vector<model::CellResult>> read_cells(const nlohmann::ordered_json& cells);

}  // namespace plugtest::reports
