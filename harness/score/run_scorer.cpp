#include "harness/score/run_scorer.h"

#include "harness/score/batch_check.h"
#include "harness/score/clock_check.h"
#include "harness/score/order.h"

#include <algorithm>
#include <set>
#include <utility>

namespace plugtest::score {

void put(RunScore score, model::RunResult& result) {
  result.outcomes = std::move(score.outcomes);
  result.pass_scores = std::move(score.pass_scores);
  result.extras = std::move(score.extras);
  result.orders = std::move(score.orders);
  result.statics = std::move(score.statics);
  result.places = std::move(score.places);
  result.checks = std::move(score.checks);
}

RunScorer::RunScorer(std::vector<model::TagTypeId> tag_types, const model::ScenarioPlan& scenario,
                     std::optional<model::BatchChecks> checks)
    : tag_types_(std::move(tag_types)),
      criterion_(scenario.pass_criterion),
      rule_(scenario.decision),
      check_policy_(std::move(checks).value_or(model::BatchChecks{})),
      in_file_(in_file(scenario)),
      deciders_(tag_types_.size(), Decider(rule_)) {}

ScoredPass RunScorer::add(const model::PassRecord& pass) {
  if (pass.kind != model::PassKind::load) {
    sum_.checks.push_back(judge_check(pass, check_policy_));
    return {};
  }
  drift_.add(pass);
  ScoredPass scored = score_pass(pass, tag_types_, criterion_);
  if (pass.disturbed || clock_jump(pass)) {
    ++disturbed_;
    return scored;
  }
  for (std::size_t i = 0; i < tag_types_.size(); ++i) {
    if (scored.scores[i].expected > 0) deciders_[i].add(scored.scores[i].success);
  }
  sum_.pass_scores.insert(sum_.pass_scores.end(), scored.scores.begin(), scored.scores.end());
  sum_.extras.push_back(scored.extras);
  if (scored.reading) sum_.statics.push_back(*scored.reading);
  if (in_file_) {
    const std::vector<PassOrder> orders = orders_of(pass);
    sum_.orders.insert(sum_.orders.end(), orders.begin(), orders.end());
  }
  count_places(pass, scored);
  return scored;
}

void RunScorer::count_places(const model::PassRecord& pass, const ScoredPass& scored) {
  const bool known = std::ranges::any_of(pass.manifest.expected,
                                         [](const auto& entry) { return !entry.place.empty(); });
  if (!known) return;
  std::set<model::PieceId> missed;
  for (const model::PassScore& score : scored.scores) {
    missed.insert(score.missed.begin(), score.missed.end());
  }
  for (const model::ManifestEntry& entry : pass.manifest.expected) {
    const model::TagTypeId& type = entry.piece.tag_type;
    if (entry.place.empty() || std::ranges::find(tag_types_, type) == tag_types_.end()) continue;
    const auto at =
        places_.try_emplace({type, entry.place}, model::PlaceTally{type, entry.place, 0, 0});
    model::PlaceTally& tally = at.first->second;
    ++tally.expected;
    if (missed.contains(entry.piece.id)) ++tally.missed;
  }
}

bool RunScorer::decided() const {
  // A tag type that no pass has a piece of will not be decided by the next one either.
  const bool judged = !sum_.extras.empty();
  return std::ranges::all_of(deciders_, [judged](const Decider& decider) {
    return decider.decided() || (judged && decider.passes() == 0);
  });
}

RunScore RunScorer::finish(RunEnding ending) const {
  RunScore result = sum_;
  ending.clock_drift = drift_.sentence();
  for (const model::TagTypeId& type : tag_types_) {
    result.outcomes.push_back(
        conclude(type, rule_, sum_.pass_scores, sum_.extras, disturbed_, ending));
  }
  for (const auto& [where, tally] : places_) result.places.push_back(tally);
  return result;
}

}  // namespace plugtest::score
