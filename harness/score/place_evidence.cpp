#include "harness/score/place_evidence.h"

#include "harness/score/comparison.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <utility>

namespace plugtest::score {
namespace {

using model::CellResult;

// What the runs of one cell say about places.
struct Places {
  std::vector<model::PlaceTally> by_misses{};  // most misses first
  std::uint32_t missed = 0;
  std::uint32_t expected = 0;
  std::set<model::PieceId> pieces{};  // missed
};

Places places_of(const CellResult& cell,
                 const std::map<model::RunId, const model::RunResult*>& runs) {
  Places sum;
  std::map<std::string, model::PlaceTally> by_place;
  for (const model::RunId& id : cell.runs) {
    const auto run = runs.find(id);
    if (run == runs.end()) continue;
    for (const model::PlaceTally& tally : run->second->places) {
      if (tally.tag_type != cell.key.tag_type) continue;
      model::PlaceTally& all =
          by_place.try_emplace(tally.place, model::PlaceTally{tally.tag_type, tally.place, 0, 0})
              .first->second;
      all.expected += tally.expected;
      all.missed += tally.missed;
      sum.missed += tally.missed;
      sum.expected += tally.expected;
    }
    for (const model::PassScore& score : run->second->pass_scores) {
      if (score.tag_type == cell.key.tag_type) {
        sum.pieces.insert(score.missed.begin(), score.missed.end());
      }
    }
  }
  for (auto& [place, tally] : by_place) sum.by_misses.push_back(std::move(tally));
  std::ranges::stable_sort(sum.by_misses, std::greater<>(), &model::PlaceTally::missed);
  return sum;
}

std::optional<PlaceFinding> finding_of(const Places& sum) {
  constexpr std::uint32_t k_fewest = 3;
  if (sum.missed < k_fewest || sum.pieces.size() < 2) return std::nullopt;
  PlaceFinding finding;
  for (const model::PlaceTally& tally : sum.by_misses) {
    if (5 * finding.missed_there >= 4 * sum.missed) break;
    if (3 * (finding.places.size() + 1) > sum.by_misses.size()) return std::nullopt;
    finding.places.push_back(tally.place);
    finding.missed_there += tally.missed;
    finding.expected_there += tally.expected;
  }
  finding.missed_elsewhere = sum.missed - finding.missed_there;
  finding.expected_elsewhere = sum.expected - finding.expected_there;
  finding.pieces = static_cast<std::uint32_t>(sum.pieces.size());
  const std::uint64_t there = std::uint64_t{finding.missed_there} * finding.expected_elsewhere;
  const std::uint64_t elsewhere = std::uint64_t{finding.missed_elsewhere} * finding.expected_there;
  constexpr double k_chance = 1e-4;
  const bool clear = there > elsewhere &&
                     fisher_exact(finding.missed_there, finding.expected_there,
                                  finding.missed_elsewhere, finding.expected_elsewhere) < k_chance;
  if (!clear) return std::nullopt;
  return finding;
}

}  // namespace

std::vector<std::optional<PlaceFinding>> find_places(std::span<const CellResult* const> cells,
                                                     std::span<const model::RunResult> runs) {
  std::map<model::RunId, const model::RunResult*> by_id;
  for (const model::RunResult& run : runs) {
    if (!run.places.empty()) by_id.emplace(run.plan.id, &run);
  }
  std::vector<std::optional<PlaceFinding>> findings(cells.size());
  if (by_id.empty()) return findings;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    findings[i] = finding_of(places_of(*cells[i], by_id));
  }
  return findings;
}

}  // namespace plugtest::score
