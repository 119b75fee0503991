#include "harness/score/triangulation.h"

#include "harness/model/sentences.h"
#include "harness/score/listed.h"

#include <algorithm>
#include <cmath>

#include <boost/math/special_functions/beta.hpp>
#include <fmt/format.h>

namespace plugtest::score {
namespace {

using model::Attribution;
using model::CellResult;
using model::Reason;
namespace sentence = model::sentence;

bool main_reason_is(const CellResult& cell, Reason reason) {
  return !cell.reasons.empty() && cell.reasons.front() == reason;
}

std::string listed(const std::set<std::string>& names) {
  constexpr std::size_t k_named = 4;
  return score::listed(std::vector<std::string>(names.begin(), names.end()), k_named);
}

template <class Id>
void number(std::map<Id, std::uint32_t>& numbers, const Id& id) {
  numbers.emplace(id, static_cast<std::uint32_t>(numbers.size()));
}

}  // namespace

bool met(const CellResult& cell) { return main_reason_is(cell, Reason::requirement_met); }
bool missed(const CellResult& cell) { return main_reason_is(cell, Reason::requirement_missed); }
bool undecided_by_rule(const CellResult& cell) {
  return main_reason_is(cell, Reason::cap_reached) ||
         main_reason_is(cell, Reason::straddles_requirement);
}

Triangulation::Triangulation(std::span<const CellResult* const> cells,
                             const std::vector<bool>& set_aside) {
  std::vector<MatrixPoint> points;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const CellResult& cell = *cells[i];
    number(readers_, cell.key.reader);
    number(tag_types_, cell.key.tag_type);
    number(scenarios_, cell.key.scenario);
    if (!set_aside.empty() && set_aside[i]) continue;
    if (!met(cell) && !missed(cell)) continue;
    decided_.push_back(&cell);
    points.push_back(point_of(cell));
  }
  suspects_ = find_suspects(points);
}

MatrixPoint Triangulation::point_of(const CellResult& cell) const {
  return {readers_.at(cell.key.reader), tag_types_.at(cell.key.tag_type),
          scenarios_.at(cell.key.scenario), missed(cell)};
}

const Suspect* Triangulation::covering(const MatrixPoint& point) const {
  const auto found =
      std::ranges::find_if(suspects_, [&](const Suspect& one) { return one.covers(point); });
  return found == suspects_.end() ? nullptr : &*found;
}

bool Triangulation::suspected(SuspectKind kind, std::uint32_t index) const {
  return std::ranges::any_of(
      suspects_, [&](const Suspect& one) { return one.kind == kind && one.index == index; });
}

bool Triangulation::explained_without_tag(const CellResult& cell) const {
  const MatrixPoint point = point_of(cell);
  return std::ranges::any_of(suspects_, [&](const Suspect& one) {
    return one.kind != SuspectKind::tag_type && one.covers(point);
  });
}

Triangulation::Record Triangulation::reader_record(const CellResult& cell) const {
  Record record;
  for (const CellResult* other : decided_) {
    if (other->key.reader != cell.key.reader || other->key.scenario != cell.key.scenario) continue;
    (met(*other) ? record.met : record.missed).insert(other->key.tag_type.str());
  }
  return record;
}

// A reader that stands out says nothing about one tag type.
Triangulation::Record Triangulation::tag_record(const CellResult& cell) const {
  Record record;
  for (const CellResult* other : decided_) {
    if (other->key.tag_type != cell.key.tag_type || other->key.scenario != cell.key.scenario ||
        suspected(SuspectKind::reader, readers_.at(other->key.reader))) {
      continue;
    }
    (met(*other) ? record.met : record.missed).insert(other->key.reader.str());
  }
  return record;
}

Finding Triangulation::blame(const Suspect& suspect, const CellResult& cell) const {
  const Record of_reader = reader_record(cell);
  const Record of_tag = tag_record(cell);
  switch (suspect.kind) {
    case SuspectKind::reader: {
      if (of_tag.met.empty()) {
        return {Attribution::reader,
                fmt::format(sentence::reader_missed.english, cell.key.reader.str(),
                            of_reader.missed.size(), of_reader.size())};
      }
      return {Attribution::reader,
              fmt::format(sentence::reader_missed_others_met.english, cell.key.reader.str(),
                          of_reader.missed.size(), of_reader.size(), listed(of_tag.met),
                          cell.key.tag_type.str())};
    }
    case SuspectKind::tag_type:
      if (of_tag.missed.empty()) {
        return {Attribution::tag_type,
                fmt::format(sentence::tag_misses_over_all.english, cell.key.tag_type.str())};
      }
      return {Attribution::tag_type, fmt::format(sentence::tag_missed.english,
                                                 cell.key.tag_type.str(), listed(of_tag.missed))};
    case SuspectKind::channel:
      break;
  }
  std::size_t misses = 0;
  std::size_t all = 0;
  for (const CellResult* other : decided_) {
    if (other->key.scenario != cell.key.scenario) continue;
    ++all;
    if (missed(*other)) ++misses;
  }
  if (misses == all) {
    return {Attribution::channel, std::string(sentence::nobody_met.english)};
  }
  return {Attribution::channel, fmt::format(sentence::most_missed.english, misses, all)};
}

