#include "harness/score/piece_evidence.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <utility>

namespace plugtest::score {
namespace {

using model::CellResult;
using model::PieceId;

// What the passes of one cell say about its pieces.
struct Misses {
  std::vector<std::pair<PieceId, std::uint32_t>> by_piece{};  // most often missed first
  std::uint32_t all = 0;
  std::uint32_t passes = 0;
  std::uint32_t load = 0;  // pieces of the tag type in a pass
  bool siblings_read = false;
  std::vector<const model::PassScore*> failed{};  // passes without success

  // Whether each of `pieces` is missed in nearly every pass.
  bool always(std::span<const PieceId> pieces) const {
    return std::ranges::all_of(by_piece, [&](const auto& one) {
      const bool asked_for = std::ranges::find(pieces, one.first) != pieces.end();
      return !asked_for || 5 * one.second >= 4 * passes;
    });
  }

  // Whether every failed pass misses one of `pieces`, which alone explains that it failed.
  bool explained_by(const std::set<PieceId>& pieces) const {
    return !failed.empty() && std::ranges::all_of(failed, [&](const model::PassScore* score) {
      return std::ranges::any_of(score->missed,
                                 [&](const PieceId& piece) { return pieces.contains(piece); });
    });
  }

  // Few pieces that make up nearly all misses; empty when there is no such set.
  std::vector<PieceId> few() const {
    std::vector<PieceId> pieces;
    std::uint32_t covered = 0;
    const std::uint32_t most = std::max(1U, load / 3);
    for (const auto& [piece, count] : by_piece) {
      if (5 * covered >= 4 * all) break;
      if (count < 2 || pieces.size() == most) return {};
      pieces.push_back(piece);
      covered += count;
    }
    return siblings_read ? pieces : std::vector<PieceId>{};
  }

  std::uint32_t of(std::span<const PieceId> pieces) const {
    std::uint32_t sum = 0;
    for (const auto& [piece, count] : by_piece) {
      if (std::ranges::find(pieces, piece) != pieces.end()) sum += count;
    }
    return sum;
  }
};

Misses misses_of(const CellResult& cell,
                 const std::map<model::RunId, const model::RunResult*>& runs) {
  Misses misses;
  std::map<PieceId, std::uint32_t> counts;
  for (const model::RunId& id : cell.runs) {
    const auto run = runs.find(id);
    if (run == runs.end()) continue;
    for (const model::PassScore& score : run->second->pass_scores) {
      if (score.tag_type != cell.key.tag_type || score.expected == 0) continue;
      ++misses.passes;
      misses.load = std::max(misses.load, score.expected);
      misses.siblings_read = misses.siblings_read || score.identified > 0;
      misses.all += static_cast<std::uint32_t>(score.missed.size());
      for (const PieceId& piece : score.missed) ++counts[piece];
      if (!score.success) misses.failed.push_back(&score);
    }
  }
  misses.by_piece.assign(counts.begin(), counts.end());
  std::ranges::stable_sort(misses.by_piece, std::greater<>(),
                           &std::pair<PieceId, std::uint32_t>::second);
  return misses;
}

bool missed(const CellResult& cell) {
  return !cell.reasons.empty() && cell.reasons.front() == model::Reason::requirement_missed;
}

bool intersect(std::span<const PieceId> left, std::span<const PieceId> right) {
  return std::ranges::any_of(left, [right](const PieceId& piece) {
    return std::ranges::find(right, piece) != right.end();
  });
}

// One cell of a tag type, with what its passes missed.
struct Member {
  std::size_t index = 0;
  const CellResult* cell = nullptr;
  Misses misses;
  std::vector<PieceId> few;
  bool counts = false;  // missed, and not explained otherwise
};

// What `member` says by itself, and where other readers stand.
PieceFinding describe(const Member& member, std::vector<PieceId> pieces,
                      const std::vector<Member>& members) {
  PieceFinding finding;
  finding.of_them = member.misses.of(pieces);
  finding.all = member.misses.all;
  for (const Member& other : members) {
    if (other.cell->key.reader == member.cell->key.reader) continue;
    if (other.counts && intersect(other.few, pieces)) finding.with_another_reader = true;
    if (other.cell->key.scenario == member.cell->key.scenario && other.misses.all == 0 &&
        other.misses.passes >= member.misses.passes) {
      finding.read_by = other.cell->key.reader;
    }
  }
  finding.pieces = std::move(pieces);
  return finding;
}

std::optional<PieceFinding> finding_of(const Member& member, const std::vector<Member>& members) {
  if (!member.counts || member.few.empty()) return std::nullopt;
  std::uint32_t like_this = 0;
  std::uint32_t decided = 0;
  std::uint32_t evidence = 0;
  for (const Member& other : members) {
    if (!other.counts) continue;
    ++decided;
    if (!intersect(other.few, member.few)) continue;
    ++like_this;
    evidence += other.misses.of(member.few);
  }
  constexpr std::uint32_t k_fewest = 3;
  if (4 * like_this < 3 * decided || evidence < k_fewest) return std::nullopt;
  PieceFinding finding = describe(member, member.few, members);
  // One reader alone may be at the edge of its power, where the weakest piece goes first.
  if (!finding.with_another_reader && !member.misses.always(member.few)) return std::nullopt;
  return finding;
}

// The findings of one tag type, by index of the cell.
void find_in(const std::vector<Member>& members,
             std::vector<std::optional<PieceFinding>>& findings) {
  std::set<PieceId> known;
  for (const Member& member : members) {
    findings[member.index] = finding_of(member, members);
    if (!findings[member.index]) continue;
    known.insert(findings[member.index]->pieces.begin(), findings[member.index]->pieces.end());
  }
  // Where others are missed beside them, the same pieces are enough for the passes to fail.
  for (const Member& member : members) {
    if (!missed(*member.cell) || findings[member.index]) continue;
    if (!member.misses.explained_by(known)) continue;
    std::vector<PieceId> pieces;
    for (const auto& [piece, count] : member.misses.by_piece) {
      if (known.contains(piece)) pieces.push_back(piece);
    }
    findings[member.index] = describe(member, std::move(pieces), members);
  }
}

}  // namespace

std::vector<std::optional<PieceFinding>> find_pieces(
    std::span<const CellResult* const> cells, std::span<const model::RunResult> runs,
    const std::function<bool(const CellResult&)>& explained) {
  std::map<model::RunId, const model::RunResult*> by_id;
  for (const model::RunResult& run : runs) by_id.emplace(run.plan.id, &run);

  // Only tag types with a missed cell need a look.
  std::map<model::TagTypeId, std::vector<Member>> by_type;
  for (const CellResult* cell : cells) {
    if (missed(*cell)) by_type[cell->key.tag_type];
  }
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const auto found = by_type.find(cells[i]->key.tag_type);
    if (found == by_type.end()) continue;
    Member member{.index = i, .cell = cells[i], .misses = misses_of(*cells[i], by_id), .few = {}};
    member.few = member.misses.few();
    member.counts = missed(*cells[i]) && !explained(*cells[i]);
    found->second.push_back(std::move(member));
  }

  std::vector<std::optional<PieceFinding>> findings(cells.size());
  for (const auto& [type, members] : by_type) find_in(members, findings);
  return findings;
}

}  // namespace plugtest::score
