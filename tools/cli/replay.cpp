#include "harness/evidence/plan_json.h"
#include "harness/evidence/reader.h"
#include "harness/score/run_scorer.h"
#include "reports/text.h"
#include "tools/cli/commands.h"

#include <ostream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace plugtest::cli {

namespace {

using model::Reason;
using model::RunOutcome;

/// Whether the reason of a run's outcome is an ending, which observations do not tell, and not what
/// the rule said.
bool is_ending(Reason reason) {
  switch (reason) {
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

/// How the run ended, from what was noted then: the passes alone do not say that a link was lost.
score::RunEnding ending_of(const evidence::RecordedRun& run) {
  if (!run.result) return {Reason::aborted, "The recording was cut off."};
  for (const RunOutcome& outcome : run.result->outcomes) {
    if (!outcome.reasons.empty() && is_ending(outcome.reasons.front())) {
      return {outcome.reasons.front(), {}};
    }
  }
  return {};
}

std::string line(const RunOutcome& outcome) {
  std::vector<std::string_view> reasons;
  for (const Reason reason : outcome.reasons) reasons.push_back(model::to_string(reason));
  return fmt::format("{} ({} of {} passes, {} of {} items; {})", model::to_string(outcome.verdict),
                     outcome.successes, outcome.passes, outcome.identified, outcome.expected,
                     fmt::join(reasons, ", "));
}

/// All that was judged, sentences for people left out.
bool same(const RunOutcome& left, const RunOutcome& right) {
  RunOutcome plain = right;
  plain.detail = left.detail;
  return left == plain;
}

bool compare(const std::vector<RunOutcome>& now, const std::vector<RunOutcome>& then,
             std::ostream& out) {
  bool equal = now.size() == then.size();
  for (const RunOutcome& outcome : now) {
    const std::string name = reports::clean(outcome.tag_type.str());
    out << name << ": " << line(outcome) << "\n";
    bool found = false;
    for (const RunOutcome& stored : then) {
      if (stored.tag_type != outcome.tag_type) continue;
      found = true;
      if (same(outcome, stored)) continue;
      equal = false;
      out << name << ": stored is " << line(stored) << "\n";
    }
    equal = equal && found;
  }
  return equal;
}

}  // namespace

ExitCode run_command(const ReplayCommand& command, const Context& context) {
  const auto run = evidence::read_run(command.folder);
  if (!run) return complain(context, run.error());
  const auto plan = evidence::plan_from_json(run->plan_json);
  if (!plan) return complain(context, plan.error());

  score::RunScorer scorer(plan->run.tag_types, plan->scenario.pass_criterion,
                          plan->scenario.decision);
  for (const model::PassRecord& pass : run->recorded.passes) scorer.add(pass);
  const score::RunScore scored = scorer.finish(ending_of(*run));
  context.out << fmt::format("{} passes scored again\n", run->recorded.passes.size());
  const bool equal =
      compare(scored.outcomes, run->result ? run->result->outcomes : std::vector<RunOutcome>{},
              context.out);
  if (!run->result) {
    context.out << "no verdict was stored: the run was cut off\n";
    return ExitCode::inconclusive;
  }
  context.out << (equal ? "equal to the stored verdicts\n" : "differs from the stored verdicts\n");
  return equal ? ExitCode::ok : ExitCode::verdict_failed;
}

}  // namespace plugtest::cli
