#pragma once

#include "harness/model/cell.h"
#include "harness/model/run.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace plugtest::score {

/// Few places of a load make up nearly all misses of a cell, whichever pieces lie there.
struct PlaceFinding {
  std::vector<std::string> places;  ///< those with the most misses first
  std::uint32_t missed_there = 0;
  std::uint32_t expected_there = 0;
  std::uint32_t missed_elsewhere = 0;
  std::uint32_t expected_elsewhere = 0;
  std::uint32_t pieces = 0;  ///< different ones that were missed, anywhere

  bool operator==(const PlaceFinding&) const = default;
};

/// For each of `cells`: the places behind its misses, or nothing. Places are few when at most a
/// third of those of the load make up 80 % of the misses. They are to blame when there are at least
/// three misses, of two pieces or more, and items there are missed more often than elsewhere with
/// odds of chance below 1 in 10,000 (Fisher's exact test). Only loads that are laid anew
/// for each pass can show it: there every piece comes to lie everywhere. A cell whose runs know no
/// places has no finding.
std::vector<std::optional<PlaceFinding>> find_places(
    std::span<const model::CellResult* const> cells, std::span<const model::RunResult> runs);

}  // namespace plugtest::score
