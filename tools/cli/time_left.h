#pragma once

#include "harness/model/event_plan.h"
#include "harness/model/run.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace plugtest::cli {

/// Estimates how long a session will still take, from the time that the work so far has taken. The
/// work of a run are the passes that its rule needs when every one succeeds, in the lab weighted by
/// the tags in them: a run that goes badly may be over sooner, or take longer.
class TimeLeft {
 public:
  TimeLeft() = default;  ///< of a session without runs

  /// `missing`: the runs still to be made.
  TimeLeft(const model::EventPlan& event, const std::vector<model::RunPlan>& missing);

  void on_pass(const model::RunId& run, std::uint32_t pass);
  void on_run_end(const model::RunId& run);

  /// Empty before anything was done, or when nothing is left.
  std::optional<std::chrono::seconds> after(std::chrono::nanoseconds elapsed) const;

 private:
  struct Work {
    double of_a_pass = 1;
    std::uint32_t passes = 1;
    double done = 0;
  };
  std::map<model::RunId, Work> runs_;
  double all_ = 0;
  double done_ = 0;
};

/// "40 s", "12 min", "3 h 20 min": no more exact than it can be.
std::string time_left_text(std::chrono::seconds left);

}  // namespace plugtest::cli
