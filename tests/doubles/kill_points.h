#pragma once

#include <cstdint>
#include <cstdlib>

namespace plugtest::doubles {

/// How many times a test kills what it tests: `usual` times, or as often as the environment's
/// PLUGTEST_KILL_POINTS says, as the slow tests do.
inline std::uint32_t kill_points(std::uint32_t usual) {
  const char* asked = std::getenv("PLUGTEST_KILL_POINTS");
  return asked == nullptr ? usual : static_cast<std::uint32_t>(std::strtoul(asked, nullptr, 10));
}

/// A point below `end` for each attempt, spread over all of them in no order (Knuth's
/// multiplicative hash).
inline std::uint32_t kill_point(std::uint32_t attempt, std::uint32_t end) {
  return static_cast<std::uint32_t>((std::uint64_t{attempt * 2'654'435'761U} * end) >> 32U);
}

}  // namespace plugtest::doubles
