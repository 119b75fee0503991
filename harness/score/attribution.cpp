#include "harness/score/attribution.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace plugtest::score {
namespace {

using model::Attribution;
using model::CellResult;
using model::PieceId;
using model::ReaderId;
using model::Reason;
using model::TagTypeId;

struct Finding {
  Attribution attribution = Attribution::unknown;
  std::string sentence;
};

bool main_reason_is(const CellResult& cell, Reason reason) {
  return !cell.reasons.empty() && cell.reasons.front() == reason;
}
bool met(const CellResult& cell) { return main_reason_is(cell, Reason::requirement_met); }
bool missed(const CellResult& cell) { return main_reason_is(cell, Reason::requirement_missed); }
bool undecided_by_rule(const CellResult& cell) {
  return main_reason_is(cell, Reason::cap_reached) ||
         main_reason_is(cell, Reason::straddles_requirement);
}

bool same_conditions(const model::CellKey& left, const model::CellKey& right) {
  return left.scenario == right.scenario && left.region == right.region &&
         left.policy == right.policy && left.population == right.population &&
         left.official == right.official;
}

std::string listed(const std::set<std::string>& names) {
  constexpr std::size_t k_shown = 4;
  std::string text;
  std::size_t index = 0;
  for (const std::string& name : names) {
    if (index == k_shown) return text + fmt::format(" and {} more", names.size() - k_shown);
    if (index > 0) text += index + 1 == names.size() ? " and " : ", ";
    text += name;
    ++index;
  }
  return text;
}

// How one reader did with tag types, or one tag type did with readers.
struct Record {
  std::set<std::string> met;
  std::set<std::string> missed;
  std::set<std::string> missed_where_others_met;

  std::size_t size() const { return met.size() + missed.size(); }
  bool mostly_met() const { return met.size() > missed.size(); }
  // Two misses or more, more misses than not, and mostly where the other side is known to be able.
  bool convicts() const {
    return missed.size() >= 2 && missed.size() > met.size() &&
           2 * missed_where_others_met.size() > missed.size();
  }
};

// The cells under the same conditions as one cell.
class Group {
 public:
  Group(const std::vector<CellResult>& cells, const model::CellKey& key) {
    for (const CellResult& cell : cells) {
      if (same_conditions(cell.key, key) && (met(cell) || missed(cell))) members_.push_back(&cell);
    }
    for (const CellResult* cell : members_) {
      if (reader_record(cell->key.reader).convicts()) suspects_.insert(cell->key.reader);
    }
  }

  bool convicts(const ReaderId& reader) const { return suspects_.contains(reader); }

  Record reader_record(const ReaderId& reader) const {
    Record record;
    for (const CellResult* cell : members_) {
      if (cell->key.reader != reader) continue;
      const std::string& name = cell->key.tag_type.str();
      if (met(*cell)) {
        record.met.insert(name);
        continue;
      }
      record.missed.insert(name);
      if (any_met([&](const CellResult& other) {
            return other.key.reader != reader && other.key.tag_type == cell->key.tag_type;
          })) {
        record.missed_where_others_met.insert(name);
      }
    }
    return record;
  }

  // A reader that misses with nearly everything says nothing about one tag type.
  Record tag_record(const TagTypeId& tag_type) const {
    Record record;
    for (const CellResult* cell : members_) {
      if (cell->key.tag_type != tag_type || convicts(cell->key.reader)) continue;
      const std::string& name = cell->key.reader.str();
      if (met(*cell)) {
        record.met.insert(name);
        continue;
      }
      record.missed.insert(name);
      if (any_met([&](const CellResult& other) {
            return other.key.tag_type != tag_type && other.key.reader == cell->key.reader;
          })) {
        record.missed_where_others_met.insert(name);
      }
    }
    return record;
  }

  // Who met the requirement with the same tag type.
  std::set<std::string> others_that_met(const CellResult& cell) const {
    std::set<std::string> names;
    for (const CellResult* other : members_) {
      if (met(*other) && other->key.tag_type == cell.key.tag_type &&
          other->key.reader != cell.key.reader) {
        names.insert(other->key.reader.str());
      }
    }
    return names;
  }

  bool nobody_met() const {
    std::set<ReaderId> readers;
    std::set<TagTypeId> tag_types;
    for (const CellResult* cell : members_) {
      if (met(*cell)) return false;
      readers.insert(cell->key.reader);
      tag_types.insert(cell->key.tag_type);
    }
    return readers.size() >= 2 && tag_types.size() >= 2;
  }

 private:
  template <class Predicate>
  bool any_met(const Predicate& predicate) const {
    return std::ranges::any_of(
        members_, [&](const CellResult* cell) { return met(*cell) && predicate(*cell); });
  }

  std::vector<const CellResult*> members_;
  std::set<ReaderId> suspects_;
};

// How often each piece of a tag type was missed in the passes of some runs.
struct PieceMisses {
  std::map<PieceId, std::uint32_t> by_piece;
  std::uint32_t misses = 0;
  std::uint32_t passes = 0;
  bool siblings_read = false;

  void add(const model::RunResult& run, const TagTypeId& tag_type) {
    for (const model::PassScore& score : run.pass_scores) {
      if (score.tag_type != tag_type || score.expected == 0) continue;
      ++passes;
      siblings_read = siblings_read || score.identified > 0;
      misses += static_cast<std::uint32_t>(score.missed.size());
      for (const PieceId& piece : score.missed) ++by_piece[piece];
    }
  }

