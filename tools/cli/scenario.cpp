#include "harness/evidence/plan_json.h"
#include "harness/model/scenario_plan.h"
#include "scenarios/loader.h"
#include "tools/cli/commands.h"
#include "tools/cli/events.h"

#include <ostream>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace plugtest::cli {

namespace {

using model::ScenarioPlan;

std::string_view kind_of(const model::TrainLoad&) { return "train"; }
std::string_view kind_of(const model::SackLoad&) { return "sack"; }
std::string_view kind_of(const model::RollCageLoad&) { return "roll cage"; }
std::string_view kind_of(const model::StackLoad&) { return "stack"; }

double length_of(const model::TrainLoad& train) {
  return train.items * train.item.size_m.x +
         (train.items - 1) * (train.min_gap_m + train.max_gap_m) / 2;
}
double length_of(const model::SackLoad& sack) { return sack.sack_m.x; }
double length_of(const model::RollCageLoad& cage) { return cage.cage_m.x; }
double length_of(const model::StackLoad& stack) { return stack.item.size_m.x; }

/// How long the load of a pass moves, on average.
double seconds_of_pass(const ScenarioPlan& plan) {
  const model::MotionSpec& motion = plan.motion;
  if (motion.kind == model::MotionKind::still) return to_seconds(motion.stay);
  const double length = std::visit([](const auto& load) { return length_of(load); }, plan.load);
  const double way = motion.run_in_m + length + motion.run_out_m;
  const std::uint32_t strokes = motion.kind == model::MotionKind::sweep ? motion.strokes : 1;
  return strokes * way / motion.speed_mps;
}

std::uint32_t most_passes(const model::DecisionRule& rule) {
  const auto* sequential = std::get_if<model::SequentialRule>(&rule);
  return sequential != nullptr ? sequential->max_passes : std::get<model::FixedRule>(rule).passes;
}

/// Of a run that goes well; a sequential rule may reject with fewer.
std::uint32_t passes_if_clean(const model::DecisionRule& rule) {
  const auto* fixed = std::get_if<model::FixedRule>(&rule);
  return fixed != nullptr ? fixed->passes : model::clean_passes_needed(rule);
}

/// "18 to 60", or "20" where both are the same.
std::string range_text(std::uint32_t least, std::uint32_t most) {
  return least == most ? std::to_string(least) : fmt::format("{} to {}", least, most);
}

std::string rule_text(const model::DecisionRule& rule) {
  if (const auto* one = std::get_if<model::SequentialRule>(&rule)) {
    return fmt::format(
        "sequential, accept at {:.6g} %, reject at {:.6g} %, errors {:.6g} % and {:.6g} %",
        one->accept_level * 100, one->reject_level * 100, one->false_reject * 100,
        one->false_accept * 100);
  }
  const auto& fixed = std::get<model::FixedRule>(rule);
  return fmt::format("{} passes, {:.6g} % at a confidence of {:.6g} %", fixed.passes,
                     fixed.requirement * 100, fixed.confidence * 100);
}

std::string motion_text(const model::MotionSpec& motion) {
  std::string text(to_string(motion.kind));
  if (motion.kind == model::MotionKind::still) {
    return text + fmt::format(", {:.4g} s ({})", to_seconds(motion.stay), motion.stay_source);
  }
  text += fmt::format(", {:.4g} m/s ({})", motion.speed_mps, motion.speed_source);
  if (motion.kind == model::MotionKind::push) {
    text += fmt::format(", +- {:.4g} %", motion.speed_spread.value * 100);
  }
  if (motion.kind == model::MotionKind::tumble) {
    text += fmt::format(", turning {:.4g} deg a metre", motion.turns_per_m.value * 360);
  }
  if (motion.kind == model::MotionKind::sweep) text += fmt::format(", {} strokes", motion.strokes);
  return text;
}

void show_list(std::ostream& out, std::string_view title, const std::vector<std::string>& lines) {
  for (std::size_t i = 0; i < lines.size(); ++i) {
    out << fmt::format("{:<12}{}\n", i == 0 ? title : "", lines[i]);
  }
}

/// Whatever all points of a sweep have in common is that of the first.
void show(const std::vector<ScenarioPlan>& points, std::ostream& out) {
  const ScenarioPlan& plan = points.front();
  const auto line = [&out](std::string_view title, const std::string& text) {
    if (!text.empty()) out << fmt::format("{:<12}{}\n", title, text);
  };
  line("scenario", plan.sweep ? plan.sweep->sweep.str() : plan.id.str());
  line("objective", plan.objective);
  show_list(out, "references", plan.references);
  show_list(out, "limits", plan.limits);
  std::vector<std::string_view> needs;
  for (const model::Feature feature : plan.needs) needs.push_back(to_string(feature));
  line("needs", fmt::format("{}", fmt::join(needs, ", ")));
  line("primary", std::string(to_string(plan.primary)));
  for (const model::Antenna& antenna : plan.lane.antennas) {
    line(antenna.port == plan.lane.antennas.front().port ? "lane" : "",
         fmt::format("{}: antenna {} at [{:.4g} {:.4g} {:.4g}] m, {:.2f} dBm ERP",
                     plan.lane.id.str(), antenna.port, antenna.position_m.x, antenna.position_m.y,
                     antenna.position_m.z, erp_mdbm(antenna, plan.settings.power_mdbm) / 1000.0));
  }
  line("load", fmt::format("{} of {} items, {} population",
                           std::visit([](const auto& load) { return kind_of(load); }, plan.load),
                           model::item_count(plan.load), to_string(plan.population)));
  line("motion", motion_text(plan.motion));
  std::vector<std::string> steps;
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    steps.push_back(fmt::format("{}. {}", i + 1, describe(plan.steps[i])));
  }
  show_list(out, "steps", steps);
  line(
      "success",
      fmt::format(
          "{:.6g} % of the {}{}{}", plan.pass_criterion.item_rate * 100,
          plan.pass_criterion.basis == model::PassBasis::operations ? "tags operated on as intended"
                                                                    : "items identified",
          plan.pass_criterion.most_strays
              ? fmt::format(", at most {} stray reads", *plan.pass_criterion.most_strays)
              : "",
          plan.pass_criterion.most_reads_per_item
              ? fmt::format(", at most {} reads of each", *plan.pass_criterion.most_reads_per_item)
              : ""));
  line("decision", rule_text(plan.decision));

