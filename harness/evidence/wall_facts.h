#pragma once

#include "protocols/bits/result.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plugtest::evidence {

/// Facts of a run by the wall clock and of the machine: kept in a file of their own, since they
/// differ between runs that are otherwise equal.
struct WallFacts {
  std::string host;
  std::int64_t start_ns = 0;     ///< UTC since 1970
  std::int64_t duration_ns = 0;  ///< steady clock

  bool operator==(const WallFacts&) const = default;
};

/// Starts counting when made.
class WallClock {
 public:
  WallClock();
  WallFacts facts() const;

 private:
  std::chrono::system_clock::time_point start_;
  std::chrono::steady_clock::time_point steady_start_;
};

/// wall.json
std::string wall_to_json(const WallFacts& facts);
Result<WallFacts> wall_from_json(std::string_view text);

/// versions.json: {"format": 1, "versions": {NAME: VERSION}}
std::string versions_to_json(const std::vector<std::pair<std::string, std::string>>& versions);

}  // namespace plugtest::evidence
