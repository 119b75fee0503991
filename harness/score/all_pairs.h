#pragma once

#include "harness/model/cell.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace plugtest::score {

/// Which side of the matrix is the equipment under test; the other is the qualified equipment that
/// it is held against. Both ways are right: at the event of 2008 readers were the reference, in
/// 2009 both sides were judged (facts/plugtest.md 2.2).
enum class Side : std::uint8_t { reader, tag_type };

/// One piece of equipment under the all-pairs rule: it passes only when it passes with every
/// partner in every scenario (EPCglobal's certification programme; facts/plugtest.md 4).
struct AllPairs {
  std::string id;  ///< of the reader or tag type
  model::Verdict verdict = model::Verdict::not_run;
  std::uint32_t passed = 0;  ///< cells, those with a remark included
  std::uint32_t failed = 0;
  std::uint32_t open = 0;            ///< inconclusive, in error or not run
  std::uint32_t not_applicable = 0;  ///< not claimed: outside of the rule
  /// Of the failed: attributed to the partner or the channel. They count all the same; the rule
  /// asks for pairs, not for guilt.
  std::uint32_t failed_by_others = 0;

  bool operator==(const AllPairs&) const = default;
};

/// The rule as a view over cells, in the order in which the equipment first appears in them:
/// `fail` with any failed cell, else `inconclusive` with any open one (`not_run` when nothing was
/// run), else `pass`, `pass_with_remark` when a cell has a remark, `not_applicable` when no cell
/// applies. Official and practice cells do not mix: only those with `official` count.
std::vector<AllPairs> all_pairs(std::span<const model::CellResult> cells, Side under_test,
                                bool official);

}  // namespace plugtest::score
