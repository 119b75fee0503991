#include "harness/lab/level.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace plugtest::lab {

namespace {

// What the weaker of two powers adds to the stronger one, by their distance in steps of 10 mdB.
constexpr std::int32_t k_step_mdb = 10;
constexpr std::size_t k_steps = 4001;  // 40 dB: adds less than half a step of 1/1000 dB

std::array<std::int32_t, k_steps> make_table() {
  std::array<std::int32_t, k_steps> table{};
  for (std::size_t i = 0; i < k_steps; ++i) {
    const double distance_db = static_cast<double>(i) * k_step_mdb / 1000.0;
    table[i] = to_mdb(10.0 * std::log10(1.0 + std::pow(10.0, -distance_db / 10.0)));
  }
  return table;
}

}  // namespace

std::int32_t power_sum_mdbm(std::int32_t a, std::int32_t b) {
  static const std::array<std::int32_t, k_steps> table = make_table();
  const auto [weak, strong] = std::minmax(a, b);
  const std::int64_t index = (std::int64_t{strong} - weak + k_step_mdb / 2) / k_step_mdb;
  return index < static_cast<std::int64_t>(k_steps)
             ? strong + table[static_cast<std::size_t>(index)]
             : strong;
}

}  // namespace plugtest::lab
