#include "scenarios/scenario_parts.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace plugtest::scenarios {
namespace {

using model::Feature;
using model::IdentifierKind;
using model::MotionKind;
using model::PrimaryMetric;

/// All enumerators up to the last one, with their names.
template <auto last>
auto named() {
  using Enum = decltype(last);
  constexpr std::size_t k_count = static_cast<std::size_t>(last) + 1;
  std::array<std::pair<std::string_view, Enum>, k_count> names;
  for (std::size_t i = 0; i < k_count; ++i) {
    names[i] = {to_string(static_cast<Enum>(i)), static_cast<Enum>(i)};
  }
  return names;
}

void read_next_door(Fields& scenario, std::optional<model::NextDoor>& next_door) {
  const Node* node = scenario.map("next_door", Need::optional);
  if (node == nullptr) return;
  model::NextDoor door;
  Fields fields(*node, "next_door", scenario.problems());
  fields.integer("items", Need::required, 1, 10'000, door.items);
  fields.quantity("distance", Need::required, k_length, {0, 100, true}, door.distance_m);
  fields.finish();
  next_door = door;
}

}  // namespace

void add_need(std::vector<Feature>& needs, Feature feature) {
  if (std::ranges::find(needs, feature) == needs.end()) needs.push_back(feature);
}

void read_features(Fields& fields, std::string_view key, std::vector<Feature>& features) {
  static const auto k_features = named<Feature::antenna_detection>();
  const auto* list = fields.list(key, Need::optional);
  if (list == nullptr) return;
  std::vector<std::string> names;
  for (const auto& [name, unused] : k_features) names.emplace_back(name);
  for (const Node& entry : *list) {
    const auto found = std::ranges::find(names, entry.text);
    if (found == names.end()) {
      fields.complain(entry, "'" + std::string(key) + "': unknown feature " +
                                 unknown_name(entry.text.substr(0, 64), names));
      continue;
    }
    add_need(features, k_features[static_cast<std::size_t>(found - names.begin())].second);
  }
}

void read_motion(Fields& scenario, model::MotionSpec& motion) {
  const Node* node = scenario.map("motion", Need::required);
  if (node == nullptr) return;
  static const auto k_kinds = named<MotionKind::sweep>();
  Fields fields(*node, "motion", scenario.problems());
  fields.choice<MotionKind>("kind", Need::optional, k_kinds, motion.kind);
  const bool still = motion.kind == MotionKind::still;
  fields.quantity("speed", still ? Need::optional : Need::required, k_speed, {0, 20, true},
                  motion.speed_mps, motion.speed_source);
  fields.quantity("run_in", Need::optional, k_length, {0, 100}, motion.run_in_m);
  fields.quantity("run_out", Need::optional, k_length, {0, 100}, motion.run_out_m);
  if (motion.kind == MotionKind::push) {
    fields.quantity("speed_spread", Need::required, k_share, {0, 0.9}, motion.speed_spread);
  }
  if (motion.kind == MotionKind::tumble) {
    model::Sourced& turns = motion.turns_per_m;
    if (fields.quantity("turn_per_metre", Need::required, k_angle, {0, 3'600, true}, turns)) {
      turns.value /= 360;
    }
  }
  if (motion.kind == MotionKind::sweep) {
    fields.integer("strokes", Need::required, 1, 20, motion.strokes);
  }
  if (still) {
    double seconds = 0;
    if (fields.quantity("stay", Need::required, k_time, {0.1, 3'600}, seconds,
                        motion.stay_source)) {
      motion.stay = Nanos(std::llround(seconds * 1e9));
    }
  }
  fields.finish();
}

void read_purpose(Fields& scenario, model::ScenarioPlan& plan) {
  static const auto k_metrics = named<PrimaryMetric::operations>();
  static const auto k_identifiers = named<IdentifierKind::raw>();
  scenario.choice<PrimaryMetric>("primary", Need::optional, k_metrics, plan.primary);
  scenario.texts("limits", plan.limits);
  read_features(scenario, "needs", plan.needs);
  scenario.choice<IdentifierKind>("identifiers", Need::optional, k_identifiers, plan.identifiers);
  double share = 0;
  if (scenario.quantity("type_d_share", Need::optional, k_share, {0.01, 0.99}, share)) {
    plan.type_d_share = share;
    if (plan.population != model::Population::mixed) {
      scenario.complain(*scenario.find("type_d_share"),
                        "'type_d_share' is of mixed loads, it needs 'population: mixed'");
    }
  }
  read_next_door(scenario, plan.next_door);
}

/// What a script does, a reader must be able to.
void add_needs_of_steps(model::ScenarioPlan& plan) {
  using Kind = model::TagOperation::Kind;
  for (const model::Step& step : plan.steps) {
    if (std::holds_alternative<model::SetPower>(step.action)) {
      add_need(plan.needs, Feature::power_control);
    }
    const auto* operation = std::get_if<model::TagOperation>(&step.action);
    if (operation == nullptr) continue;
    if (operation->kind == Kind::write) add_need(plan.needs, Feature::tag_write);
    if (operation->kind == Kind::kill) add_need(plan.needs, Feature::tag_kill);
    if (operation->kind == Kind::lock || operation->kind == Kind::permalock) {
      add_need(plan.needs, Feature::tag_lock);
    }
  }
}

}  // namespace plugtest::scenarios
