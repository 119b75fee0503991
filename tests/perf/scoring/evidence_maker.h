#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>

namespace plugtest::perf {

/// How much evidence is made. A run is one reader in one scenario with a mixed load of all tag
/// types, as an event with little time would do it.
struct EventSize {
  std::uint32_t readers = 24;
  std::uint32_t tag_types = 60;
  std::uint32_t scenarios = 20;
  std::uint32_t passes = 20;                ///< a run
  std::uint32_t pieces_a_type = 4;          ///< in a load
  std::uint64_t observations = 10'000'000;  ///< of all runs together, at least
};

/// Makes the folders of an event's runs below `root`, by the code that keeps evidence of real ones:
/// each piece is reported as often as the others, one in 50 of a run's pieces is missed in a pass,
/// with levels, times and antennas. The same size gives the same bytes. The number of observations.
std::uint64_t make_evidence(const std::filesystem::path& root, const EventSize& size);

}  // namespace plugtest::perf
