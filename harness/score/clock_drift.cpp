#include "harness/score/clock_drift.h"

#include "harness/model/sentences.h"

#include <chrono>
#include <cmath>

#include <fmt/format.h>

namespace plugtest::score {

void ClockDrift::add(const model::PassRecord& pass) {
  if (pass.clock_offset) readings_.push_back({pass.times.end, *pass.clock_offset});
}

std::string ClockDrift::sentence() const {
  if (readings_.size() < 3) return {};
  const Reading& first = readings_.front();
  const Reading& middle = readings_[readings_.size() / 2];
  const Reading& last = readings_.back();
  const auto ppm = [](const Reading& from, const Reading& to) {
    const double span_s = to_seconds(to.when - from.when);
    return span_s > 0 ? to_seconds(to.offset - from.offset) / span_s * 1e6 : 0.0;
  };
  const double whole = ppm(first, last);
  const double gained_s = to_seconds(last.offset - first.offset);
  if (std::abs(whole) < k_most_drift_ppm || std::abs(whole) > k_stopwatch_ppm) return {};
  if (std::abs(gained_s) < to_seconds(k_least_drift)) return {};
  const auto alike = [&](double half) {
    return half / whole > 0.5 && half / whole < 2;  // the same sign, too
  };
  if (!alike(ppm(first, middle)) || !alike(ppm(middle, last))) return {};
  const auto& drifts = gained_s > 0 ? model::sentence::clock_gains : model::sentence::clock_loses;
  return fmt::format(fmt::runtime(drifts.english), std::abs(gained_s),
                     to_seconds(last.when - first.when), std::abs(whole));
}

}  // namespace plugtest::score
