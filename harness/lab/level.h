#pragma once

#include <cmath>
#include <cstdint>

namespace plugtest::lab {

/// Decibels as an integer in 1/1000 dB. Every level is rounded to one right after the
/// transcendental step that made it, so that only integers are compared (DESIGN 6).
inline std::int32_t to_mdb(double db) { return static_cast<std::int32_t>(std::lround(db * 1000)); }

/// The sum of two powers, both in 1/1000 dBm.
std::int32_t power_sum_mdbm(std::int32_t a, std::int32_t b);

}  // namespace plugtest::lab
