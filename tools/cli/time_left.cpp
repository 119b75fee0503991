#include "tools/cli/time_left.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace plugtest::cli {

TimeLeft::TimeLeft(const model::EventPlan& event, const std::vector<model::RunPlan>& missing) {
  for (const model::RunPlan& run : missing) {
    const auto scenario =
        std::ranges::find(event.scenarios, run.scenario, &model::ScenarioPlan::id);
    if (scenario == event.scenarios.end()) continue;
    Work work;
    work.passes = model::clean_passes_needed(scenario->decision);
    // On a floor a pass takes as long as it takes, whatever is in the load.
    if (event.rig == model::RigKind::lab) work.of_a_pass = model::item_count(scenario->load);
    all_ += work.of_a_pass * work.passes;
    runs_[run.id] = work;
  }
}

void TimeLeft::on_pass(const model::RunId& run, std::uint32_t pass) {
  const auto found = runs_.find(run);
  if (found == runs_.end() || pass >= found->second.passes) return;
  found->second.done += found->second.of_a_pass;
  done_ += found->second.of_a_pass;
}

void TimeLeft::on_run_end(const model::RunId& run) {
  const auto found = runs_.find(run);
  if (found == runs_.end()) return;
  const Work& work = found->second;
  done_ += work.of_a_pass * work.passes - work.done;
  runs_.erase(found);
}

std::optional<std::chrono::seconds> TimeLeft::after(std::chrono::nanoseconds elapsed) const {
  if (done_ <= 0 || runs_.empty()) return std::nullopt;
  const double seconds = std::chrono::duration<double>(elapsed).count();
  return std::chrono::seconds(std::llround(seconds * std::max(all_ - done_, 0.0) / done_));
}

std::string time_left_text(std::chrono::seconds left) {
  const auto seconds = left.count();
  if (seconds < 90) return fmt::format("{} s", seconds);
  const auto minutes = (seconds + 30) / 60;
  if (minutes < 90) return fmt::format("{} min", minutes);
  return fmt::format("{} h {} min", minutes / 60, minutes % 60);
}

}  // namespace plugtest::cli
