#include "reports/statistics_json.h"

#include "harness/score/characteristics.h"
#include "harness/score/further_passes.h"
#include "harness/score/order.h"
#include "harness/score/run_metrics.h"
#include "harness/score/sweep_fit.h"
#include "reports/text.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iterator>
#include <optional>
#include <variant>
#include <vector>

namespace plugtest::reports {
namespace {

using Json = nlohmann::ordered_json;

template <class Number>
Json known(const std::optional<Number>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json rounded(const std::optional<double>& value) {
  return value ? Json(reports::rounded(*value)) : Json(nullptr);
}

Json microseconds(const std::optional<Nanos>& span) {
  if (!span) return nullptr;
  return std::chrono::duration_cast<std::chrono::microseconds>(*span).count();
}

Json threshold_json(const std::optional<score::Threshold>& threshold) {
  if (!threshold) return nullptr;
  return {{"at", rounded(std::optional(threshold->x))},
          {"low", rounded(threshold->low)},
          {"high", rounded(threshold->high)},
          {"slope", rounded(std::optional(threshold->slope))},
          {"separated", threshold->separated}};
}

}  // namespace

double rounded(double value) { return std::round(value * 1e6) / 1e6; }

Json rule_statistics_json(const model::DecisionRule& rule) {
  const score::ErrorRates errors = score::error_rates(rule);
  Json json{{"false_fail", rounded(errors.false_fail)}, {"false_pass", rounded(errors.false_pass)}};
  if (const auto* wald = std::get_if<model::SequentialRule>(&rule)) {
    const auto passes = [&rule](double share) {
      return rounded(score::characteristics(rule, share).expected_passes);
    };
    json["expected_passes_at_accept_level"] = passes(wald->accept_level);
    json["expected_passes_at_reject_level"] = passes(wald->reject_level);
  }
  return json;
}

Json metrics_json(const model::RunResult& run, const model::TagTypeId& tag_type) {
  const score::RunMetrics metrics = score::run_metrics(run, tag_type);
  if (metrics.passes == 0) return nullptr;
  Json json{{"passes", metrics.passes},
            {"successful", metrics.successful},
            {"complete", metrics.complete},
            {"complete_low", rounded(metrics.complete_share.low)},
            {"complete_high", rounded(metrics.complete_share.high)}};
  if (metrics.item_rate) {
    json["item_rate"] = rounded(metrics.item_rate->mean);
    json["item_rate_low"] = rounded(metrics.item_rate->interval.low);
    json["item_rate_high"] = rounded(metrics.item_rate->interval.high);
    json["worst_share"] = rounded(metrics.item_rate->worst);
    json["worst_pass"] = metrics.item_rate->worst_pass;
  }
  json["reads_per_tag"] = rounded(metrics.reads_per_tag);
  json["items_per_second"] = rounded(metrics.items_per_second);
  return json;
}

Json further_passes_json(const model::DecisionRule& rule, const model::CellResult& cell) {
  const score::FurtherPasses more = score::further_passes(rule, cell.k, cell.n);
  return {{"all_succeed", known(more.all_succeed)},
          {"all_fail", known(more.all_fail)},
          {"as_before", known(more.as_before)}};
}

Json order_json(const model::RunResult& run) {
  Json list = Json::array();
  for (const auto estimator : {model::OrderEstimator::rssi_peak, model::OrderEstimator::midpoint}) {
    std::vector<model::PassOrder> passes;
    std::ranges::copy_if(run.orders, std::back_inserter(passes),
                         [&](const auto& order) { return order.estimator == estimator; });
    const auto summary = score::summarize_order(passes);
    if (!summary) continue;
    list.push_back({{"estimator", model::to_string(estimator)},
                    {"right", rounded(summary->right)},
                    {"low", rounded(summary->low)},
                    {"high", rounded(summary->high)},
                    {"passes", summary->passes},
                    {"complete", summary->complete}});
  }
  return list;
}

Json static_json(const model::RunResult& run) {
  if (run.statics.empty()) return nullptr;
  const auto ended = [&](model::StaticEnd end) {
    return std::ranges::count(run.statics, end, &model::StaticReading::end);
  };
  Json passes = Json::array();
  for (const model::StaticReading& one : run.statics) {
    passes.push_back({{"pass", one.pass},
                      {"end", model::to_string(one.end)},
                      {"identified", one.identified},
                      {"population", one.population},
                      {"last_us", microseconds(one.last)},
                      {"t_percent_us", microseconds(one.t_percent)}});
  }
  return {{"complete", ended(model::StaticEnd::complete)},
          {"stopped", ended(model::StaticEnd::stopped)},
          {"aborted", ended(model::StaticEnd::aborted)},
          {"unended", ended(model::StaticEnd::unended)},
          {"readings", std::move(passes)}};
}

Json places_json(const model::RunResult& run) {
  Json list = Json::array();
  for (const model::PlaceTally& tally : run.places) {
    list.push_back({{"tag_type", clean(tally.tag_type.str())},
                    {"place", clean(tally.place)},
                    {"expected", tally.expected},
                    {"missed", tally.missed}});
  }
  return list;
}

Json sweeps_json(const model::EventPlan& event, std::span<const model::CellResult> cells) {
  Json list = Json::array();
  for (const score::SweepFit& fit : score::fit_sweeps(event, cells)) {
    list.push_back({{"sweep", clean(fit.key.scenario.str())},
                    {"axis", model::to_string(fit.axis)},
                    {"reader", clean(fit.key.reader.str())},
                    {"tag_type", clean(fit.key.tag_type.str())},
                    {"region", clean(fit.key.region)},
                    {"policy", model::to_string(fit.key.policy)},
                    {"population", model::to_string(fit.key.population)},
                    {"official", fit.key.official},
                    {"points", fit.points},
                    {"least", rounded(fit.least)},
                    {"greatest", rounded(fit.greatest)},
                    {"k", fit.successes},
                    {"n", fit.passes},
                    {"requirement", rounded(fit.requirement)},
                    {"half", threshold_json(fit.half)},
                    {"required", threshold_json(fit.required)},
                    {"margin", rounded(fit.margin)}});
  }
  return list;
}

}  // namespace plugtest::reports
