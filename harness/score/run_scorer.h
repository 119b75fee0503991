#pragma once

#include "harness/model/decision_rule.h"
#include "harness/model/run.h"
#include "harness/score/cell.h"
#include "harness/score/decision.h"
#include "harness/score/match.h"

#include <cstdint>
#include <span>
#include <vector>

namespace plugtest::score {

/// What a run gives when all its passes are scored.
struct RunScore {
  std::vector<model::RunOutcome> outcomes;    ///< one per tag type, in the order given
  std::vector<model::PassScore> pass_scores;  ///< passes that can be judged; by pass, then tag type
  std::vector<model::PassExtras> extras;      ///< of the same passes

  bool operator==(const RunScore&) const = default;
};

/// Scores a run pass by pass: the same for a live run, a replay and an import. Observations are
/// not kept.
class RunScorer {
 public:
  RunScorer(std::vector<model::TagTypeId> tag_types, const model::PassCriterion& criterion,
            const model::DecisionRule& rule);

  /// Scores the next pass. A pass with `disturbed` set is scored for display, but does not count.
  ScoredPass add(const model::PassRecord& pass);

  /// Whether the rule has decided for every tag type: no further pass is needed.
  bool decided() const;

  /// The state of the rule, one per tag type.
  std::span<const Decider> deciders() const { return deciders_; }

  RunScore finish(const RunEnding& ending) const;

 private:
  std::vector<model::TagTypeId> tag_types_;
  model::PassCriterion criterion_;
  model::DecisionRule rule_;
  std::vector<Decider> deciders_;
  std::vector<model::PassScore> scores_;
  std::vector<model::PassExtras> extras_;
  std::uint32_t disturbed_ = 0;
};

}  // namespace plugtest::score
