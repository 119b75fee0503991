#include "harness/model/sentences.h"
#include "harness/score/cell.h"
#include "harness/score/decision.h"
#include "harness/score/listed.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <span>
#include <utility>

#include <fmt/format.h>

namespace plugtest::score {
namespace {

using model::Attribution;
using model::Reason;
using model::RunOutcome;
using model::Verdict;
namespace sentence = model::sentence;

// What the passes of one tag type add up to, as far as they count.
struct Tally {
  Decider decider;
  std::uint64_t identified = 0;
  std::uint64_t expected = 0;
  std::uint64_t reports = 0;
  std::uint32_t wrong_data = 0;
  std::uint32_t stray = 0;
  std::uint32_t foreign = 0;
  std::uint32_t steps_failed = 0;
  std::uint32_t over_read = 0;
  std::uint32_t most_reads = 0;
  std::map<std::string, std::uint32_t> missed{};  // piece -> passes that missed it
  std::set<identity::Uii> foreign_uiis{};
};

Tally tally(const model::TagTypeId& tag_type, const model::DecisionRule& rule,
            std::span<const model::PassScore> scores, std::span<const model::PassExtras> extras) {
  Tally sum{.decider = Decider(rule)};
  for (const model::PassScore& score : scores) {
    if (score.tag_type != tag_type || score.expected == 0 || sum.decider.decided()) continue;
    sum.decider.add(score.success);
    sum.identified += score.identified;
    sum.expected += score.expected;
    sum.reports += score.reports;
    sum.steps_failed += score.steps_failed;
    sum.over_read += score.over_read;
    sum.most_reads = std::max(sum.most_reads, score.most_reads);
    for (const model::PieceId& piece : score.missed) ++sum.missed[piece.str()];
    const auto reads = std::ranges::find(extras, score.pass, &model::PassExtras::pass);
    if (reads == extras.end()) continue;
    sum.stray += static_cast<std::uint32_t>(reads->stray.size());
    sum.foreign += static_cast<std::uint32_t>(reads->foreign.size());
    sum.foreign_uiis.insert(reads->foreign.begin(), reads->foreign.end());
    // Wrong data stands for a missed piece: it is this tag type's only where it missed one.
    if (!score.missed.empty()) {
      sum.wrong_data += static_cast<std::uint32_t>(reads->wrong_data.size());
    }
  }
  return sum;
}

void add_observations(const Tally& sum, std::vector<Reason>& reasons) {
  if (sum.identified < sum.expected) reasons.push_back(Reason::items_missed);
  if (sum.steps_failed > 0) reasons.push_back(Reason::step_failed);
  if (sum.over_read > 0) reasons.push_back(Reason::duplicate_reads);
  if (sum.wrong_data > 0) reasons.push_back(Reason::wrong_data);
  if (sum.stray > 0) reasons.push_back(Reason::stray_reads);
  if (sum.foreign > 0) reasons.push_back(Reason::foreign_reads);
}

// How many pieces or UIIs a sentence names; the evidence has them all.
constexpr std::size_t k_named = 3;

// The pieces missed most often first.
std::vector<std::string> missed_pieces(const Tally& sum) {
  std::vector<std::string> names;
  for (const auto& [piece, passes] : sum.missed) names.push_back(piece);
  std::ranges::stable_sort(names, std::greater<>(),
                           [&sum](const std::string& name) { return sum.missed.at(name); });
  return names;
}

std::string describe(const Tally& sum) {
  if (sum.decider.passes() == 0) return std::string(sentence::no_pass.english);
  std::string text = fmt::format(sentence::passes.english, sum.decider.successes(),
                                 sum.decider.passes(), sum.identified, sum.expected, sum.reports);
  const auto add = [&text](std::uint32_t count, const model::Sentence& one,
                           const model::Sentence& many) {
    if (count > 0) text += fmt::format(fmt::runtime((count == 1 ? one : many).english), count);
  };
  add(sum.wrong_data, sentence::damaged_one, sentence::damaged);
  add(sum.stray, sentence::stray_one, sentence::stray);
  add(sum.foreign, sentence::foreign_one, sentence::foreign);
  add(sum.steps_failed, sentence::checks_one, sentence::checks);
  if (sum.over_read == 1) {
    text += fmt::format(sentence::over_read_one.english, sum.over_read, sum.most_reads);
  } else if (sum.over_read > 1) {
    text += fmt::format(sentence::over_read.english, sum.over_read, sum.most_reads);
  }
  text += sentence::stop.english;
  if (!sum.missed.empty()) {
    text += ' ' + fmt::format(sentence::missed.english, listed(missed_pieces(sum), k_named));
  }
  if (!sum.foreign_uiis.empty()) {
    std::vector<std::string> uiis;
    for (const identity::Uii& uii : sum.foreign_uiis) uiis.push_back(uii.to_hex());
    text += ' ' + fmt::format(sentence::foreign_uiis.english, listed(uiis, k_named));
  }
  return text;
}

std::string joined(const std::string& first, const std::string& second) {
  if (first.empty() || second.empty()) return first + second;
  return first + " " + second;
}

// The reader answered, and the answer or its absence was wrong.
bool misbehaviour(Reason reason) {
  return reason == Reason::peer_refused || reason == Reason::peer_stalled ||
         reason == Reason::peer_broke_protocol || reason == Reason::settings_refused;
}

// Stopped by our side, not by anything that the equipment did.
bool stopped(Reason reason) {
  return reason == Reason::aborted || reason == Reason::budget_exhausted;
}

Attribution attribution_of(Reason ending) {
  switch (ending) {
    case Reason::aborted:
    case Reason::operator_timeout:
    case Reason::eye_silent:
    case Reason::identity_differs:
    case Reason::outside_region_plan:
      return Attribution::operator_;
    default:
      return Attribution::unknown;
  }
}

void judge_by_rule(const model::DecisionRule& rule, const Tally& sum, RunOutcome& outcome) {
  const Decision decision = sum.decider.decision();
  outcome.reasons.push_back(reason_of(rule, decision));
  add_observations(sum, outcome.reasons);
  if (decision == Decision::pass) {
    const bool remark = sum.wrong_data > 0 || sum.stray > 0 || sum.foreign > 0;
    outcome.verdict = remark ? Verdict::pass_with_remark : Verdict::pass;
    return;
  }
  outcome.verdict = decision == Decision::fail ? Verdict::fail : Verdict::inconclusive;
  outcome.attribution = Attribution::unknown;
}

void judge_by_ending(Reason ending, bool any_pass, RunOutcome& outcome) {
  outcome.reasons.push_back(ending);
  if (misbehaviour(ending)) {
    outcome.verdict = Verdict::fail;
    outcome.attribution = Attribution::reader;
  } else if (ending == Reason::harness_fault) {
    outcome.verdict = Verdict::error;
    outcome.attribution = Attribution::harness;
  } else if (ending == Reason::not_claimed || ending == Reason::not_offered) {
    outcome.verdict = Verdict::not_applicable;
  } else if (stopped(ending) && !any_pass) {
    outcome.verdict = Verdict::not_run;
  } else {
    outcome.verdict = Verdict::inconclusive;
    outcome.attribution = attribution_of(ending);
  }
}

// Times that a reader tells are no good for comparing it with others; what it read is as good.
void remark_drift(const std::string& sentence, RunOutcome& outcome) {
  if (outcome.verdict == Verdict::not_run || outcome.verdict == Verdict::not_applicable) return;
  outcome.reasons.push_back(Reason::clock_drifts);
  outcome.detail = joined(outcome.detail, sentence);
  if (outcome.verdict != Verdict::pass) return;
  outcome.verdict = Verdict::pass_with_remark;
  outcome.attribution = Attribution::reader;
}

}  // namespace

RunOutcome conclude(const model::TagTypeId& tag_type, const model::DecisionRule& rule,
                    std::span<const model::PassScore> scores,
                    std::span<const model::PassExtras> extras, std::uint32_t disturbed,
                    const RunEnding& ending) {
  const Tally sum = tally(tag_type, rule, scores, extras);
  RunOutcome outcome;
  outcome.tag_type = tag_type;
  outcome.successes = sum.decider.successes();
  outcome.passes = sum.decider.passes();
  outcome.disturbed = disturbed;
  outcome.identified = sum.identified;
  outcome.expected = sum.expected;

  const bool overrules =
      ending.reason &&
      (misbehaviour(*ending.reason) || *ending.reason == Reason::harness_fault ||
       *ending.reason == Reason::not_claimed || *ending.reason == Reason::not_offered);
  if (!ending.reason || (sum.decider.decided() && !overrules)) {
    judge_by_rule(rule, sum, outcome);
    // Decided, but not whole: what was to follow (the checks after its batch) is missing.
    if (ending.reason == Reason::aborted) outcome.reasons.push_back(Reason::aborted);
  } else {
    judge_by_ending(*ending.reason, outcome.passes > 0, outcome);
    if (outcome.verdict == Verdict::fail || outcome.verdict == Verdict::inconclusive) {
      add_observations(sum, outcome.reasons);
    }
  }
  const bool nothing_happened =
      outcome.verdict == Verdict::not_run || outcome.verdict == Verdict::not_applicable;
  outcome.detail =
      joined(ending.detail, nothing_happened && outcome.passes == 0 ? "" : describe(sum));
  if (disturbed > 0) {
    outcome.detail += ' ' + fmt::format(sentence::disturbed.english, disturbed);
  }
  if (!ending.clock_drift.empty()) remark_drift(ending.clock_drift, outcome);
  return outcome;
}

}  // namespace plugtest::score
