#include "harness/score/threshold.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include <boost/math/special_functions/erf.hpp>
#include <boost/math/tools/minima.hpp>

namespace plugtest::score {
namespace {

struct Line {
  double intercept = 0;
  double slope = 0;
};

// log(1 / (1 + exp(-x))), without overflow.
double log_logistic(double x) {
  return x < 0 ? x - std::log1p(std::exp(x)) : -std::log1p(std::exp(-x));
}

// Fisher's information of intercept and slope, a symmetric matrix.
struct Information {
  double aa = 0;
  double ab = 0;
  double bb = 0;
  double determinant() const { return aa * bb - ab * ab; }
};

// The sweep with x moved and scaled to about -1..1, so that the numbers below are of one size.
class Fit {
 public:
  explicit Fit(std::vector<SweepPoint> points) : points_(std::move(points)) {}

  double log_likelihood(const Line& line) const {
    double sum = 0;
    for (const SweepPoint& point : points_) {
      const double odds = line.intercept + line.slope * point.x;
      sum += point.successes * log_logistic(odds) +
             (point.trials - point.successes) * log_logistic(-odds);
    }
    return sum;
  }

  // The line of the greatest likelihood, Firth's or (with `weight` 0) the ordinary one, by Newton's
  // method; steps that do not improve are halved. The ordinary one may run off to a slope without
  // end, but its likelihood converges.
  Line maximum(double weight) const {
    Line line;
    double best = penalised(line, weight);
    for (int i = 0; i < 100; ++i) {
      const Line step = newton_step(line, weight);
      double scale = 1;
      Line next = line;
      double value = best;
      for (int halving = 0; halving < 30; ++halving, scale /= 2) {
        next = {line.intercept + scale * step.intercept, line.slope + scale * step.slope};
        value = penalised(next, weight);
        if (value >= best) break;
      }
      if (!(value > best + 1e-12)) break;
      line = next;
      best = value;
    }
    return line;
  }

  // The largest ordinary likelihood of all lines with log odds `offset` at `x`; concave in the
  // slope, so one search finds it.
  double profile(double x, double offset) const {
    const auto loss = [&](double slope) { return -log_likelihood({offset - slope * x, slope}); };
    constexpr double k_steepest = 500;  // within the sweep: from e^-500 to e^500
    constexpr int k_bits = 20;
    return -boost::math::tools::brent_find_minima(loss, -k_steepest, k_steepest, k_bits).second;
  }

 private:
  static double variance(double odds) {
    const double tail = std::exp(-std::abs(odds));
    return tail / ((1 + tail) * (1 + tail));
  }

  Information information(const Line& line) const {
    Information sum;
    for (const SweepPoint& point : points_) {
      const double weight = point.trials * variance(line.intercept + line.slope * point.x);
      sum.aa += weight;
      sum.ab += weight * point.x;
      sum.bb += weight * point.x * point.x;
    }
    return sum;
  }

  double penalised(const Line& line, double weight) const {
    const double determinant = information(line).determinant();
    if (!(determinant > 0)) return -std::numeric_limits<double>::infinity();
    return log_likelihood(line) + weight * std::log(determinant) / 2;
  }

  Line newton_step(const Line& line, double weight) const {
    const Information info = information(line);
    const double determinant = info.determinant();
    double score_a = 0;
    double score_b = 0;
    for (const SweepPoint& point : points_) {
      const double odds = line.intercept + line.slope * point.x;
      const double share = std::exp(log_logistic(odds));
      const double leverage = point.trials * variance(odds) *
                              (info.bb - 2 * info.ab * point.x + info.aa * point.x * point.x) /
                              determinant;
      const double residual =
          point.successes - point.trials * share + weight * leverage * (0.5 - share);
      score_a += residual;
      score_b += residual * point.x;
    }
    return {(info.bb * score_a - info.ab * score_b) / determinant,
            (info.aa * score_b - info.ab * score_a) / determinant};
  }

  std::vector<SweepPoint> points_;
};

bool separates(std::span<const SweepPoint> points) {
  constexpr double k_none = std::numeric_limits<double>::infinity();
  double least_success = k_none;
  double greatest_success = -k_none;
  double least_failure = k_none;
  double greatest_failure = -k_none;
  for (const SweepPoint& point : points) {
    if (point.successes > 0) {
      least_success = std::min(least_success, point.x);
      greatest_success = std::max(greatest_success, point.x);
    }
    if (point.successes < point.trials) {
      least_failure = std::min(least_failure, point.x);
      greatest_failure = std::max(greatest_failure, point.x);
    }
  }
  return greatest_failure < least_success || greatest_success < least_failure;
}

// Where `loss`, which is below `limit` at `from`, first exceeds it towards `to`.
template <class Loss>
std::optional<double> crossing(const Loss& loss, double limit, double from, double to) {
  constexpr int k_steps = 40;
  double inside = from;
  for (int i = 1; i <= k_steps; ++i) {
    double outside = from + (to - from) * i / k_steps;
    if (loss(outside) <= limit) {
      inside = outside;
      continue;
    }
    for (int bit = 0; bit < 30; ++bit) {
      const double middle = (inside + outside) / 2;
      (loss(middle) <= limit ? inside : outside) = middle;
    }
    return inside;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Threshold> fit_threshold(std::span<const SweepPoint> points, double level,
                                       double confidence) {
  assert(level > 0 && level < 1 && confidence > 0 && confidence < 1);
  std::vector<SweepPoint> used;
  std::uint64_t successes = 0;
  std::uint64_t trials = 0;
  for (const SweepPoint& point : points) {
    assert(point.successes <= point.trials);
    if (point.trials == 0) continue;
    used.push_back(point);
    successes += point.successes;
    trials += point.trials;
  }
  if (successes == 0 || successes == trials) return std::nullopt;
  const auto [least, greatest] = std::ranges::minmax(used, {}, &SweepPoint::x);
  const double middle = (least.x + greatest.x) / 2;
  const double half = (greatest.x - least.x) / 2;
  if (!(half > 0)) return std::nullopt;

  std::vector<SweepPoint> scaled = used;
  for (SweepPoint& point : scaled) point.x = (point.x - middle) / half;
  const Fit fit(std::move(scaled));
  const Line line = fit.maximum(1);
  if (line.slope == 0) return std::nullopt;  // a sweep that changes nothing
  const double offset = std::log(level / (1 - level));
  const double at = (offset - line.intercept) / line.slope;

  const bool separated = separates(used);
  const double best = separated ? 0 : fit.log_likelihood(fit.maximum(0));
  const double quantile = std::sqrt(2.0) * boost::math::erf_inv(confidence);
  const auto loss = [&](double x) { return 2 * (best - fit.profile(x, offset)); };
  const double limit = quantile * quantile;
  constexpr double k_reach = 9;  // four widths beyond the sweep, in units of its half
  const auto to_sweep = [&](std::optional<double> x) {
    if (x) x = middle + half * *x;
    return x;
  };
  Threshold threshold{.x = middle + half * at,
                      .low = std::nullopt,
                      .high = std::nullopt,
                      .slope = line.slope / half,
                      .separated = separated};
  if (at > -k_reach) threshold.low = to_sweep(crossing(loss, limit, at, -k_reach));
  if (at < k_reach) threshold.high = to_sweep(crossing(loss, limit, at, k_reach));
  return threshold;
}

}  // namespace plugtest::score