  // The piece behind nearly all misses, when there is one.
  std::optional<PieceId> culprit() const {
    constexpr std::uint32_t k_fewest = 3;
    if (!siblings_read) return std::nullopt;
    for (const auto& [piece, count] : by_piece) {
      if (count >= k_fewest && 5 * count >= 4 * misses) return piece;
    }
    return std::nullopt;
  }
};

std::optional<Finding> blame_piece(const CellResult& cell, std::span<const model::RunResult> runs) {
  PieceMisses own;
  std::map<ReaderId, PieceMisses> others;
  for (const model::RunResult& run : runs) {
    if (std::ranges::find(cell.runs, run.plan.id) != cell.runs.end()) {
      own.add(run, cell.key.tag_type);
    } else if (run.plan.scenario == cell.key.scenario && run.plan.reader != cell.key.reader) {
      others[run.plan.reader].add(run, cell.key.tag_type);
    }
  }
  const std::optional<PieceId> piece = own.culprit();
  if (!piece) return std::nullopt;
  const std::uint32_t count = own.by_piece.at(*piece);
  const std::string what =
      fmt::format("Piece {} makes up {} of {} misses while its siblings are read", piece->str(),
                  count, own.misses);
  for (const auto& [reader, record] : others) {
    const auto found = record.by_piece.find(*piece);
    const std::uint32_t missed_there = found == record.by_piece.end() ? 0 : found->second;
    if (missed_there > 0) return Finding{Attribution::piece, what + ", with another reader too."};
    // The same piece was in that reader's load only when the loads share their pieces; a reader
    // that misses no piece of this type at all in as many passes is taken to read this one.
    if (record.passes >= own.passes && record.misses == 0) {
      return Finding{Attribution::pair,
                     what + fmt::format("; {} misses no piece of this tag type.", reader.str())};
    }
  }
  return Finding{Attribution::piece, what + "."};
}

Finding triangulate(const CellResult& cell, const Group& group) {
  const std::string& reader = cell.key.reader.str();
  const std::string& tag_type = cell.key.tag_type.str();
  const Record of_reader = group.reader_record(cell.key.reader);
  const Record of_tag = group.tag_record(cell.key.tag_type);
  const std::set<std::string> other_readers = group.others_that_met(cell);

  if (group.convicts(cell.key.reader)) {
    std::string sentence = fmt::format(
        "Reader {} missed the requirement with {} of {} tag types under these conditions", reader,
        of_reader.missed.size(), of_reader.size());
    if (!other_readers.empty()) {
      sentence += fmt::format("; {} met it with {}", listed(other_readers), tag_type);
    }
    return {Attribution::reader, sentence + "."};
  }
  if (of_tag.convicts()) {
    return {Attribution::tag_type,
            fmt::format("{} missed the requirement with {}, which met it with other tag types.",
                        tag_type, listed(of_tag.missed))};
  }
  if (!missed(cell)) return {Attribution::unknown, {}};
  if (group.nobody_met()) {
    return {Attribution::channel,
            "No reader met the requirement with any tag type under these conditions."};
  }
  if (!other_readers.empty() && of_reader.mostly_met()) {
    return {Attribution::pair,
            fmt::format("{} met the requirement with {}, and {} with {}: only the two together "
                        "missed it.",
                        reader, listed(of_reader.met), tag_type, listed(other_readers))};
  }
  if (of_reader.size() + of_tag.size() <= 2) {
    return {Attribution::unknown,
            "Too few other readers or tag types were decided under these conditions to compare."};
  }
  return {Attribution::unknown,
          "The comparison with other readers and tag types does not single out a cause."};
}

bool rests_on_model(const model::EventPlan& event, const TagTypeId& tag_type) {
  const auto found = std::ranges::find(event.tag_types, tag_type, &model::TagType::id);
  return event.rig == model::RigKind::lab && found != event.tag_types.end() &&
         model::rests_on_model(*found);
}

}  // namespace

void attribute(const model::EventPlan& event, std::span<const model::RunResult> runs,
               std::vector<CellResult>& cells) {
  std::vector<Finding> findings(cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const CellResult& cell = cells[i];
    if (cell.attribution != Attribution::unknown) continue;
    if (!missed(cell) && !undecided_by_rule(cell)) continue;
    const std::optional<Finding> piece =
        missed(cell) ? blame_piece(cell, runs) : std::optional<Finding>{};
    findings[i] = piece ? *piece : triangulate(cell, Group(cells, cell.key));
    Attribution& blamed = findings[i].attribution;
    const bool on_the_tag = blamed == Attribution::tag_type || blamed == Attribution::pair ||
                            blamed == Attribution::piece;
    if (on_the_tag && rests_on_model(event, cell.key.tag_type)) blamed = Attribution::model;
  }
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (findings[i].attribution == Attribution::unknown && findings[i].sentence.empty()) continue;
    cells[i].attribution = findings[i].attribution;
    if (!cells[i].detail.empty()) cells[i].detail += ' ';
    cells[i].detail += findings[i].sentence;
  }
}

}  // namespace plugtest::score
