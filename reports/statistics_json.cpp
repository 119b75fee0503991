#include "reports/statistics_json.h"

#include "harness/score/characteristics.h"
#include "harness/score/further_passes.h"
#include "harness/score/run_metrics.h"

#include <cmath>
#include <optional>
#include <variant>

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

}  // namespace plugtest::reports
