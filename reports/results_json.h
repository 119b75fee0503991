#pragma once

#include "reports/matrix_report.h"

#include <cstdint>
#include <string>
#include <vector>

namespace plugtest::reports {

/// The content of `results.json` (schema: reports/README.md). Depends on nothing but the report:
/// equal runs give equal bytes. Ends with a line break.
std::string results_json(const MatrixReport& report);

/// What differs between two equal runs.
struct WallFacts {
  std::string host;
  std::string command;      ///< as typed
  std::string started_utc;  ///< ISO 8601
  std::string ended_utc;
  std::int64_t duration_ms = 0;
  std::uint32_t cores = 0;

  struct Run {
    model::RunId id;
    std::int64_t duration_ms = 0;
  };
  std::vector<Run> runs;
};

/// The content of `wall.json`. Ends with a line break.
std::string wall_json(const WallFacts& facts, const std::string& version);

}  // namespace plugtest::reports
