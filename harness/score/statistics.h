#pragma once

#include <cstdint>

namespace plugtest::score {

/// A range of shares, 0 to 1.
struct Interval {
  double low = 0;
  double high = 1;

  bool operator==(const Interval&) const = default;
};

/// Exact two-sided interval (Clopper and Pearson 1934) of the share behind `successes` of `trials`
/// independent trials; each side is missed with at most half of 1 - `confidence`. No trials: 0..1.
/// No standard prescribes an interval for read rates (facts/plugtest.md 5.4); this is our choice.
Interval clopper_pearson(std::uint32_t successes, std::uint32_t trials, double confidence = 0.95);

/// Exact one-sided lower bound of the share. No trials: 0.
double lower_bound(std::uint32_t successes, std::uint32_t trials, double confidence = 0.95);

/// Exact one-sided upper bound of the share. No trials: 1.
double upper_bound(std::uint32_t successes, std::uint32_t trials, double confidence = 0.95);

/// Score interval (Wilson 1927), two-sided, for comparison with figures published elsewhere; no
/// verdict rests on it. No trials: 0..1.
Interval wilson(std::uint32_t successes, std::uint32_t trials, double confidence = 0.95);

}  // namespace plugtest::score
