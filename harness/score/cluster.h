#pragma once

#include "harness/model/run.h"
#include "harness/score/statistics.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace plugtest::score {

/// Two-sided interval of the mean behind independent values from 0 to 1, whatever their
/// distribution; each side is missed with at most half of 1 - `confidence`. No values: 0..1.
///
/// The bound of Gaffke (2005), "Three test statistics for a nonparametric one-sided hypothesis on
/// the mean of a nonnegative variable", Math. Methods of Statistics 14. The lower bound is the
/// quantile of a mean with weights that are uniform on the simplex, over the values and one more of
/// 0; the upper bound likewise with one more of 1. For values of 0 and 1 alone it is Clopper and
/// Pearson's interval; n times 1 gives a lower bound of tail^(1/n), where resampling would give a
/// point. That it never misses more often than stated is not proven in general; no exception is
/// known, and the tests measure its coverage.
///
/// Exact up to 2,000 values; beyond, the normal approximation of the weighted mean is used.
Interval mean_interval(std::span<const double> values, double confidence = 0.95);

/// The share of the expected items that passes identify, on average over passes.
struct ItemRate {
  double mean = 0;    ///< of the passes' shares
  Interval interval;  ///< 95 %: a pass is one value, because its items share their blind spots
  double worst = 1;   ///< share of the worst pass
  std::uint32_t worst_pass = 0;  ///< its index, the first of equals
  std::uint32_t passes = 0;      ///< with expected items

  bool operator==(const ItemRate&) const = default;
};

/// The item rate over `scores`; passes without an expected item do not count. Empty: no pass.
std::optional<ItemRate> item_rate(std::span<const model::PassScore> scores);

/// The share of each pass that expected something, in order.
std::vector<double> pass_shares(std::span<const model::PassScore> scores);

}  // namespace plugtest::score
