#pragma once

#include "harness/model/ids.h"
#include "harness/store/store.h"
#include "reports/results_json.h"

#include <chrono>
#include <map>
#include <string>

namespace plugtest::cli {

/// Keeps the wall-clock facts of a session apart from its results. Starts when made.
class SessionClock {
 public:
  SessionClock();

  void run_began(const model::RunId& run);

  /// Of the run that ended, also for the store.
  store::WallFacts run_ended(const model::RunId& run);

  double seconds() const;
  reports::WallFacts facts(const std::string& command_line) const;

 private:
  std::chrono::system_clock::time_point start_;
  std::chrono::steady_clock::time_point steady_start_;
  std::map<model::RunId, std::chrono::steady_clock::time_point> began_;
  std::vector<reports::WallFacts::Run> runs_;
};

}  // namespace plugtest::cli
