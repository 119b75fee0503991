#include "harness/score/comparison.h"

#include "harness/score/cluster.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <vector>

#include <boost/math/distributions/hypergeometric.hpp>

namespace plugtest::score {
namespace {

struct Side {
  double mean = 0;
  Interval interval;
};

Difference between(const Side& first, const Side& second) {
  const double change = second.mean - first.mean;
  const double down =
      std::hypot(second.mean - second.interval.low, first.interval.high - first.mean);
  const double up = std::hypot(second.interval.high - second.mean, first.mean - first.interval.low);
  return {change, {std::max(-1.0, change - down), std::min(1.0, change + up)}};
}

Side side_of(std::span<const double> values, double confidence) {
  Side side{0, mean_interval(values, confidence)};
  for (const double value : values) side.mean += value / double(values.size());
  return side;
}

}  // namespace

Difference compare_means(std::span<const double> first, std::span<const double> second,
                         double confidence) {
  if (first.empty() || second.empty()) return {};
  return between(side_of(first, confidence), side_of(second, confidence));
}

Difference compare_item_rates(std::span<const model::PassScore> first,
                              std::span<const model::PassScore> second, double confidence) {
  return compare_means(pass_shares(first), pass_shares(second), confidence);
}

Difference compare_pass_shares(std::uint32_t first_successes, std::uint32_t first_passes,
                               std::uint32_t second_successes, std::uint32_t second_passes,
                               double confidence) {
  if (first_passes == 0 || second_passes == 0) return {};
  const auto side = [confidence](std::uint32_t successes, std::uint32_t passes) {
    return Side{double(successes) / passes, clopper_pearson(successes, passes, confidence)};
  };
  return between(side(first_successes, first_passes), side(second_successes, second_passes));
}

double fisher_exact(std::uint32_t first_successes, std::uint32_t first_passes,
                    std::uint32_t second_successes, std::uint32_t second_passes) {
  assert(first_successes <= first_passes && second_successes <= second_passes);
  const std::uint32_t successes = first_successes + second_successes;
  const std::uint32_t passes = first_passes + second_passes;
  if (first_passes == 0 || second_passes == 0) return 1;
  const boost::math::hypergeometric_distribution<> table(successes, first_passes, passes);
  const std::uint32_t fewest = successes > second_passes ? successes - second_passes : 0;
  const std::uint32_t most = std::min(successes, first_passes);
  // Equal probabilities may differ in their last digits.
  const double observed = boost::math::pdf(table, first_successes) * (1 + 1e-9);
  double sum = 0;
  for (std::uint32_t k = fewest; k <= most; ++k) {
    const double probability = boost::math::pdf(table, k);
    if (probability <= observed) sum += probability;
  }
  return std::min(1.0, sum);
}

}  // namespace plugtest::score
