#include "harness/score/sweep_fit.h"

#include <algorithm>
#include <variant>

namespace plugtest::score {
namespace {

double share_asked(const model::DecisionRule& rule) {
  if (const auto* wald = std::get_if<model::SequentialRule>(&rule)) return wald->accept_level;
  return std::get<model::FixedRule>(rule).requirement;
}

// A sweep while its points are gathered.
struct Sweep {
  SweepFit fit;
  std::vector<SweepPoint> points;
};

Sweep& sweep_of(std::vector<Sweep>& sweeps, const model::CellKey& key,
                const model::ScenarioPlan& scenario) {
  const auto found = std::ranges::find_if(sweeps, [&](const Sweep& one) {
    return one.fit.key == key && one.fit.axis == scenario.sweep->axis;
  });
  if (found != sweeps.end()) return *found;
  Sweep& made = sweeps.emplace_back();
  made.fit.key = key;
  made.fit.axis = scenario.sweep->axis;
  made.fit.requirement = share_asked(scenario.decision);
  return made;
}

void finish(Sweep& sweep) {
  SweepFit& fit = sweep.fit;
  fit.points = static_cast<std::uint32_t>(sweep.points.size());
  const auto [least, greatest] = std::ranges::minmax(sweep.points, {}, &SweepPoint::x);
  fit.least = least.x;
  fit.greatest = greatest.x;
  for (const SweepPoint& point : sweep.points) {
    fit.successes += point.successes;
    fit.passes += point.trials;
  }
  fit.half = fit_threshold(sweep.points, 0.5);
  fit.required = fit_threshold(sweep.points, fit.requirement);
  if (!fit.required) return;
  const bool grows = fit.required->slope > 0;
  fit.margin = grows ? fit.greatest - fit.required->x : fit.required->x - fit.least;
}

}  // namespace

bool has_threshold(model::SweepAxis axis) {
  switch (axis) {
    case model::SweepAxis::speed:
    case model::SweepAxis::power:
    case model::SweepAxis::attenuation:
    case model::SweepAxis::items:
    case model::SweepAxis::distance:
    case model::SweepAxis::gap:
    case model::SweepAxis::thickness:
    case model::SweepAxis::door_distance:
      return true;
    case model::SweepAxis::orientation:
    case model::SweepAxis::mix:
    case model::SweepAxis::frequency:
    case model::SweepAxis::population:
      break;
  }
  return false;
}

std::vector<SweepFit> fit_sweeps(const model::EventPlan& event,
                                 std::span<const model::CellResult> cells) {
  std::vector<Sweep> sweeps;
  for (const model::CellResult& cell : cells) {
    const auto scenario =
        std::ranges::find(event.scenarios, cell.key.scenario, &model::ScenarioPlan::id);
    if (scenario == event.scenarios.end() || !scenario->sweep || cell.n == 0) continue;
    if (!has_threshold(scenario->sweep->axis)) continue;
    model::CellKey key = cell.key;
    key.scenario = scenario->sweep->sweep;
    key.plan_hash.clear();
    sweep_of(sweeps, key, *scenario).points.push_back({scenario->sweep->value, cell.k, cell.n});
  }
  std::vector<SweepFit> fits;
  for (Sweep& sweep : sweeps) {
    if (sweep.points.size() < 2) continue;
    finish(sweep);
    fits.push_back(std::move(sweep.fit));
  }
  return fits;
}

}  // namespace plugtest::score
