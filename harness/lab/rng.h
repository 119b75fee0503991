#pragma once

#include "harness/model/seed.h"

#include <cstdint>
#include <string_view>

#include <boost/random/mersenne_twister.hpp>

namespace plugtest::lab {

/// One stream of random numbers: one entity, one purpose (DESIGN 6). With the distributions of
/// Boost.Random it gives the same numbers on every platform.
using RandomStream = boost::random::mt19937_64;

inline RandomStream make_stream(std::uint64_t parent, std::string_view purpose,
                                std::uint64_t index = 0) {
  return RandomStream(model::derive_seed(parent, purpose, index));
}

/// 64 random bits that belong to (`key`, `a`): the same whenever asked, with nothing stored.
/// Chain calls for more coordinates. SplitMix64's finaliser.
constexpr std::uint64_t hash_draw(std::uint64_t key, std::uint64_t a) {
  std::uint64_t value = key + 0x9e3779b97f4a7c15ULL * (a + 1);
  value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  value = (value ^ (value >> 27U)) * 0x94d049bb133111ebULL;
  return value ^ (value >> 31U);
}

/// A number in (0, 1) from 64 random bits; neither end is ever met, so logarithms are safe.
constexpr double open_unit(std::uint64_t bits) {
  return (static_cast<double>(bits >> 12U) + 0.5) * 0x1p-52;
}

}  // namespace plugtest::lab
