#pragma once

#include "harness/model/run.h"
#include "harness/model/scenario_plan.h"
#include "harness/score/cell.h"
#include "harness/score/clock_drift.h"
#include "harness/score/decision.h"
#include "harness/score/match.h"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace plugtest::score {

/// What a run gives when all its passes are scored. All but the outcomes are of the passes that can
/// be judged.
struct RunScore {
  std::vector<model::RunOutcome> outcomes;    ///< one per tag type, in the order given
  std::vector<model::PassScore> pass_scores;  ///< by pass, then tag type
  std::vector<model::PassExtras> extras;
  std::vector<model::PassOrder> orders;       ///< of loads in file; by pass, then estimator
  std::vector<model::StaticReading> statics;  ///< of loads under a static rule
  std::vector<model::PlaceTally> places;      ///< by tag type, then place
  std::vector<model::BatchCheck> checks;      ///< before and after the batch, in order

  bool operator==(const RunScore&) const = default;
};

/// Moves a score into the result of its run.
void put(RunScore score, model::RunResult& result);

/// Scores a run pass by pass: the same for a live run, a replay and an import. Observations are
/// not kept.
class RunScorer {
 public:
  /// `checks`: how passes that are checks are judged; none: by the defaults.
  RunScorer(std::vector<model::TagTypeId> tag_types, const model::ScenarioPlan& scenario,
            std::optional<model::BatchChecks> checks = std::nullopt);

  /// Scores the next pass. A pass that is disturbed, or whose times do not fit (clock_jump()), is
  /// scored for display, but does not count. A check counts for nobody; it is judged by itself.
  ScoredPass add(const model::PassRecord& pass);

  /// Whether the rule has decided for every tag type of the load: no further pass is needed. Tag
  /// types without a piece in the passes so far do not keep a run going.
  bool decided() const;

  /// The state of the rule, one per tag type.
  std::span<const Decider> deciders() const { return deciders_; }

  /// The checks so far.
  std::span<const model::BatchCheck> checks() const { return sum_.checks; }

  RunScore finish(RunEnding ending) const;

 private:
  void count_places(const model::PassRecord& pass, const ScoredPass& scored);

  std::vector<model::TagTypeId> tag_types_;
  model::PassCriterion criterion_;
  model::DecisionRule rule_;
  model::BatchChecks check_policy_;
  bool in_file_;
  std::vector<Decider> deciders_;
  RunScore sum_;  ///< without outcomes and places
  std::map<std::pair<model::TagTypeId, std::string>, model::PlaceTally> places_;
  ClockDrift drift_;
  std::uint32_t disturbed_ = 0;
};

}  // namespace plugtest::score
