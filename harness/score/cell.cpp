#include "harness/score/cell.h"

#include "harness/model/sentences.h"
#include "harness/score/attribution.h"
#include "harness/score/batch_check.h"
#include "harness/score/decision.h"
#include "harness/score/statistics.h"
#include "protocols/bits/wildcard.h"

#include <algorithm>
#include <cassert>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/format.h>

namespace plugtest::score {
namespace {

using model::CellKey;
using model::CellResult;
using model::EventPlan;
using model::Reason;
using model::RunOutcome;
using model::RunResult;
using model::Verdict;
namespace sentence = model::sentence;

// One run's part in one cell.
struct Share {
  const RunResult* run = nullptr;
  const RunOutcome* outcome = nullptr;
  const std::string* doubt = nullptr;  // why its batch cannot be relied on; null: it can
};

bool by_the_rule(Reason reason) {
  return reason == Reason::requirement_met || reason == Reason::requirement_missed ||
         reason == Reason::cap_reached || reason == Reason::straddles_requirement ||
         reason == Reason::too_few_passes;
}

// What the passes of a doubtful batch added up to; misbehaviour of a reader stays what it is.
bool doubtful(const Share& share) {
  return share.doubt != nullptr && !share.outcome->reasons.empty() &&
         by_the_rule(share.outcome->reasons.front());
}

// Ended by our side or the operator, not decided: tells nothing about the equipment.
bool is_void(const Share& share) {
  const RunOutcome& outcome = *share.outcome;
  if (doubtful(share)) return true;
  switch (outcome.verdict) {
    case Verdict::none:
    case Verdict::not_run:
    case Verdict::error:
      return true;
    default:
      break;
  }
  if (outcome.reasons.empty() || model::settled(outcome.verdict)) return false;
  const Reason main = outcome.reasons.front();
  return main == Reason::aborted || main == Reason::operator_timeout ||
         main == Reason::budget_exhausted || main == Reason::batch_check_failed;
}

const model::ScenarioPlan& scenario_of(const EventPlan& event, const model::ScenarioId& id) {
  const auto found = std::ranges::find(event.scenarios, id, &model::ScenarioPlan::id);
  assert(found != event.scenarios.end());
  return *found;
}

// The runs of the attempt that counts: of those that the policy allows the first (or last) that is
// not void, else the last. `shares` are in order of attempt.
std::vector<Share> counted(const std::vector<Share>& shares, const model::RetryPolicy& policy) {
  std::vector<Share> allowed;
  std::ranges::copy_if(shares, std::back_inserter(allowed), [&](const Share& share) {
    return !policy.most || share.run->plan.attempt <= *policy.most;
  });
  if (allowed.empty()) return {shares.front()};
  const auto is_good = [](const Share& share) { return !is_void(share); };
  std::optional<std::uint32_t> attempt;
  for (const Share& share : allowed) {
    const bool taken = attempt && policy.counts == model::RetryPolicy::Counts::first;
    if (is_good(share) && !taken) attempt = share.run->plan.attempt;
  }
  if (!attempt) return {allowed.back()};
  std::vector<Share> result;
  std::ranges::copy_if(allowed, std::back_inserter(result), [&](const Share& share) {
    return share.run->plan.attempt == *attempt && is_good(share);
  });
  return result;
}

// What a reader of the report has to know of attempts; empty for one.
std::string about_attempts(const CellResult& cell, const model::RetryPolicy& policy) {
  if (cell.attempts <= 1) return {};
  std::string text =
      ' ' + fmt::format(sentence::attempt.english, cell.counted_attempt, cell.attempts);
  if (policy.counts == model::RetryPolicy::Counts::last) text += sentence::last_counts.english;
  if (policy.most && cell.attempts > *policy.most) {
    text += *policy.most == 1 ? fmt::format(sentence::allows_one.english, *policy.most)
                              : fmt::format(sentence::allows.english, *policy.most);
  }
  return text.append(sentence::stop.english);
}

// Several stations may have run the same attempt: their passes go through the rule as one sequence,
// in the order of the run ids. The first other ending among them is the ending of all.
RunOutcome pooled(const EventPlan& event, const CellKey& key, const std::vector<Share>& shares) {
  if (shares.size() == 1) return *shares.front().outcome;
  std::vector<model::PassScore> scores;
  std::vector<model::PassExtras> extras;
  std::uint32_t disturbed = 0;
  std::uint32_t offset = 0;
  RunEnding ending;
  for (const Share& share : shares) {
    std::uint32_t next = offset;
    for (model::PassScore score : share.run->pass_scores) {
      score.pass += offset;
      next = std::max(next, score.pass + 1);
      scores.push_back(std::move(score));
    }
    for (model::PassExtras reads : share.run->extras) {
      reads.pass += offset;
      extras.push_back(std::move(reads));
    }
    offset = next;
    disturbed += share.outcome->disturbed;
    const std::vector<Reason>& reasons = share.outcome->reasons;
    if (std::ranges::find(reasons, Reason::clock_drifts) != reasons.end()) {
      ending.clock_drift = "In one of the pooled runs the reader's clock ran fast or slow.";
    }
    if (!ending.reason && !reasons.empty() && !by_the_rule(reasons.front())) {
      ending = {reasons.front(),
                fmt::format(sentence::pooled.english, shares.size()) + ' ' + share.outcome->detail};
    }
  }
  return conclude(key.tag_type, scenario_of(event, key.scenario).decision, scores, extras,
                  disturbed, ending);
}

void take_outcome(const RunOutcome& outcome, CellResult& cell) {
  cell.verdict = outcome.verdict;
  cell.k = outcome.successes;
  cell.n = outcome.passes;
  cell.identified = outcome.identified;
  cell.expected = outcome.expected;
  cell.disturbed = outcome.disturbed;
  cell.reasons = outcome.reasons;
  cell.attribution = outcome.attribution;
  cell.detail = outcome.detail;
}

// The batch of a run was not in order from begin to end: what the rule said is not to be relied on.
void cast_doubt(const std::string& why, CellResult& cell) {
  cell.verdict = Verdict::inconclusive;
  cell.attribution = model::Attribution::unknown;
  cell.reasons.insert(cell.reasons.begin(), Reason::batch_check_failed);
  cell.detail = why + ' ' + cell.detail;
}

CellResult cell_from(const EventPlan& event, const CellKey& key, std::vector<Share> shares) {
  std::ranges::sort(shares, {}, [](const Share& share) {
    return std::tie(share.run->plan.attempt, share.run->plan.id);
  });
  CellResult cell;
  cell.key = key;
  const std::vector<Share> deciding = counted(shares, event.retries);
  take_outcome(pooled(event, key, deciding), cell);
  const auto in_doubt = std::ranges::find_if(deciding, doubtful);
  if (in_doubt != deciding.end()) cast_doubt(*in_doubt->doubt, cell);
  if (cell.n > 0) {
    const Interval interval = clopper_pearson(cell.k, cell.n);
    cell.low = interval.low;
    cell.high = interval.high;
    const bool fixed =
        std::holds_alternative<model::FixedRule>(scenario_of(event, key.scenario).decision);
    cell.interval = fixed ? model::IntervalKind::exact : model::IntervalKind::early_stop;
  }
  for (const Share& share : shares) {
    cell.runs.push_back(share.run->plan.id);
    cell.evidence.push_back(share.run->evidence);
  }
  cell.attempts = shares.back().run->plan.attempt;
  cell.counted_attempt = deciding.front().run->plan.attempt;
  cell.detail += about_attempts(cell, event.retries);
  return cell;
}

CellResult without_run(const EventPlan& event, const CellKey& key) {
  CellResult cell;
  cell.key = key;
  const auto reader = std::ranges::find(event.readers, key.reader, &model::ReaderRecord::id);
  const auto tag_type = std::ranges::find(event.tag_types, key.tag_type, &model::TagType::id);
  if (reader == event.readers.end() || tag_type == event.tag_types.end()) return cell;
  if (std::ranges::find(reader->claims, tag_type->protocol) == reader->claims.end()) {
    cell.verdict = Verdict::not_applicable;
    cell.reasons = {Reason::not_claimed};
    cell.detail = fmt::format(sentence::not_claimed.english, key.reader.str(),
                              model::to_string(tag_type->protocol));
    return cell;
  }
  const auto scenario = std::ranges::find(event.scenarios, key.scenario, &model::ScenarioPlan::id);
  if (scenario == event.scenarios.end()) return cell;
  if (!model::applies_to(*scenario, tag_type->protocol)) {
    cell.verdict = Verdict::not_applicable;
    cell.reasons = {Reason::not_claimed};
    cell.detail = fmt::format(sentence::not_shared.english, model::to_string(tag_type->protocol));
    return cell;
  }
  if (const auto lacking = model::lacks(*reader, *scenario)) {
    cell.verdict = Verdict::not_applicable;
    cell.reasons = {Reason::not_claimed};
    cell.detail =
        fmt::format(sentence::not_claimed.english, key.reader.str(), model::to_string(*lacking));
  }
  return cell;
}

void apply_overrides(const EventPlan& event, std::vector<CellResult>& cells) {
  for (const model::AttributionOverride& one : event.overrides) {
    for (CellResult& cell : cells) {
      const bool fits = bits::wildcard_match(one.reader, cell.key.reader.str()) &&
                        bits::wildcard_match(one.tag_type, cell.key.tag_type.str()) &&
                        model::fits_scenario(one.scenario, cell.key.scenario.str());
      if (fits && cell.attribution != model::Attribution::none) cell.overridden = one;
    }
  }
  for (CellResult& cell : cells) {
    if (!cell.overridden) continue;
    if (!cell.detail.empty()) cell.detail += ' ';
    cell.detail +=
        fmt::format(sentence::overridden.english, model::to_string(cell.overridden->attribution),
                    cell.overridden->by, cell.overridden->note);
  }
}

template <class Item, class IdOf>
std::size_t position(const std::vector<Item>& items, const IdOf& id) {
  const auto found = std::ranges::find(items, id, &Item::id);
  return static_cast<std::size_t>(found - items.begin());
}

}  // namespace

CellKey cell_key(const model::RunPlan& plan, const model::TagTypeId& tag_type) {
  return {plan.reader, tag_type,        plan.scenario, plan.region,
          plan.policy, plan.population, plan.official, plan.plan_hash};
}

std::vector<CellResult> make_cells(const EventPlan& event, std::span<const model::RunPlan> planned,
                                   std::span<const RunResult> runs) {
  std::map<CellKey, std::vector<Share>> shares;
  for (const model::RunPlan& plan : planned) {
    for (const model::TagTypeId& tag_type : plan.tag_types) shares[cell_key(plan, tag_type)];
  }
  const auto doubts = doubtful_batches(runs, event.checks.value_or(model::BatchChecks{}));
  for (const RunResult& run : runs) {
    const auto doubt = run.batch.empty() ? doubts.end() : doubts.find(run.batch);
    for (const RunOutcome& outcome : run.outcomes) {
      shares[cell_key(run.plan, outcome.tag_type)].push_back(
          {&run, &outcome, doubt == doubts.end() ? nullptr : &doubt->second});
    }
  }

  std::set<std::tuple<model::ReaderId, model::TagTypeId, model::ScenarioId>> covered;
  std::vector<CellResult> cells;
  for (const auto& [key, of_cell] : shares) {
    covered.emplace(key.reader, key.tag_type, key.scenario);
    cells.push_back(of_cell.empty() ? without_run(event, key) : cell_from(event, key, of_cell));
  }
  for (const model::ReaderRecord& reader : event.readers) {
    for (const model::TagType& tag_type : event.tag_types) {
      for (const model::ScenarioPlan& scenario : event.scenarios) {
        if (covered.contains({reader.id, tag_type.id, scenario.id})) continue;
        cells.push_back(without_run(event, {reader.id,
                                            tag_type.id,
                                            scenario.id,
                                            event.region.id,
                                            scenario.policy,
                                            scenario.population,
                                            event.official,
                                            {}}));
      }
    }
  }
  std::ranges::stable_sort(cells, {}, [&](const CellResult& cell) {
    return std::tuple(position(event.readers, cell.key.reader),
                      position(event.tag_types, cell.key.tag_type),
                      position(event.scenarios, cell.key.scenario), cell.key);
  });
  attribute(event, runs, cells);
  apply_overrides(event, cells);
  return cells;
}

}  // namespace plugtest::score
