#include "tools/cli/rescore.h"

#include "drivers/all/wire_replay.h"
#include "harness/evidence/plan_json.h"
#include "harness/evidence/reader.h"
#include "harness/score/clock_check.h"
#include "harness/score/run_scorer.h"

#include <algorithm>
#include <atomic>
#include <fstream>
#include <iterator>
#include <thread>
#include <utility>

namespace plugtest::cli {

namespace {

namespace fs = std::filesystem;
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

score::RunEnding ending_of(const evidence::RecordedRun& run) {
  if (!run.result) return {Reason::aborted, "The recording was cut off."};
  for (const RunOutcome& outcome : run.result->outcomes) {
    if (!outcome.reasons.empty() && is_ending(outcome.reasons.front())) {
      return {outcome.reasons.front(), {}};
    }
  }
  return {};
}

/// A run while it is scored again.
class Rescoring {
 public:
  explicit Rescoring(const evidence::UsedPlan& plan)
      : scorer_(plan.run.tag_types, plan.scenario, plan.checks) {
    rescored_.result.plan = plan.run;
  }

  void add(model::PassRecord pass) {
    if (!pass.disturbed) {
      note(score::clock_jump(pass));
      if (last_) note(score::clock_jump(*last_, pass));
    }
    rescored_.scored += pass.observations.size();
    scorer_.add(pass);
    pass.manifest = {};
    pass.observations = std::vector<model::Observation>();  // {} would keep the memory
    last_ = pass;
    rescored_.result.passes.push_back(std::move(pass));
  }

  Rescored finish(const evidence::RecordedRun& run, std::uint64_t recorded) && {
    score::put(scorer_.finish(ending_of(run)), rescored_.result);
    rescored_.result.identity = run.identity.value_or(model::ReaderIdentity{});
    rescored_.recorded = recorded;
    if (run.result) {
      rescored_.stored = run.result->outcomes;
      rescored_.stored_checks = run.result->checks;
      rescored_.result.batch = run.result->batch;
    }
    return std::move(rescored_);
  }

 private:
  void note(std::optional<std::string> jump) {
    if (jump) rescored_.clock_jumps.push_back(std::move(*jump));
  }

  score::RunScorer scorer_;
  Rescored rescored_;
  std::optional<model::PassRecord> last_;  ///< without its content
};

/// Gives each observation of the trace to the pass that was under way when it came, as the engine
/// did when it heard it live.
Result<std::vector<model::PassRecord>> passes_by_wire(const fs::path& folder,
                                                      const model::ReaderRecord& reader,
                                                      std::vector<model::PassRecord> passes) {
  for (model::PassRecord& pass : passes) pass.observations.clear();
  const auto begin_of = [](const model::PassRecord& pass) {
    return pass.opened.value_or(pass.times.begin);
  };
  const auto take = [&](std::span<const model::Observation> observations) {
    for (const model::Observation& seen : observations) {
      const auto after = std::ranges::upper_bound(passes, seen.received, {}, begin_of);
      if (after != passes.begin()) std::prev(after)->observations.push_back(seen);
    }
  };
  const auto read = drivers::replay_wire(reader, (folder / "wire.pcapng").string(), take);
  if (!read) return fail(read.error());
  return passes;
}

/// Whether a file of records ended as one does: at its end mark, or where the run was cut off.
Result<void> check_ending(const evidence::RecordEnding& ending, bool finished,
                          const fs::path& folder) {
  using How = evidence::RecordEnding::How;
  if (ending.how == How::complete || (!finished && ending.how == How::cut_off)) return {};
  return fail(ErrorCode::malformed, ending.message,
              {.file = (folder / evidence::k_records_file).string(), .byte_offset = ending.begin});
}

}  // namespace

bool same_judgement(const RunOutcome& left, const RunOutcome& right) {
  RunOutcome plain = right;
  plain.detail = left.detail;
  return left == plain;
}

bool same_judgements(std::span<const RunOutcome> left, std::span<const RunOutcome> right) {
  return std::ranges::equal(left, right, same_judgement);
}

Result<Rescored> rescore_folder(const fs::path& folder, From from) {
  const auto run = evidence::read_run_without_passes(folder);
  if (!run) return fail(run.error());
  const auto plan = evidence::plan_from_json(run->plan_json);
  if (!plan) return fail(plan.error());
  Rescoring rescoring(*plan);
  std::uint64_t recorded = 0;
  std::vector<model::PassRecord> kept;
  const fs::path records = folder / evidence::k_records_file;
  std::ifstream in(records, std::ios::binary);
  if (!in) {
    return fail(ErrorCode::not_found, "the run has no observations", {.file = records.string()});
  }
  const auto ending = evidence::for_each_pass(in, [&](const model::PassRecord& pass) {
    recorded += pass.observations.size();
    if (from == From::observations) {
      rescoring.add(pass);
    } else {
      kept.push_back(pass);
      kept.back().observations.clear();
    }
  });
  if (const auto whole = check_ending(ending, run->finished, folder); !whole) {
    return fail(whole.error());
  }
  if (from == From::wire) {
    auto heard = passes_by_wire(folder, plan->reader, std::move(kept));
    if (!heard) return fail(heard.error());
    for (model::PassRecord& pass : *heard) rescoring.add(std::move(pass));
  }
  Rescored rescored = std::move(rescoring).finish(*run, recorded);
  rescored.result.evidence = folder.filename().string();
  return rescored;
}

std::vector<Result<Rescored>> rescore_folders(std::span<const fs::path> folders, From from,
                                              std::size_t jobs) {
  std::vector<Result<Rescored>> results(folders.size());
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < folders.size(); i = next++) {
      results[i] = rescore_folder(folders[i], from);
    }
  };
  std::vector<std::jthread> threads;
  for (std::size_t i = 1; i < jobs; ++i) threads.emplace_back(work);
  work();
  return results;
}

}  // namespace plugtest::cli
