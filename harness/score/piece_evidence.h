#pragma once

#include "harness/model/cell.h"
#include "harness/model/run.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace plugtest::score {

/// Few pieces of a tag type make up nearly all misses of a cell, while their siblings are read.
struct PieceFinding {
  std::vector<model::PieceId> pieces;  ///< those missed most often first
  std::uint32_t of_them = 0;           ///< misses of these pieces in the cell
  std::uint32_t all = 0;               ///< misses in the cell
  bool with_another_reader = false;    ///< another reader's cell misses one of them, too
  /// A reader that misses no piece of the tag type in as many passes of the same scenario.
  std::optional<model::ReaderId> read_by;

  bool operator==(const PieceFinding&) const = default;
};

/// For each of `cells`, which all have one set of conditions: the pieces behind its misses, or
/// nothing. Pieces are few when at most a third of the load, each missed twice or more, make up
/// 80 % of the misses. They are to blame when that is so, with the same pieces, in three quarters
/// of the cells that missed with the tag type, cells for which `explained` is true left out: when
/// other pieces are missed elsewhere, it is not the pieces. Three misses are the least, and nearly
/// every pass when only one reader misses them. A cell in which every failed pass misses a piece
/// that is to blame elsewhere is explained by it, whatever else was missed, and `explained` or not.
std::vector<std::optional<PieceFinding>> find_pieces(
    std::span<const model::CellResult* const> cells, std::span<const model::RunResult> runs,
    const std::function<bool(const model::CellResult&)>& explained);

}  // namespace plugtest::score
