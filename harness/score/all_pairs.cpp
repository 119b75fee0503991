#include "harness/score/all_pairs.h"

#include <algorithm>
#include <map>

namespace plugtest::score {
namespace {

using model::Attribution;
using model::CellResult;
using model::Verdict;

struct Row {
  AllPairs sum;
  bool remark = false;
  bool any_run = false;

  void add(const CellResult& cell, Side under_test) {
    switch (cell.verdict) {
      case Verdict::pass_with_remark:
        remark = true;
        [[fallthrough]];
      case Verdict::pass:
        ++sum.passed;
        any_run = true;
        return;
      case Verdict::fail: {
        ++sum.failed;
        any_run = true;
        const Attribution partner =
            under_test == Side::reader ? Attribution::tag_type : Attribution::reader;
        const bool piece = under_test == Side::reader && cell.attribution == Attribution::piece;
        if (cell.attribution == partner || piece || cell.attribution == Attribution::channel) {
          ++sum.failed_by_others;
        }
        return;
      }
      case Verdict::not_applicable:
        ++sum.not_applicable;
        return;
      case Verdict::inconclusive:
      case Verdict::error:
        any_run = true;
        [[fallthrough]];
      case Verdict::none:
      case Verdict::not_run:
        ++sum.open;
        return;
    }
  }

  Verdict verdict() const {
    if (sum.failed > 0) return Verdict::fail;
    if (sum.open > 0) return any_run ? Verdict::inconclusive : Verdict::not_run;
    if (sum.passed == 0) return Verdict::not_applicable;
    return remark ? Verdict::pass_with_remark : Verdict::pass;
  }
};

}  // namespace

std::vector<AllPairs> all_pairs(std::span<const CellResult> cells, Side under_test, bool official) {
  std::vector<Row> rows;
  std::map<std::string, std::size_t> position;
  for (const CellResult& cell : cells) {
    if (cell.key.official != official) continue;
    const std::string& id =
        under_test == Side::reader ? cell.key.reader.str() : cell.key.tag_type.str();
    const auto [found, added] = position.emplace(id, rows.size());
    if (added) {
      rows.emplace_back();
      rows.back().sum.id = id;
    }
    rows[found->second].add(cell, under_test);
  }
  std::vector<AllPairs> result;
  for (Row& row : rows) {
    row.sum.verdict = row.verdict();
    result.push_back(std::move(row.sum));
  }
  return result;
}

}  // namespace plugtest::score
