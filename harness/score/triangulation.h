#pragma once

#include "harness/model/cell.h"
#include "harness/score/suspects.h"

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace plugtest::score {

/// Who is to blame for a cell, and the evidence in one sentence for people (may be empty).
struct Finding {
  model::Attribution attribution = model::Attribution::unknown;
  std::string sentence;

  bool operator==(const Finding&) const = default;
};

bool met(const model::CellResult& cell);     ///< the rule accepted
bool missed(const model::CellResult& cell);  ///< the rule rejected
bool undecided_by_rule(const model::CellResult& cell);

/// The comparisons that a matrix of cells under equal conditions allows.
class Triangulation {
 public:
  /// `cells` outlive this object. Where `set_aside` is true (it may be empty) a cell's miss has
  /// another cause and is no evidence.
  Triangulation(std::span<const model::CellResult* const> cells,
                const std::vector<bool>& set_aside);

  /// Whether a reader that stands out, or the channel, covers the cell.
  bool explained_without_tag(const model::CellResult& cell) const;

  /// For a cell that missed, or that the rule left undecided.
  Finding judge(const model::CellResult& cell) const;

 private:
  // With whom a reader or tag type met and missed in one scenario.
  struct Record {
    std::set<std::string> met;
    std::set<std::string> missed;
    std::size_t size() const { return met.size() + missed.size(); }
  };

  MatrixPoint point_of(const model::CellResult& cell) const;
  const Suspect* covering(const MatrixPoint& point) const;
  bool suspected(SuspectKind kind, std::uint32_t index) const;
  Record reader_record(const model::CellResult& cell) const;
  Record tag_record(const model::CellResult& cell) const;
  Finding blame(const Suspect& suspect, const model::CellResult& cell) const;
  Finding blame_elsewhere(const model::CellResult& cell) const;
  std::optional<Finding> blame_pair(const model::CellResult& cell) const;
  double odds_of_chance(const model::CellResult& cell) const;

  std::vector<const model::CellResult*> decided_;
  std::map<model::ReaderId, std::uint32_t> readers_;
  std::map<model::TagTypeId, std::uint32_t> tag_types_;
  std::map<model::ScenarioId, std::uint32_t> scenarios_;
  std::vector<Suspect> suspects_;
};

}  // namespace plugtest::score
