#include "harness/score/levels.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace plugtest::score {

std::optional<LevelSummary> summarize_levels(std::span<const std::int32_t> levels_mdbm) {
  if (levels_mdbm.empty()) return std::nullopt;
  std::vector<std::int32_t> sorted(levels_mdbm.begin(), levels_mdbm.end());
  std::ranges::sort(sorted);
  const auto n = static_cast<double>(sorted.size());
  double mean = 0;
  for (const std::int32_t level : sorted) mean += level / n;
  double square = 0;
  for (const std::int32_t level : sorted) square += (level - mean) * (level - mean);
  const double deviation = sorted.size() > 1 ? std::sqrt(square / (n - 1)) : 0;
  return LevelSummary{
      .count = sorted.size(),
      .least_mdbm = sorted.front(),
      .tenth_mdbm = sorted[(sorted.size() + 9) / 10 - 1],
      .median_mdbm = sorted[(sorted.size() - 1) / 2],
      .greatest_mdbm = sorted.back(),
      .mean_mdbm = static_cast<std::int32_t>(std::lround(mean)),
      .deviation_mdb = static_cast<std::int32_t>(std::lround(deviation)),
  };
}

}  // namespace plugtest::score
