#include "harness/score/attribution.h"

#include "harness/model/sentences.h"
#include "harness/score/listed.h"
#include "harness/score/piece_evidence.h"
#include "harness/score/place_evidence.h"
#include "harness/score/triangulation.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <tuple>

#include <fmt/format.h>

namespace plugtest::score {
namespace {

using model::Attribution;
using model::CellResult;
namespace sentence = model::sentence;

// How many pieces or places a sentence names; the report has them all.
constexpr std::size_t k_named = 4;

Finding blame_pieces(const PieceFinding& finding) {
  std::vector<std::string> names;
  for (const model::PieceId& piece : finding.pieces) names.push_back(piece.str());
  const auto& what = names.size() == 1 ? sentence::piece : sentence::pieces;
  std::string text =
      fmt::format(fmt::runtime(what.english), listed(names, k_named), finding.of_them, finding.all);
  if (finding.with_another_reader) text += sentence::with_another.english;
  text += sentence::stop.english;
  if (finding.with_another_reader || !finding.read_by) return {Attribution::piece, text};
  text += ' ' + fmt::format(sentence::read_by.english, finding.read_by->str());
  return {Attribution::pair, text};
}

Finding blame_places(const PlaceFinding& finding) {
  return {Attribution::placement,
          fmt::format(sentence::places.english, finding.missed_there, finding.expected_there,
                      listed(finding.places, k_named), finding.missed_elsewhere,
                      finding.expected_elsewhere, finding.pieces)};
}

// The cells that may be compared: their indices, by their conditions.
std::vector<std::vector<std::size_t>> groups(const std::vector<CellResult>& cells) {
  std::map<std::tuple<std::string, model::SettingsPolicy, model::Population, bool>,
           std::vector<std::size_t>>
      by_conditions;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const model::CellKey& key = cells[i].key;
    by_conditions[{key.region, key.policy, key.population, key.official}].push_back(i);
  }
  std::vector<std::vector<std::size_t>> result;
  for (auto& [conditions, members] : by_conditions) result.push_back(std::move(members));
  return result;
}

bool open(const CellResult& cell) {
  return cell.attribution == Attribution::unknown && (missed(cell) || undecided_by_rule(cell));
}

// What there is to say about each of `members`; empty where nothing is.
std::vector<std::optional<Finding>> judge(std::span<const CellResult* const> members,
                                          std::span<const model::RunResult> runs) {
  std::vector<std::optional<Finding>> findings(members.size());
  if (std::ranges::none_of(members, [](const CellResult* cell) { return open(*cell); })) {
    return findings;
  }
  // Pieces are looked for where neither a reader nor the channel explains the misses; what they
  // explain is then no longer held against anybody else.
  const Triangulation first(members, {});
  const auto pieces = find_pieces(members, runs, [&first](const CellResult& cell) {
    return first.explained_without_tag(cell);
  });
  std::vector<bool> set_aside(members.size());
  for (std::size_t i = 0; i < members.size(); ++i) set_aside[i] = pieces[i].has_value();
  const auto places = find_places(members, runs);
  const Triangulation second(members, set_aside);
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (!open(*members[i])) continue;
    // A bad piece is no excuse for a reader or a channel that fails with everything.
    const bool by_piece = pieces[i] && !second.explained_without_tag(*members[i]);
    findings[i] = by_piece ? blame_pieces(*pieces[i]) : second.judge(*members[i]);
    // A weak reader or tag type misses first where it is hardest, too: they go before the place.
    const bool weak = findings[i]->attribution != Attribution::channel &&
                      findings[i]->attribution != Attribution::unknown;
    if (!by_piece && !weak && missed(*members[i]) && places[i]) {
      findings[i] = blame_places(*places[i]);
    }
  }
  return findings;
}

bool rests_on_model(const model::EventPlan& event, const model::TagTypeId& tag_type) {
  const auto found = std::ranges::find(event.tag_types, tag_type, &model::TagType::id);
  return event.rig == model::RigKind::lab && found != event.tag_types.end() &&
         model::rests_on_model(*found);
}

void write(const model::EventPlan& event, const Finding& finding, CellResult& cell) {
  if (finding.attribution == Attribution::unknown && finding.sentence.empty()) return;
  const bool on_the_tag = finding.attribution == Attribution::tag_type ||
                          finding.attribution == Attribution::pair ||
                          finding.attribution == Attribution::piece;
  cell.attribution = on_the_tag && rests_on_model(event, cell.key.tag_type) ? Attribution::model
                                                                            : finding.attribution;
  if (!cell.detail.empty()) cell.detail += ' ';
  cell.detail += finding.sentence;
}

}  // namespace

void attribute(const model::EventPlan& event, std::span<const model::RunResult> runs,
               std::vector<CellResult>& cells) {
  for (const std::vector<std::size_t>& group : groups(cells)) {
    std::vector<const CellResult*> members;
    for (const std::size_t index : group) members.push_back(&cells[index]);
    const auto findings = judge(members, runs);
    for (std::size_t i = 0; i < group.size(); ++i) {
      if (findings[i]) write(event, *findings[i], cells[group[i]]);
    }
  }
}

}  // namespace plugtest::score