Finding Triangulation::blame_elsewhere(const CellResult& cell) const {
  const MatrixPoint point = point_of(cell);
  const bool reader = suspected(SuspectKind::reader, point.reader);
  const bool tag_type = suspected(SuspectKind::tag_type, point.tag_type);
  if (reader && !tag_type) {
    return {Attribution::reader, fmt::format(sentence::reader_elsewhere.english,
                                             cell.key.reader.str(), cell.key.tag_type.str())};
  }
  if (tag_type && !reader) {
    return {Attribution::tag_type, fmt::format(sentence::tag_elsewhere.english,
                                               cell.key.tag_type.str(), cell.key.reader.str())};
  }
  if (reader && tag_type) {
    return {Attribution::unknown, std::string(sentence::both_elsewhere.english)};
  }
  return {};
}

// The probability that the pair does this badly in its scenario by chance, when its passes succeed
// as often as those of the reader's other tag types and of the tag type's other readers.
double Triangulation::odds_of_chance(const CellResult& cell) const {
  double failures = 1;  // one of each beforehand: few passes prove no perfection
  double passes = 2;
  for (const CellResult* other : decided_) {
    const bool same_reader = other->key.reader == cell.key.reader;
    const bool same_type = other->key.tag_type == cell.key.tag_type;
    if (other->key.scenario != cell.key.scenario || same_reader == same_type) continue;
    failures += other->n - other->k;
    passes += other->n;
  }
  // As many failures or more: the upper tail of a binomial is an incomplete beta function.
  const std::uint32_t failed = cell.n - cell.k;
  return failed == 0 ? 1 : boost::math::ibeta(double(failed), cell.k + 1.0, failures / passes);
}

std::optional<Finding> Triangulation::blame_pair(const CellResult& cell) const {
  std::size_t together_missed = 0;
  std::size_t together = 0;
  Record of_reader;
  Record of_tag;
  for (const CellResult* other : decided_) {
    const bool same_reader = other->key.reader == cell.key.reader;
    const bool same_type = other->key.tag_type == cell.key.tag_type;
    if ((!same_reader && !same_type) || covering(point_of(*other))) continue;
    if (same_reader && same_type) {
      ++together;
      if (missed(*other)) ++together_missed;
    } else if (other->key.scenario == cell.key.scenario) {
      Record& record = same_reader ? of_reader : of_tag;
      const std::string& name = same_reader ? other->key.tag_type.str() : other->key.reader.str();
      (met(*other) ? record.met : record.missed).insert(name);
    }
  }
  if (of_reader.met.size() <= of_reader.missed.size()) return std::nullopt;
  if (of_tag.met.size() <= of_tag.missed.size()) return std::nullopt;
  constexpr double k_chance = 1e-5;
  const bool again = together_missed >= 2 && 2 * together_missed > together;
  const bool only = together == 1 && odds_of_chance(cell) < k_chance;
  if (!again && !only) return std::nullopt;
  return Finding{Attribution::pair,
                 fmt::format(sentence::only_together.english, cell.key.reader.str(),
                             listed(of_reader.met), cell.key.tag_type.str(), listed(of_tag.met))};
}

Finding Triangulation::judge(const CellResult& cell) const {
  if (const Suspect* suspect = covering(point_of(cell))) return blame(*suspect, cell);
  if (!missed(cell)) return {};
  Finding elsewhere = blame_elsewhere(cell);
  if (!elsewhere.sentence.empty()) return elsewhere;
  if (const auto pair = blame_pair(cell)) return *pair;
  if (reader_record(cell).size() + tag_record(cell).size() <= 2) {
    return {Attribution::unknown, std::string(sentence::too_few_others.english)};
  }
  return {Attribution::unknown, std::string(sentence::no_single_cause.english)};
}

}  // namespace plugtest::score
