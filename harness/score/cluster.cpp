#include "harness/score/cluster.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include <boost/math/special_functions/erf.hpp>

namespace plugtest::score {
namespace {

constexpr std::size_t k_most_exact = 2000;

// The probability that a mean of the sorted `values`, with weights uniform on the simplex, is above
// `level`. It is the divided difference of (y - level)_+^n over the values, here by Leibniz' rule
// for (y - level) * (y - level)_+^(n-1): each step is a weighted mean of two probabilities, so
// nothing cancels, and equal values need no care. `work` is scratch of the same size.
double above(std::span<const double> values, double level, std::vector<double>& work) {
  const std::size_t n = values.size();
  if (level < values.front()) return 1;
  if (level >= values.back()) return 0;
  for (std::size_t i = 0; i < n; ++i) work[i] = values[i] > level ? 1 : 0;
  // Only stretches of values around the level are neither 0 nor 1.
  const auto split = static_cast<std::size_t>(std::ranges::upper_bound(values, level) -
                                              values.begin());  // first value above
  for (std::size_t order = 1; order < n; ++order) {
    const std::size_t from = split > order ? split - order : 0;
    const std::size_t to = std::min(split, n - order);
    for (std::size_t i = from; i < to; ++i) {
      const double low = values[i];
      const double high = values[i + order];
      work[i] = ((high - level) * work[i + 1] + (level - low) * work[i]) / (high - low);
    }
  }
  return work[0];
}

// The level that such a mean stays below with probability `tail`.
double exact_quantile(const std::vector<double>& sorted, double tail) {
  std::vector<double> work(sorted.size());
  double low = sorted.front();
  double high = sorted.back();
  for (int i = 0; i < 60 && high - low > 1e-12; ++i) {
    const double middle = (low + high) / 2;
    (1 - above(sorted, middle, work) < tail ? low : high) = middle;
  }
  return (low + high) / 2;
}

double normal_quantile(const std::vector<double>& values, double tail) {
  const auto n = static_cast<double>(values.size());
  double mean = 0;
  for (const double value : values) mean += value / n;
  double square = 0;
  for (const double value : values) square += (value - mean) * (value - mean);
  const double deviation = std::sqrt(square / (n * (n + 1)));  // of uniform weights on the simplex
  return mean - std::sqrt(2.0) * boost::math::erfc_inv(2 * tail) * deviation;
}

// The lower bound at `tail`; the upper bound is one less the lower bound of the complements.
double lower(std::span<const double> values, double tail) {
  std::vector<double> sorted(values.begin(), values.end());
  sorted.push_back(0);
  std::ranges::sort(sorted);
  if (sorted.back() == 0) return 0;
  if (sorted.size() > k_most_exact + 1) return std::max(0.0, normal_quantile(sorted, tail));
  return exact_quantile(sorted, tail);
}

}  // namespace

Interval mean_interval(std::span<const double> values, double confidence) {
  assert(confidence > 0 && confidence < 1);
  assert(std::ranges::all_of(values, [](double value) { return value >= 0 && value <= 1; }));
  if (values.empty()) return {};
  const double tail = (1 - confidence) / 2;
  std::vector<double> complements;
  complements.reserve(values.size());
  for (const double value : values) complements.push_back(1 - value);
  return {lower(values, tail), 1 - lower(complements, tail)};
}

std::vector<double> pass_shares(std::span<const model::PassScore> scores) {
  std::vector<double> shares;
  shares.reserve(scores.size());
  for (const model::PassScore& score : scores) {
    if (score.expected > 0) shares.push_back(double(score.identified) / score.expected);
  }
  return shares;
}

std::optional<ItemRate> item_rate(std::span<const model::PassScore> scores) {
  const std::vector<double> shares = pass_shares(scores);
  if (shares.empty()) return std::nullopt;
  ItemRate rate{.mean = 0,
                .interval = mean_interval(shares),
                .worst = 2,
                .worst_pass = 0,
                .passes = static_cast<std::uint32_t>(shares.size())};
  for (const double share : shares) rate.mean += share / double(shares.size());
  for (const model::PassScore& score : scores) {
    if (score.expected == 0) continue;
    const double share = double(score.identified) / score.expected;
    if (share < rate.worst) {
      rate.worst = share;
      rate.worst_pass = score.pass;
    }
  }
  return rate;
}

}  // namespace plugtest::score
