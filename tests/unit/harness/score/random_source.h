#pragma once

#include <cstdint>

#include <boost/random/beta_distribution.hpp>
#include <boost/random/binomial_distribution.hpp>
#include <boost/random/mersenne_twister.hpp>
#include <boost/random/uniform_01.hpp>

// Random numbers for the simulations of this folder, the same with every compiler.
namespace plugtest::score::testing {

class RandomSource {
 public:
  explicit RandomSource(std::uint64_t seed) : engine_(seed) {}

  double uniform() { return boost::random::uniform_01<>()(engine_); }
  bool chance(double probability) { return uniform() < probability; }
  std::uint32_t binomial(std::uint32_t trials, double probability) {
    return static_cast<std::uint32_t>(boost::random::binomial_distribution<int, double>(
        static_cast<int>(trials), probability)(engine_));
  }

  /// Items identified of `items` in a pass whose own rate is drawn from a beta distribution of the
  /// given mean; `correlation` is that between two items of a pass, 0 < correlation < 1.
  std::uint32_t beta_binomial(std::uint32_t items, double mean, double correlation) {
    const double both = (1 - correlation) / correlation;
    const double rate = boost::random::beta_distribution<>(mean * both, (1 - mean) * both)(engine_);
    return binomial(items, rate);
  }

 private:
  boost::random::mt19937_64 engine_;
};

}  // namespace plugtest::score::testing
