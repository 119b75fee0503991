#include "harness/score/transition.h"

#include "harness/score/comparison.h"

#include <array>
#include <map>

namespace plugtest::score {
namespace {

using model::CellResult;
using model::Reason;
using model::Verdict;

bool was_run(const CellResult& cell) {
  return cell.verdict != Verdict::none && cell.verdict != Verdict::not_run &&
         cell.verdict != Verdict::not_applicable;
}

bool passed(const CellResult& cell) {
  return cell.verdict == Verdict::pass || cell.verdict == Verdict::pass_with_remark;
}

bool failed(const CellResult& cell) { return cell.verdict == Verdict::fail; }

// A verdict that the decision rule had no part in.
bool beyond_the_rule(const CellResult& cell) {
  if (cell.reasons.empty()) return true;
  switch (cell.reasons.front()) {
    case Reason::requirement_met:
    case Reason::requirement_missed:
    case Reason::cap_reached:
    case Reason::straddles_requirement:
    case Reason::too_few_passes:
      return false;
    default:
      return true;
  }
}

Transition transition_between(const CellResult& before, const CellResult& after, double p_value,
                              double level) {
  const bool certain =
      (failed(before) && beyond_the_rule(before)) || (failed(after) && beyond_the_rule(after));
  if (!certain && p_value > level) return Transition::same;
  if (passed(before) && failed(after)) return Transition::new_fail;
  if (failed(before) && passed(after)) return Transition::fixed;
  if (p_value > level) return Transition::same;
  // Shares compared without rounding: k1 / n1 < k0 / n0.
  const std::uint64_t now = std::uint64_t{after.k} * before.n;
  const std::uint64_t then = std::uint64_t{before.k} * after.n;
  return now < then ? Transition::worse : Transition::better;
}

using Pair = std::pair<const CellResult*, const CellResult*>;

CellChange change_of(const model::CellKey& key, const Pair& pair, double level) {
  CellChange change;
  change.key = key;
  if (pair.first != nullptr) change.before = *pair.first;
  if (pair.second != nullptr) change.after = *pair.second;
  if (!change.before || !change.after) {
    change.key.plan_hash = (change.after ? change.after : change.before)->key.plan_hash;
    change.transition = change.before ? Transition::removed : Transition::added;
    return change;
  }
  change.key.plan_hash = change.after->key.plan_hash;
  change.plan_changed = change.before->key.plan_hash != change.after->key.plan_hash;
  change.p_value =
      fisher_exact(change.before->k, change.before->n, change.after->k, change.after->n);
  change.transition = transition_between(*change.before, *change.after, change.p_value, level);
  return change;
}

}  // namespace

std::string_view to_string(Transition transition) {
  static constexpr std::array<std::string_view, 7> k_names{"new_fail", "fixed", "worse",  "better",
                                                           "same",     "added", "removed"};
  return k_names[static_cast<std::size_t>(transition)];
}

bool is_regression(Transition transition) {
  return transition == Transition::new_fail || transition == Transition::worse;
}

std::vector<CellChange> compare_results(std::span<const CellResult> before,
                                        std::span<const CellResult> after, double level) {
  std::map<model::CellKey, Pair> pairs;
  const auto without_plan = [](model::CellKey key) {
    key.plan_hash.clear();
    return key;
  };
  for (const CellResult& cell : before) {
    if (was_run(cell)) pairs[without_plan(cell.key)].first = &cell;
  }
  for (const CellResult& cell : after) {
    if (was_run(cell)) pairs[without_plan(cell.key)].second = &cell;
  }
  std::vector<CellChange> changes;
  changes.reserve(pairs.size());
  for (const auto& [key, pair] : pairs) changes.push_back(change_of(key, pair, level));
  return changes;
}

}  // namespace plugtest::score
