#include "harness/score/run_metrics.h"

#include <algorithm>
#include <vector>

namespace plugtest::score {
namespace {

// The lower median of `total` times, of which those that are not in `known` never came.
std::optional<Nanos> median(std::vector<Nanos> known, std::size_t total) {
  if (total == 0) return std::nullopt;
  const std::size_t middle = (total - 1) / 2;
  if (middle >= known.size()) return std::nullopt;
  std::ranges::sort(known);
  return known[middle];
}

}  // namespace

RunMetrics run_metrics(const model::RunResult& run, const model::TagTypeId& tag_type) {
  RunMetrics metrics;
  std::vector<model::PassScore> scores;
  std::uint64_t identified = 0;
  std::uint64_t reports = 0;
  Nanos exposed{0};
  std::vector<Nanos> first;
  std::vector<Nanos> t80;
  std::vector<Nanos> t90;
  std::vector<Nanos> t100;
  const auto keep = [](std::vector<Nanos>& times, const std::optional<Nanos>& time) {
    if (time) times.push_back(*time);
  };
  for (const model::PassScore& score : run.pass_scores) {
    if (score.tag_type != tag_type || score.expected == 0) continue;
    scores.push_back(score);
    if (score.success) ++metrics.successful;
    if (score.identified == score.expected) ++metrics.complete;
    identified += score.identified;
    reports += score.reports;
    keep(first, score.first_read);
    keep(t80, score.t80);
    keep(t90, score.t90);
    keep(t100, score.t100);
    const auto pass = std::ranges::find(run.passes, score.pass, &model::PassRecord::index);
    if (pass != run.passes.end()) exposed += pass->times.end - pass->times.begin;
  }
  metrics.passes = static_cast<std::uint32_t>(scores.size());
  metrics.complete_share = clopper_pearson(metrics.complete, metrics.passes);
  metrics.item_rate = item_rate(scores);
  if (identified > 0) metrics.reads_per_tag = double(reports) / double(identified);
  if (exposed > Nanos{0}) metrics.items_per_second = double(identified) / to_seconds(exposed);
  metrics.median_first_read = median(first, first.size());
  metrics.median_t80 = median(t80, scores.size());
  metrics.median_t90 = median(t90, scores.size());
  metrics.median_t100 = median(t100, scores.size());
  return metrics;
}

}  // namespace plugtest::score
