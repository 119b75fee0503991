#include "scenarios/fields.h"
#include "scenarios/parts.h"
#include "scenarios/scenario_parts.h"
#include "scenarios/sweep.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

namespace plugtest::scenarios {
namespace {

using model::Population;

constexpr std::array<std::pair<std::string_view, Population>, 2> k_populations{
    {{"single", Population::single}, {"mixed", Population::mixed}}};

void read_static_stop(Fields& success, std::optional<model::StaticStopRule>& target) {
  const Node* node = success.map("static_stop", Need::optional);
  if (node == nullptr) return;
  model::StaticStopRule rule;
  Fields fields(*node, "static_stop", success.problems());
  double share = rule.percent / 100.0;
  fields.quantity("share", Need::optional, k_share, {0.01, 1}, share);
  rule.percent = static_cast<std::uint32_t>(std::lround(share * 100));
  fields.integer("factor", Need::optional, 1, 100, rule.factor);
  fields.duration("abort_after", {0.1, 3'600}, rule.abort_after);
  fields.finish();
  target = rule;
}

void read_success(Fields& scenario, model::PassCriterion& criterion) {
  const Node* node = scenario.map("success", Need::required);
  if (node == nullptr) return;
  Fields fields(*node, "success", scenario.problems());
  const Node* operations = fields.find("operations");
  fields.quantity(operations != nullptr ? "operations" : "item_rate", Need::required, k_share,
                  {0, 1, true}, criterion.item_rate);
  if (operations != nullptr) {
    criterion.basis = model::PassBasis::operations;
    if (const Node* rate = node->find("item_rate")) {
      fields.complain(*rate, "a pass succeeds by 'item_rate' or by 'operations', not by both");
      fields.find("item_rate");
    }
  }
  std::uint32_t strays = 0;
  if (fields.integer("most_strays", Need::optional, 0, 10'000, strays)) {
    criterion.most_strays = strays;
  }
  std::uint32_t reads = 0;
  if (fields.integer("most_reads_per_item", Need::optional, 1, 1'000'000, reads)) {
    criterion.most_reads_per_item = reads;
  }
  read_static_stop(fields, criterion.static_stop);
  fields.finish();
}

constexpr Range k_level{0.001, 0.9999};
constexpr std::uint64_t k_most_passes = 100'000;

model::SequentialRule read_sequential(const Node& node, Problems& problems) {
  model::SequentialRule rule;
  Fields fields(node, "sequential", problems);
  const std::size_t before = problems.count();
  fields.quantity("accept", Need::required, k_share, k_level, rule.accept_level);
  fields.quantity("reject", Need::required, k_share, k_level, rule.reject_level);
  fields.quantity("false_reject", Need::required, k_share, {0.0001, 0.5}, rule.false_reject);
  fields.quantity("false_accept", Need::required, k_share, {0.0001, 0.5}, rule.false_accept);
  fields.integer("max_passes", Need::required, 1, k_most_passes, rule.max_passes);
  fields.finish();
  if (problems.count() != before) return rule;
  if (rule.reject_level >= rule.accept_level) {
    fields.complain(node, "the level 'reject' is to be below the level 'accept'");
  } else if (const auto needed = model::clean_passes_needed(rule); rule.max_passes < needed) {
    fields.complain(*fields.find("max_passes"),
                    "with 'max_passes' " + std::to_string(rule.max_passes) +
                        " the rule could prove nothing, even if every pass succeeded: it needs " +
                        std::to_string(needed));
  }
  return rule;
}

model::FixedRule read_fixed(const Node& node, Problems& problems) {
  model::FixedRule rule;
  Fields fields(node, "fixed", problems);
  const std::size_t before = problems.count();
  fields.integer("passes", Need::required, 1, k_most_passes, rule.passes);
  fields.quantity("requirement", Need::required, k_share, k_level, rule.requirement);
  fields.quantity("confidence", Need::required, k_share, {0.5, 0.9999}, rule.confidence);
  fields.finish();
  if (problems.count() != before) return rule;
  if (const auto needed = model::clean_passes_needed(rule); rule.passes < needed) {
    fields.complain(*fields.find("passes"),
                    std::to_string(rule.passes) +
                        " passes could prove nothing, even if every one succeeded: a requirement "
                        "of " +
                        quantity_text(rule.requirement, k_share) + " at a confidence of " +
                        quantity_text(rule.confidence, k_share) + " needs " +
                        std::to_string(needed));
  }
  return rule;
}

void read_decision(Fields& scenario, model::DecisionRule& rule) {
  const Node* node = scenario.map("decision", Need::required);
  if (node == nullptr) return;
  Fields fields(*node, "decision", scenario.problems());
  const Node* sequential = fields.map("sequential", Need::optional);
  const Node* fixed = fields.map("fixed", Need::optional);
  fields.finish();
  if ((sequential != nullptr) == (fixed != nullptr)) {
    fields.complain(*node, "the decision is to be either 'sequential' or 'fixed'");
    return;
  }
  if (sequential != nullptr) rule = read_sequential(*sequential, scenario.problems());
  if (fixed != nullptr) rule = read_fixed(*fixed, scenario.problems());
}

void read_budgets(Fields& scenario, model::Budgets& budgets) {
  const Node* node = scenario.map("budgets", Need::optional);
  if (node == nullptr) return;
  Fields fields(*node, "budgets", scenario.problems());
  fields.duration("step", {0.1, 86'400}, budgets.step);
  fields.duration("pass", {0.1, 86'400}, budgets.pass);
  fields.duration("guard", {0, 3'600}, budgets.guard);
  fields.duration("run", {1, 604'800}, budgets.run);
  fields.finish();
}

void check_pass_budget(const model::ScenarioPlan& plan, Fields& scenario) {
  const auto wrong = pass_too_long(plan);
  if (!wrong) return;
  const Node* budgets = scenario.find("budgets");
  scenario.complain(budgets != nullptr ? *budgets : scenario.node(), *wrong);
}

/// A load that stops standing before the rule is over would decide in its place.
void check_static_stop(const model::ScenarioPlan& plan, Fields& scenario) {
  const auto& rule = plan.pass_criterion.static_stop;
  if (!rule) return;
  const Node& at = *scenario.find("success");
  if (plan.motion.kind != model::MotionKind::still) {
    scenario.complain(at, "'static_stop' is for a load that stands still ('motion: kind: still')");
  } else if (plan.motion.stay < rule->abort_after * rule->factor) {
    scenario.complain(at, fmt::format("under 'static_stop' the load may be read for {:.6g} s, but "
                                      "it stays for {:.6g} s only",
                                      to_seconds(rule->abort_after * rule->factor),
                                      to_seconds(plan.motion.stay)));
  }
}

/// Operations are judged only where a script has some.
void check_operations(const model::ScenarioPlan& plan, Fields& scenario) {
  if (plan.pass_criterion.basis != model::PassBasis::operations) return;
  const bool any = std::ranges::any_of(plan.steps, [](const model::Step& step) {
    return std::holds_alternative<model::TagOperation>(step.action);
  });
  if (!any) {
    scenario.complain(*scenario.find("success"),
                      "a pass succeeds by 'operations', but no step operates on tags");
  }
}

}  // namespace

std::vector<ReadScenario> read_scenario(const Node& content, const LoadOptions& options,
                                        Problems& problems) {
  ReadScenario read;
  model::ScenarioPlan& plan = read.plan;
  read.place = read.power = read.link_profile = read.lane = content.place;
  if (content.place.file) plan.file = *content.place.file;
  const std::size_t before = problems.count();
  Fields fields(content, "the scenario", problems);
  fields.id("id", Need::required, plan.id.value);
  fields.text("title", Need::required, plan.title);
  fields.text("objective", Need::optional, plan.objective);
  fields.texts("references", plan.references);
  if (const Node* lane = fields.map("lane", Need::required)) {
    read.lane = lane->place;
    plan.lane = read_lane(*lane, problems);
  }
  fields.choice<Population>("population", Need::optional, k_populations, plan.population);
  read_load(fields, plan.load);
  read_motion(fields, plan.motion);
  read_surroundings(fields, plan.surroundings);
  read_coupling(fields, plan.coupling);
  read_settings(fields, options, read);
  read_success(fields, plan.pass_criterion);
  read_decision(fields, plan.decision);
  read_budgets(fields, plan.budgets);
  read_purpose(fields, plan);
  read_steps(fields, plan);
  const Node* sweep = fields.map("sweep", Need::optional);
  fields.finish();
  if (problems.count() == before) {
    check_pass_budget(plan, fields);
    check_operations(plan, fields);
    check_static_stop(plan, fields);
  }
  if (problems.count() != before) return {std::move(read)};
  return expand_sweep(sweep, std::move(read), problems);
}

std::optional<std::string> pass_too_long(const model::ScenarioPlan& plan) {
  const model::MotionSpec& motion = plan.motion;
  const double way = motion.run_in_m + longest_m(plan.load) + motion.run_out_m;
  double seconds = way / motion.speed_mps;
  // The slowest push of all.
  if (motion.kind == model::MotionKind::push) seconds /= 1 - motion.speed_spread.value;
  if (motion.kind == model::MotionKind::sweep) seconds *= motion.strokes;
  if (motion.kind == model::MotionKind::still) seconds = to_seconds(motion.stay);
  if (seconds <= to_seconds(plan.budgets.pass)) return std::nullopt;
  return fmt::format("a pass takes up to {:.3g} s, more than the budget 'pass' of {:.3g} s",
                     seconds, to_seconds(plan.budgets.pass));
}

}  // namespace plugtest::scenarios