  std::uint32_t least = 0;
  std::uint32_t most = 0;
  double least_s = 0;
  double most_s = 0;
  for (const ScenarioPlan& point : points) {
    const std::uint32_t clean = passes_if_clean(point.decision);
    const std::uint32_t cap = most_passes(point.decision);
    const double pass_s = seconds_of_pass(point) + to_seconds(point.budgets.guard);
    if (point.sweep) {
      line(
          point.sweep->index == 0 ? "points" : "",
          fmt::format("{}: {} passes of {:.3g} s", point.id.str(), range_text(clean, cap), pass_s));
    }
    least += clean;
    most += cap;
    least_s += clean * pass_s;
    most_s += cap * pass_s;
  }
  line("passes", fmt::format("{} for a reader and tag type", range_text(least, most)));
  line("time", fmt::format("{:.3g} to {:.3g} min of moving and guard pauses; placing the loads is "
                           "not counted",
                           least_s / 60, most_s / 60));
}

}  // namespace

ExitCode run_command(const ScenarioCommand& command, const Context& context) {
  const scenarios::LoadOptions options = load_options(context);
  const std::vector<std::string> names =
      command.names.empty() ? scenarios::scenario_names(options) : command.names;
  ExitCode code = ExitCode::ok;
  for (const std::string& name : names) {
    const auto points = scenarios::load_scenario(name, options);
    if (!points) {
      code = ExitCode::usage;
      for (const Error& error : points.error()) context.err << to_string(error) << "\n";
      continue;
    }
    const ScenarioPlan& first = points->front();
    if (command.names.empty()) {
      const std::string swept = first.sweep ? fmt::format(" ({} points of {})", points->size(),
                                                          to_string(first.sweep->axis))
                                            : "";
      const std::string title = first.title.substr(
          0, first.sweep ? first.title.rfind(", " + first.sweep->text) : std::string::npos);
      context.out << fmt::format("{:<20}{}{}\n", name, title, swept);
    } else if (command.json) {
      for (const ScenarioPlan& point : *points) {
        context.out << evidence::scenario_to_json(point) << "\n";
      }
    } else {
      if (name != names.front()) context.out << "\n";
      show(*points, context.out);
    }
  }
  return code;
}

}  // namespace plugtest::cli
