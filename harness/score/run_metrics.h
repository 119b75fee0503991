#pragma once

#include "harness/model/run.h"
#include "harness/score/cluster.h"

#include <cstdint>
#include <optional>

namespace plugtest::score {

/// What a run measured with one tag type. Only passes that expected it and could be judged count.
/// Nothing here decides a verdict.
struct RunMetrics {
  std::uint32_t passes = 0;
  std::uint32_t successful = 0;  ///< met the scenario's criterion
  std::uint32_t complete = 0;    ///< every expected item identified
  Interval complete_share;       ///< Clopper-Pearson 95 %
  std::optional<ItemRate> item_rate;
  std::optional<double> reads_per_tag;     ///< reports per identified item
  std::optional<double> items_per_second;  ///< identified, while passes went on
  std::optional<Nanos> median_first_read;  ///< over the passes that identified any item
  std::optional<Nanos> median_t80;         ///< over all passes, one that never got there being last
  std::optional<Nanos> median_t90;         ///< likewise
  std::optional<Nanos> median_t100;        ///< likewise

  bool operator==(const RunMetrics&) const = default;
};

RunMetrics run_metrics(const model::RunResult& run, const model::TagTypeId& tag_type);

}  // namespace plugtest::score
