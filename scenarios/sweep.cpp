#include "scenarios/sweep.h"

#include "scenarios/fields.h"
#include "scenarios/scenario_parts.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace plugtest::scenarios {
namespace {

using model::ScenarioPlan;
using model::SweepAxis;

constexpr std::size_t k_most_points = 50;

/// Numbers without a unit: items.
constexpr std::string_view k_plain_example = "50";

struct Axis {
  SweepAxis axis;
  const Dimension* dimension;  ///< null: whole numbers
  Range range;
};

const std::array<Axis, 11>& axes() {
  static const std::array<Axis, 11> k_axes{{
      {SweepAxis::speed, &k_speed, {0, 20, true}},
      {SweepAxis::power, &k_power, {-20, 40}},
      {SweepAxis::attenuation, &k_ratio, {0, 40}},
      {SweepAxis::items, nullptr, {1, 10'000}},
      {SweepAxis::distance, &k_length, {0, 50, true}},
      {SweepAxis::orientation, &k_angle, {0, 180}},
      {SweepAxis::gap, &k_length, {0, 100}},
      {SweepAxis::thickness, &k_length, {0, 3, true}},
      {SweepAxis::mix, &k_share, {0.01, 0.99}},
      {SweepAxis::door_distance, &k_length, {0, 100, true}},
      {SweepAxis::frequency, &k_frequency, {800e6, 1000e6}},
  }};
  return k_axes;
}

std::vector<std::string> axis_names() {
  std::vector<std::string> names;
  for (const Axis& axis : axes()) names.emplace_back(to_string(axis.axis));
  names.emplace_back(to_string(SweepAxis::population));
  return names;
}

/// A point before it is made.
struct Value {
  double value = 0;
  std::string text;
  Place place;
};

/// Reads what an axis runs through.
class ValuesReader {
 public:
  ValuesReader(Problems& problems, const Axis& axis) : problems_(problems), axis_(axis) {}

  std::vector<Value> read(const Node& node) {
    if (node.is_list()) return read_list(node);
    if (node.is_map()) return read_range(node);
    complain(node, "a sweep runs through a list of values, or from, to and step");
    return {};
  }

 private:
  std::string name() const { return std::string(to_string(axis_.axis)); }

  void complain(const Node& at, std::string message) {
    problems_.add(ErrorCode::configuration, std::move(message), at.place.where());
  }

  std::string text_of(double value) const {
    return axis_.dimension == nullptr ? fmt::format("{:.6g}", value)
                                      : quantity_text(value, *axis_.dimension);
  }

  std::optional<double> value_of(const Node& node, const Range& range) {
    Result<double> read = axis_.dimension == nullptr ? parse_number(node.text)
                                                     : parse_quantity(node.text, *axis_.dimension);
    if (!node.is_text() || !read) {
      complain(node, "'" + name() + "': " +
                         (node.is_text() ? read.error().message
                                         : std::string(to_string(node.kind)) + " is no value") +
                         (axis_.dimension == nullptr
                              ? ", expected a whole number such as " + std::string(k_plain_example)
                              : ""));
      return std::nullopt;
    }
    const bool whole = axis_.dimension != nullptr || std::floor(*read) == *read;
    const bool within =
        (range.above_low ? *read > range.low : *read >= range.low) && *read <= range.high && whole;
    if (!within) {
      complain(node, "'" + name() + "' is '" + node.text + "', expected " +
                         (axis_.dimension == nullptr ? "a whole number from " : "") +
                         (range.above_low ? "more than " : "") + text_of(range.low) +
                         (range.above_low ? " and at most " : " to ") + text_of(range.high));
      return std::nullopt;
    }
    return *read;
  }

  std::vector<Value> read_list(const Node& node) {
    std::vector<Value> values;
    for (const Node& one : node.items) {
      const auto value = value_of(one, axis_.range);
      if (value) values.push_back({*value, text_of(*value), one.place});
    }
    return values;
  }

  std::vector<Value> read_range(const Node& node) {
    Fields fields(node, "the sweep of '" + name() + "'", problems_);
    const Node* from = fields.find("from", Need::required);
    const Node* to = fields.find("to", Need::required);
    const Node* step = fields.find("step", Need::required);
    fields.finish();
    if (from == nullptr || to == nullptr || step == nullptr) return {};
    const auto first = value_of(*from, axis_.range);
    const auto last = value_of(*to, axis_.range);
    // A step of power is a ratio.
    const Axis of_step{axis_.axis, axis_.dimension == &k_power ? &k_ratio : axis_.dimension, {}};
    const auto width = ValuesReader(problems_, of_step).value_of(*step, {0, 1e9, true});
    if (!first || !last || !width) return {};
    if (*last < *first) {
      complain(node, "the sweep of '" + name() + "' ends before it begins");
      return {};
    }
    const double count = std::floor((*last - *first) / *width + 1e-9) + 1;
    if (count > static_cast<double>(k_most_points)) {
      complain(node, fmt::format("the sweep of '{}' has {:.0f} points, expected at most {}", name(),
                                 count, k_most_points));
      return {};
    }
    std::vector<Value> values;
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
      const double value = *first + static_cast<double>(i) * *width;
      values.push_back({value, text_of(value), node.place});
    }
    return values;
  }

  Problems& problems_;
  const Axis& axis_;
};

std::vector<Value> read_populations(const Node& node, Problems& problems) {
  std::vector<Value> values;
  for (const Node& one : node.items) {
    if (one.text != "single" && one.text != "mixed") {
      problems.add(ErrorCode::configuration,
                   "'population': unknown value " + unknown_name(one.text, {"single", "mixed"}),
                   one.place.where());
      continue;
    }
    values.push_back({one.text == "mixed" ? 1.0 : 0.0, one.text, one.place});
  }
  return values;
}

/// What is missing in a scenario for an axis to vary; empty when nothing is.
std::string misfit(const ScenarioPlan& plan, SweepAxis axis) {
  const bool train = std::holds_alternative<model::TrainLoad>(plan.load);
  const bool stack = std::holds_alternative<model::StackLoad>(plan.load);
  if (axis == SweepAxis::gap && !train) return "a load 'train'";
  if (axis == SweepAxis::thickness && !stack) return "a load 'stack'";
  if (axis == SweepAxis::orientation && !train && !stack) return "a load 'train' or 'stack'";
  if (axis == SweepAxis::mix && plan.population != model::Population::mixed) {
    return "'population: mixed'";
  }
  if (axis == SweepAxis::door_distance && !plan.next_door) return "the key 'next_door'";
  if (axis == SweepAxis::speed && plan.motion.kind == model::MotionKind::still) {
    return "a load that moves";
  }
  return "";
}

void set_distance(model::Antenna& antenna, double distance_m) {
  model::Vec3& at = antenna.position_m;
  const double now = std::sqrt(at.x * at.x + at.y * at.y + at.z * at.z);
  if (now <= 0) return;
  at = {at.x * distance_m / now, at.y * distance_m / now, at.z * distance_m / now};
}

void set_value(ScenarioPlan& plan, SweepAxis axis, double value) {
  switch (axis) {
    case SweepAxis::speed:
      plan.motion.speed_mps = value;
      plan.motion.speed_source = "the sweep";
      return;
    case SweepAxis::power:
      plan.settings.power_mdbm = static_cast<std::int32_t>(std::lround(value * 1000));
      add_need(plan.needs, model::Feature::power_control);
      return;
    case SweepAxis::attenuation:
      for (model::Antenna& antenna : plan.lane.antennas) antenna.cable_loss_db.value += value;
      return;
    case SweepAxis::items:
      plan.load = model::with_items(plan.load, static_cast<std::uint32_t>(value));
      return;
    case SweepAxis::distance:
      for (model::Antenna& antenna : plan.lane.antennas) set_distance(antenna, value);
      return;
    case SweepAxis::orientation:
      if (auto* train = std::get_if<model::TrainLoad>(&plan.load))
        train->item.tag_angle_deg = value;
      if (auto* stack = std::get_if<model::StackLoad>(&plan.load))
        stack->item.tag_angle_deg = value;
      return;
    case SweepAxis::gap:
      if (auto* train = std::get_if<model::TrainLoad>(&plan.load)) {
        train->min_gap_m = train->max_gap_m = value;
      }
      return;
    case SweepAxis::thickness:
      if (auto* stack = std::get_if<model::StackLoad>(&plan.load)) stack->item.size_m.z = value;
      return;
    case SweepAxis::mix:
      plan.type_d_share = value;
      return;
    case SweepAxis::door_distance:
      if (plan.next_door) plan.next_door->distance_m.value = value;
      return;
    case SweepAxis::frequency:
      plan.settings.channel_hz = std::llround(value);
      add_need(plan.needs, model::Feature::fixed_channel);
      return;
    case SweepAxis::population:
      plan.population = value > 0 ? model::Population::mixed : model::Population::single;
      return;
  }
}

/// "NAME@1.5": the number in the axis' unit, or the word.
std::string id_of_point(const std::string& name, SweepAxis axis, const Value& value) {
  if (axis == SweepAxis::population) return name + "@" + value.text;
  // People write megahertz and per cent.
  const double shown = axis == SweepAxis::frequency ? value.value / 1e6
                       : axis == SweepAxis::mix     ? value.value * 100
                                                    : value.value;
  return fmt::format("{}@{:.7g}", name, shown);
}

std::vector<Value> read_values(Fields& fields, SweepAxis& axis) {
  std::vector<Value> values;
  for (const Axis& one : axes()) {
    const Node* node = fields.find(to_string(one.axis));
    if (node == nullptr) continue;
    axis = one.axis;
    values = ValuesReader(fields.problems(), one).read(*node);
  }
  if (const auto* list = fields.list(to_string(SweepAxis::population), Need::optional)) {
    axis = SweepAxis::population;
    values = list->empty() ? std::vector<Value>()
                           : read_populations(*fields.find("population"), fields.problems());
  }
  return values;
}

}  // namespace

std::vector<ReadScenario> expand_sweep(const Node* sweep, ReadScenario scenario,
                                       Problems& problems) {
  if (sweep == nullptr) return {std::move(scenario)};
  Fields fields(*sweep, "the sweep", problems);
  const std::size_t before = problems.count();
  SweepAxis axis = SweepAxis::speed;
  const std::vector<Value> values = read_values(fields, axis);
  fields.finish();
  if (problems.count() != before) return {};
  if (sweep->keys.size() != 1) {
    std::string known;
    for (const std::string& name : axis_names()) known += (known.empty() ? "" : ", ") + name;
    fields.complain(*sweep, "a sweep varies one of " + known);
    return {};
  }
  if (values.size() < 2) {
    fields.complain(*sweep, "a sweep of '" + std::string(to_string(axis)) +
                                "' runs through nothing: it needs two values at least");
    return {};
  }
  if (values.size() > k_most_points) {
    fields.complain(*sweep, fmt::format("the sweep of '{}' has {} points, expected at most {}",
                                        to_string(axis), values.size(), k_most_points));
    return {};
  }
  if (const std::string missing = misfit(scenario.plan, axis); !missing.empty()) {
    fields.complain(*sweep, "a sweep of '" + std::string(to_string(axis)) + "' needs " + missing);
    return {};
  }
  std::vector<ReadScenario> points;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const Value& value = values[i];
    const bool twice = std::ranges::any_of(values.begin(), values.begin() + static_cast<long>(i),
                                           [&](const Value& v) { return v.text == value.text; });
    if (twice) {
      problems.add(ErrorCode::configuration, "the sweep runs through '" + value.text + "' twice",
                   value.place.where());
      continue;
    }
    ReadScenario point = scenario;
    set_value(point.plan, axis, value.value);
    point.plan.sweep = model::SweepSetting{scenario.plan.id,
                                           axis,
                                           value.value,
                                           value.text,
                                           static_cast<std::uint32_t>(i),
                                           static_cast<std::uint32_t>(values.size())};
    point.plan.id = model::ScenarioId(id_of_point(scenario.plan.id.str(), axis, value));
    point.plan.title += ", " + value.text;
    if (axis == SweepAxis::power) point.power = value.place;
    if (const auto wrong = load_misfit(point.plan.load)) {
      problems.add(ErrorCode::configuration, "at " + value.text + ": " + *wrong,
                   value.place.where());
    }
    if (const auto wrong = pass_too_long(point.plan)) {
      problems.add(ErrorCode::configuration, "at " + value.text + ": " + *wrong,
                   value.place.where());
    }
    points.push_back(std::move(point));
  }
  return points;
}

}  // namespace plugtest::scenarios
