#include "tools/cli/evidence_source.h"

#include "harness/evidence/disk.h"
#include "harness/evidence/pass_records.h"
#include "harness/evidence/plan_json.h"
#include "harness/evidence/plan_texts.h"
#include "harness/evidence/reader.h"
#include "harness/evidence/sha256.h"
#include "harness/evidence/sums_file.h"
#include "harness/evidence/verify.h"
#include "harness/evidence/wall_facts.h"
#include "harness/session/plan_hash.h"
#include "tools/cli/rescore.h"
#include "tools/cli/run_facts.h"

#include <algorithm>
#include <set>
#include <system_error>
#include <utility>

namespace plugtest::cli {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t k_longest_text = std::size_t{1} << 20U;

tl::unexpected<Error> refused(const fs::path& folder, std::string why) {
  return fail(ErrorCode::refused, std::move(why), {.file = folder.string()});
}

/// The event as far as one run's plan tells of it.
model::EventPlan event_of(const evidence::UsedPlan& plan) {
  model::EventPlan event;
  event.id = plan.event;
  event.title = plan.title;
  event.official = plan.run.official;
  event.rig = plan.reader.virtual_reader ? model::RigKind::lab : model::RigKind::operator_prompts;
  event.region = plan.region;
  event.readers = {plan.reader};
  event.tag_types = plan.tag_types;
  event.scenarios = {plan.scenario};
  event.checks = plan.checks;
  return event;
}

/// What is wrong with the hashes that a plan goes by, or nothing.
std::string wrong_hash(const evidence::UsedPlan& plan) {
  const model::EventPlan event = event_of(plan);
  const auto plan_hash = session::plan_hash(event, plan.scenario, plan.tag_types);
  if (plan_hash != plan.run.plan_hash) {
    return "the plan has the hash " + plan_hash + ", but goes by " + plan.run.plan_hash;
  }
  const auto run = session::run_id(event, plan.run, plan.scenario, plan.reader, plan.tag_types);
  if (run != plan.run.id.str()) {
    return "the run has the id " + run + ", but goes by " + plan.run.id.str();
  }
  return {};
}

/// By the wall clock; a run without is none the worse.
std::optional<store::WallFacts> wall_of(const fs::path& folder) {
  const auto text = evidence::read_text_file(folder / "wall.json", k_longest_text);
  if (!text) return std::nullopt;
  const auto facts = evidence::wall_from_json(*text);
  if (!facts) return std::nullopt;
  return store::WallFacts{{}, facts->host, facts->start_ns, facts->duration_ns};
}

/// How results name the folder: as below the output folder of the session that made it.
std::string name_in_results(const fs::path& folder) {
  const fs::path whole = fs::absolute(folder).lexically_normal();
  const bool in_runs = whole.parent_path().filename() == "runs";
  return (in_runs ? "runs/" : "") + whole.filename().string();
}

Result<std::unique_ptr<store::Store>> staged(const evidence::UsedPlan& plan,
                                             const model::RunResult& result,
                                             const store::RunFacts& facts) {
  auto store = store::Store::open(":memory:");
  if (!store) return store;
  if (auto kept = (*store)->put_event(event_of(plan), evidence::JsonPlanTexts{}); !kept) {
    return fail(kept.error());
  }
  if (auto kept = (*store)->put_run(plan.event, result, facts); !kept) return fail(kept.error());
  return store;
}

}  // namespace

Result<store::EvidenceSeal> seal_of(const fs::path& folder, std::string signed_by) {
  const auto sums = evidence::read_text_file(folder / evidence::k_sums_file, k_longest_text);
  if (!sums) return fail(sums.error());
  evidence::Sha256 hash;
  hash.add(*sums);
  return store::EvidenceSeal{hash.finish(), std::move(signed_by)};
}

std::vector<fs::path> run_folders(const fs::path& place) {
  // Any of them tells a run's folder: one whose plan was taken away is to be noticed.
  const std::set<fs::path> marks{"plan.json", evidence::k_sums_file, evidence::k_records_file};
  std::error_code ignored;
  const bool is_run = std::ranges::any_of(
      marks, [&](const fs::path& mark) { return fs::is_regular_file(place / mark, ignored); });
  if (is_run) return {place};
  std::set<fs::path> found;
  for (fs::recursive_directory_iterator entries(place, ignored);
       !ignored && entries != fs::recursive_directory_iterator(); entries.increment(ignored)) {
    if (marks.contains(entries->path().filename())) found.insert(entries->path().parent_path());
  }
  return {found.begin(), found.end()};
}

Result<std::optional<EvidenceSource>> read_evidence(const fs::path& folder) {
  std::error_code ignored;
  if (!fs::exists(folder / evidence::k_sums_file, ignored)) return std::nullopt;
  const auto report = evidence::verify(folder);
  if (!report) return fail(report.error());
  if (!report->intact()) {
    return refused(folder, "the evidence was altered: " + to_string(report->findings.front()));
  }
  const auto seal = seal_of(folder, report->signed_by.value_or(""));
  if (!seal) return fail(seal.error());
  auto run = evidence::read_run_without_passes(folder);
  if (!run) return fail(run.error());
  const auto plan = evidence::plan_from_json(run->plan_json);
  if (!plan) return fail(plan.error());
  if (!run->result) return refused(folder, "no verdict is stored, expected outcome.json");
  if (run->result->plan != plan->run) {
    return refused(folder, "outcome.json is of another run than plan.json");
  }
  if (const auto wrong = wrong_hash(*plan); !wrong.empty()) return refused(folder, wrong);
  const auto scored = rescore_folder(folder);
  if (!scored) return fail(scored.error());
  if (!scored->clock_jumps.empty()) {
    return refused(folder, "a clock jumped: " + scored->clock_jumps.front());
  }
  if (!scored->as_stored()) {
    return refused(folder,
                   "its observations do not give the verdicts that are stored with them; "
                   "'plugtest replay' shows both");
  }
  store::RunFacts facts = run_facts(plan->scenario, scored->result.passes);
  facts.wall = wall_of(folder);
  facts.seal = *seal;
  run->result->evidence = name_in_results(folder);
  auto store = staged(*plan, *run->result, facts);
  if (!store) return fail(store.error());
  return EvidenceSource{std::move(*store), plan->run.id.str(), seal->signed_by};
}

}  // namespace plugtest::cli
