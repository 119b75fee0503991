#pragma once

#include "harness/model/cell.h"
#include "harness/model/event_plan.h"
#include "harness/score/threshold.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace plugtest::score {

/// Where one reader's passes with one tag type turn from success to failure along a sweep.
struct SweepFit {
  model::CellKey key;  ///< the scenario is the sweep's own id; without plan hash
  model::SweepAxis axis = model::SweepAxis::speed;
  std::uint32_t points = 0;  ///< with passes that count
  double least = 0;          ///< of those points, in the axis' unit
  double greatest = 0;
  std::uint32_t successes = 0;
  std::uint32_t passes = 0;
  double requirement = 0.95;          ///< the share that the decision rule asks for
  std::optional<Threshold> half;      ///< where half of the passes succeed
  std::optional<Threshold> required;  ///< where the requirement is just met
  /// How far the setting under which passes succeed most surely (the highest power, the lowest
  /// speed ...) is from `required`, in the axis' unit: the margin. Negative: it is not reached
  /// within the sweep. Empty without `required`.
  std::optional<double> margin;

  bool operator==(const SweepFit&) const = default;
};

/// Whether success changes one way along an axis, so that a threshold means something. (It does not
/// along orientation, mix, frequency and population.)
bool has_threshold(model::SweepAxis axis);

/// Fits every sweep of the event (fit_threshold) for every reader, tag type and set of conditions
/// with two points or more, in the order of the cells. Along lengths, times and ratios the setting
/// itself is fitted, not its logarithm.
std::vector<SweepFit> fit_sweeps(const model::EventPlan& event,
                                 std::span<const model::CellResult> cells);

}  // namespace plugtest::score
