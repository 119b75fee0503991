#pragma once

#include "harness/model/cell.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace plugtest::score {

/// What became of a cell from one set of results to another.
enum class Transition : std::uint8_t {
  new_fail,  ///< passed, fails now
  fixed,     ///< failed, passes now
  worse,     ///< fewer passes succeed, verdict apart
  better,
  same,
  added,    ///< decided only in the second
  removed,  ///< decided only in the first
};

std::string_view to_string(Transition transition);  ///< "new_fail"

/// One cell of both results.
struct CellChange {
  model::CellKey key;  ///< as in the second where there is one, with its plan hash
  Transition transition = Transition::same;
  std::optional<model::CellResult> before;
  std::optional<model::CellResult> after;
  double p_value = 1;  ///< of Fisher's exact test on successful passes; 1 where there are none
  bool plan_changed = false;  ///< the plan hashes differ: scenario, lane or settings are not equal

  bool operator==(const CellChange&) const = default;
};

/// Compares cell by cell; cells belong together when all of their key but the plan hash is equal.
/// Cells that were run in neither are left out.
///
/// Shares of successful passes are judged by statistics (fisher_exact, two-sided), not by eye: only
/// a difference that chance gives in at most `level` of cells that did not change makes anything
/// else than `same`, a change of verdict included. The exception is a verdict that does not rest on
/// the rule, such as a reader that breaks its protocol: there the verdicts alone count. Added and
/// removed cells are no regressions. Where passes were stopped early by a sequential rule the level
/// is approximate. In the order of the keys.
std::vector<CellChange> compare_results(std::span<const model::CellResult> before,
                                        std::span<const model::CellResult> after,
                                        double level = 0.05);

/// Whether a change is a regression: new_fail or worse.
bool is_regression(Transition transition);

}  // namespace plugtest::score
