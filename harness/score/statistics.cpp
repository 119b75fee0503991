#include "harness/score/statistics.h"

#include <cassert>
#include <cmath>

#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/erf.hpp>

namespace plugtest::score {
namespace {

// Both bounds are quantiles of beta distributions: the tail of the binomial distribution is an
// incomplete beta function of the share.
double lower_at(std::uint32_t successes, std::uint32_t trials, double tail) {
  if (successes == 0) return 0;
  return boost::math::ibeta_inv(double(successes), double(trials - successes) + 1.0, tail);
}

double upper_at(std::uint32_t successes, std::uint32_t trials, double tail) {
  if (successes == trials) return 1;  // also without trials
  return boost::math::ibetac_inv(double(successes) + 1.0, double(trials - successes), tail);
}

void check(std::uint32_t successes, std::uint32_t trials, double confidence) {
  assert(successes <= trials);
  assert(confidence > 0 && confidence < 1);
  (void)successes, (void)trials, (void)confidence;
}

}  // namespace

Interval clopper_pearson(std::uint32_t successes, std::uint32_t trials, double confidence) {
  check(successes, trials, confidence);
  const double tail = (1.0 - confidence) / 2.0;
  return {lower_at(successes, trials, tail), upper_at(successes, trials, tail)};
}

double lower_bound(std::uint32_t successes, std::uint32_t trials, double confidence) {
  check(successes, trials, confidence);
  return lower_at(successes, trials, 1.0 - confidence);
}

double upper_bound(std::uint32_t successes, std::uint32_t trials, double confidence) {
  check(successes, trials, confidence);
  return upper_at(successes, trials, 1.0 - confidence);
}

Interval wilson(std::uint32_t successes, std::uint32_t trials, double confidence) {
  check(successes, trials, confidence);
  if (trials == 0) return {};
  const double z = std::sqrt(2.0) * boost::math::erf_inv(confidence);
  const double n = trials;
  const double share = successes / n;
  const double scale = 1.0 + z * z / n;
  const double middle = (share + z * z / (2.0 * n)) / scale;
  const double half = z / scale * std::sqrt(share * (1.0 - share) / n + z * z / (4.0 * n * n));
  return {successes == 0 ? 0.0 : middle - half, successes == trials ? 1.0 : middle + half};
}

}  // namespace plugtest::score
