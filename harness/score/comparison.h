#pragma once

#include "harness/model/run.h"
#include "harness/score/statistics.h"

#include <cstdint>
#include <span>

namespace plugtest::score {

/// Whether two shares differ.
struct Difference {
  double change = 0;  ///< second less first
  Interval interval{-1, 1};
  bool significant() const { return interval.low > 0 || interval.high < 0; }

  bool operator==(const Difference&) const = default;
};

/// The difference of the means behind two sets of independent values from 0 to 1, one value a pass:
/// its share of identified items, or 1 and 0 for success and failure. So passes are the clusters,
/// and loads of different sizes (a tag type alone, and as a part of a mixed load) compare.
///
/// The interval is recovered from the limits that each side has by itself (mean_interval), by the
/// method of variance estimates recovery (Zou and Donner 2008, Statistics in Medicine 27; Newcombe
/// 1998 with score limits): as far below the difference as the root of the squared distances from
/// the means to the limits concerned. Either side empty: -1..1.
Difference compare_means(std::span<const double> first, std::span<const double> second,
                         double confidence = 0.95);

/// The same for item rates over passes: mixed against alone, Type C with and without Type D, run
/// against run.
Difference compare_item_rates(std::span<const model::PassScore> first,
                              std::span<const model::PassScore> second, double confidence = 0.95);

/// The same for shares of successful passes, which is what verdicts speak of.
Difference compare_pass_shares(std::uint32_t first_successes, std::uint32_t first_passes,
                               std::uint32_t second_successes, std::uint32_t second_passes,
                               double confidence = 0.95);

/// Two-sided p-value of Fisher's exact test (1935) that two shares of successful passes are equal:
/// the probability, given all four margins, of tables no likelier than this one. 1 when a side has
/// no pass.
double fisher_exact(std::uint32_t first_successes, std::uint32_t first_passes,
                    std::uint32_t second_successes, std::uint32_t second_passes);

}  // namespace plugtest::score
