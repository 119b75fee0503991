#include "harness/score/run_scorer.h"

#include <algorithm>
#include <utility>

namespace plugtest::score {

RunScorer::RunScorer(std::vector<model::TagTypeId> tag_types, const model::PassCriterion& criterion,
                     const model::DecisionRule& rule)
    : tag_types_(std::move(tag_types)),
      criterion_(criterion),
      rule_(rule),
      deciders_(tag_types_.size(), Decider(rule)) {}

ScoredPass RunScorer::add(const model::PassRecord& pass) {
  ScoredPass scored = score_pass(pass, tag_types_, criterion_);
  if (pass.disturbed) {
    ++disturbed_;
    return scored;
  }
  for (std::size_t i = 0; i < tag_types_.size(); ++i) {
    if (scored.scores[i].expected > 0) deciders_[i].add(scored.scores[i].success);
  }
  scores_.insert(scores_.end(), scored.scores.begin(), scored.scores.end());
  extras_.push_back(scored.extras);
  return scored;
}

bool RunScorer::decided() const {
  return std::ranges::all_of(deciders_, [](const Decider& decider) { return decider.decided(); });
}

RunScore RunScorer::finish(const RunEnding& ending) const {
  RunScore result;
  result.pass_scores = scores_;
  result.extras = extras_;
  for (const model::TagTypeId& type : tag_types_) {
    result.outcomes.push_back(conclude(type, rule_, scores_, extras_, disturbed_, ending));
  }
  return result;
}

}  // namespace plugtest::score
