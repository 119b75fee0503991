#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace plugtest::score {

/// Received levels as reported, in 1/1000 dBm. Means and spreads are of the values in dBm, as
/// people compare them; RSSI of different readers is not on one scale.
struct LevelSummary {
  std::size_t count = 0;
  std::int32_t least_mdbm = 0;
  std::int32_t tenth_mdbm = 0;   ///< 10 % of the reports are not above it
  std::int32_t median_mdbm = 0;  ///< the lower of the two in the middle
  std::int32_t greatest_mdbm = 0;
  std::int32_t mean_mdbm = 0;      ///< rounded
  std::int32_t deviation_mdb = 0;  ///< standard deviation (n - 1), rounded; 0 for one value

  bool operator==(const LevelSummary&) const = default;
};

/// Empty for no level: a reader that tells none has none, not 0.
std::optional<LevelSummary> summarize_levels(std::span<const std::int32_t> levels_mdbm);

}  // namespace plugtest::score
