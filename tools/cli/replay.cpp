#include "harness/model/verdict.h"
#include "reports/text.h"
#include "tools/cli/commands.h"
#include "tools/cli/evidence_source.h"
#include "tools/cli/rescore.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <ostream>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace plugtest::cli {

namespace {

using model::RunOutcome;

std::string line(const RunOutcome& outcome) {
  std::vector<std::string_view> reasons;
  for (const model::Reason reason : outcome.reasons) reasons.push_back(model::to_string(reason));
  return fmt::format("{} ({} of {} passes, {} of {} items; {})", model::to_string(outcome.verdict),
                     outcome.successes, outcome.passes, outcome.identified, outcome.expected,
                     fmt::join(reasons, ", "));
}

/// What was judged now, and where it differs what was judged then.
void show(const Rescored& run, std::ostream& out) {
  for (const std::string& jump : run.clock_jumps) {
    out << "a clock jumped: " << reports::clean(jump) << "\n";
  }
  for (const model::BatchCheck& check : run.result.checks) {
    out << fmt::format("check {} the batch, {}: {}\n", check.closes_batch ? "after" : "before",
                       model::to_string(check.kind), check.held ? "held" : "did not hold");
  }
  if (run.stored && run.result.checks != run.stored_checks) {
    out << "the stored checks of the batch are others\n";
  }
  for (const RunOutcome& outcome : run.result.outcomes) {
    const std::string name = reports::clean(outcome.tag_type.str());
    out << name << ": " << line(outcome) << "\n";
    if (!run.stored) continue;
    const auto then = std::ranges::find(*run.stored, outcome.tag_type, &RunOutcome::tag_type);
    if (then == run.stored->end()) {
      out << name << ": nothing is stored\n";
    } else if (!same_judgement(outcome, *then)) {
      out << name << ": stored is " << line(*then) << "\n";
    }
  }
}

constexpr const char* k_cut_off = "no verdict was stored: the run was cut off\n";

ExitCode replay_one(const std::filesystem::path& folder, From from, const Context& context) {
  const auto run = rescore_folder(folder, from);
  if (!run) return complain(context, run.error());
  if (from == From::wire) {
    context.out << fmt::format("{} tag reports on the wire, {} were recorded\n", run->scored,
                               run->recorded);
  }
  context.out << fmt::format("{} passes scored again\n", run->result.passes.size());
  show(*run, context.out);
  if (!run->stored) {
    context.out << k_cut_off;
    return ExitCode::inconclusive;
  }
  context.out << (run->as_stored() ? "equal to the stored verdicts\n"
                                   : "differs from the stored verdicts\n");
  return run->as_stored() ? ExitCode::ok : ExitCode::verdict_failed;
}

/// All runs below a folder, on all cores: only what differs is shown.
ExitCode replay_all(const std::vector<std::filesystem::path>& folders, From from,
                    const Context& context) {
  const auto runs =
      rescore_folders(folders, from, std::max(1U, std::thread::hardware_concurrency()));
  ExitCode code = ExitCode::ok;
  std::uint64_t observations = 0;
  for (std::size_t i = 0; i < folders.size(); ++i) {
    if (!runs[i]) return complain(context, runs[i].error());
    observations += runs[i]->scored;
    if (runs[i]->as_stored()) continue;
    context.out << reports::clean(folders[i].string()) << ":\n";
    show(*runs[i], context.out);
    if (runs[i]->stored) {
      code = ExitCode::verdict_failed;
    } else {
      context.out << k_cut_off;
      if (code == ExitCode::ok) code = ExitCode::inconclusive;
    }
  }
  context.out << fmt::format(
      "{} runs with {} tag reports scored again, {}\n", folders.size(), observations,
      code == ExitCode::ok ? "all equal to the stored verdicts" : "see above");
  return code;
}

}  // namespace

ExitCode run_command(const ReplayCommand& command, const Context& context) {
  const From from = command.from_wire ? From::wire : From::observations;
  const auto folders = run_folders(command.folder);
  if (!folders.empty() && folders.front() != command.folder) {
    return replay_all(folders, from, context);
  }
  return replay_one(command.folder, from, context);
}

}  // namespace plugtest::cli
