#include "tools/cli/event_session.h"

#include "harness/evidence/plan_json.h"
#include "harness/evidence/plan_texts.h"
#include "harness/evidence/run_folder.h"
#include "harness/evidence/signature.h"
#include "harness/rigs/answers_prompter.h"
#include "harness/rigs/operator_turns.h"
#include "harness/rigs/terminal.h"
#include "harness/rigs/terminal_prompter.h"
#include "harness/score/cell.h"
#include "harness/session/run_order.h"
#include "harness/session/selection.h"
#include "harness/session/session.h"
#include "harness/store/store.h"
#include "tools/cli/command_line.h"
#include "tools/cli/complain.h"
#include "tools/cli/evidence_source.h"
#include "tools/cli/expectations.h"
#include "tools/cli/progress.h"
#include "tools/cli/report_files.h"
#include "tools/cli/resume.h"
#include "tools/cli/run_facts.h"
#include "tools/cli/session_clock.h"
#include "tools/cli/wire_trace.h"

#include <algorithm>
#include <chrono>
#include <mutex>
#include <optional>
#include <ostream>
#include <stop_token>
#include <system_error>
#include <thread>
#include <utility>

#include <fmt/format.h>

namespace plugtest::cli {

namespace {

namespace fs = std::filesystem;

/// The port that analysers know LLRP by; other families are recognised by hand.
constexpr std::uint16_t k_trace_port = 5084;

template <class Thing, class Id>
const Thing& by_id(const std::vector<Thing>& things, const Id& id) {
  return *std::ranges::find(things, id, &Thing::id);
}

/// "runs/alpha-conveyor-parcels-c-2009-a-1f2e3d4c"; ids of people become safe file names.
std::string folder_of(const model::RunPlan& plan) {
  std::string name = plan.reader.str() + "-" + plan.scenario.str() + "-" +
                     (plan.population == model::Population::mixed ? std::string("mixed")
                                                                  : plan.tag_types.front().str()) +
                     "-" + plan.id.str().substr(0, 8);
  std::ranges::replace_if(
      name,
      [](char c) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
        return !plain;
      },
      '_');
  return "runs/" + name;
}

/// Earlier results and new ones in the order of the plans; plans without either are left out.
std::vector<model::RunResult> in_order(const std::vector<model::RunPlan>& plans,
                                       std::vector<std::optional<model::RunResult>> earlier,
                                       std::vector<model::RunResult> added) {
  std::vector<model::RunResult> all;
  for (std::size_t i = 0; i < plans.size(); ++i) {
    if (earlier[i]) {
      all.push_back(std::move(*earlier[i]));
      continue;
    }
    const auto found = std::ranges::find(
        added, plans[i].id, [](const model::RunResult& result) { return result.plan.id; });
    if (found != added.end()) all.push_back(std::move(*found));
  }
  return all;
}

/// How long loads have moved in all passes together, "5210 s", by the clock of the rig.
std::string motion_text(const std::vector<model::RunResult>& runs) {
  Nanos sum{0};
  for (const model::RunResult& run : runs) {
    for (const model::PassRecord& pass : run.passes) {
      if (pass.kind == model::PassKind::load) sum += pass.times.end - pass.times.begin;
    }
  }
  return fmt::format("{:.0f} s", to_seconds(sum));
}

/// All passes of all runs, whenever they were made; checks of batches are none.
std::size_t passes_in(const std::vector<model::RunResult>& runs) {
  std::size_t passes = 0;
  for (const model::RunResult& run : runs) {
    passes += static_cast<std::size_t>(
        std::ranges::count(run.passes, model::PassKind::load, &model::PassRecord::kind));
  }
  return passes;
}

/// Whoever stops an event waits two seconds at most, and to judge and to render all cells of a
/// larger one takes longer.
constexpr std::size_t k_most_runs_to_report_on_a_stop = 300;

/// All that happens around the runs of one event.
class EventSession {
 public:
  EventSession(const model::EventPlan& event, const EventSessionOptions& options,
               const Context& context)
      : event_(event), options_(options), context_(context), terminal_(context.out) {}

  ExitCode run(const std::stop_token& stop) {
    if (options_.answers) {
      auto answers = rigs::read_answers(*options_.answers);
      if (!answers) return complain(context_, answers.error());
      answers_ = std::move(*answers);
    }
    if (options_.key) {
      auto key = evidence::SigningKey::read(*options_.key);
      if (!key) return complain(context_, key.error());
      key_ = std::move(*key);
    }
    if (options_.air_trace && !lab()) {
      return complain(context_, {ErrorCode::usage,
                                 "--air-trace: only the virtual lab hears the air, and " +
                                     event_.id + " is not run in it",
                                 {}});
    }
    const std::vector<model::RunPlan> plans = session::plan_runs(event_, options_.attempt);
    const auto out = open_output_folder(options_.out, event_.id, plans);
    if (!out) return complain(context_, out.error());
    out_ = *out;
    auto earlier = earlier_runs(out_, plans, folder_of);
    if (!earlier) return complain(context_, earlier.error());
    if (const auto opened = open_store(); !opened) return complain(context_, opened.error());

    std::vector<model::RunPlan> missing;
    for (std::size_t i = 0; i < plans.size(); ++i) {
      if ((*earlier)[i]) {
        keep(*(*earlier)[i], std::nullopt);
      } else {
        missing.push_back(plans[i]);
      }
    }
    missing = session::in_run_order(event_, std::move(missing));
    if (missing.size() < plans.size()) {
      context_.out << fmt::format("{} of {} runs are there already\n",
                                  plans.size() - missing.size(), plans.size());
    }
    Progress progress(context_.out, context_.terminal, context_.columns, event_, missing, clock_,
                      [this](const model::RunResult& result, const store::WallFacts& wall) {
                        keep(result, wall);
                      });
    const std::stop_callback on_stop(stop, [this] { stop_.request_stop(); });
    const std::vector<model::RunResult> runs =
        in_order(plans, std::move(*earlier),
                 session::run_session(event_, missing, session_options(plans, missing),
                                      services(progress), stop_.get_token()));
    progress.clear();
    if (stop.stop_requested() && plans.size() > k_most_runs_to_report_on_a_stop) {
      return leave(runs.size(), plans.size());
    }

    const std::vector<model::CellResult> cells = score::make_cells(event_, plans, runs);
    const reports::MatrixReport report{event_, cells, runs, version()};
    print_matrix(report, context_);
    if (tell_loss()) return ExitCode::harness_error;
    if (const auto written = write_reports(out_, report, clock_.facts(context_.command_line));
        !written) {
      complain(context_, written.error());
      return ExitCode::harness_error;
    }
    context_.out << fmt::format(
        "{} passes in {} runs, {:.1f} s; {} of mail in motion; results: {}\nthe matrix: {}\n",
        passes_in(runs), runs.size(), clock_.seconds(), motion_text(runs), out_.string(),
        (out_ / "matrix.html").string());
    return exit_code(cells, stop.stop_requested());
  }

 private:
  /// What the lab gave can be made again from its seed: the disk need not be waited for.
  bool lab() const { return event_.rig == model::RigKind::lab; }

  /// A database of its own is made anew: the evidence of an interrupted session tells it all. One
  /// that others share has to have this event registered alike.
  Result<void> open_store() {
    store::StoreOptions storing;
    storing.to_disk = !lab() || options_.store.has_value();
    if (!options_.store) {
      for (const char* file : {"results.db", "results.db-wal", "results.db-shm"}) {
        std::error_code ignored;
        fs::remove(out_ / file, ignored);
      }
    }
    auto store =
        store::Store::open(options_.store.value_or((out_ / "results.db").string()), storing);
    if (!store) return fail(store.error());
    store_ = std::move(*store);
    if (!options_.store) return store_->put_event(event_, evidence::JsonPlanTexts{});
    auto here = store::Store::open(":memory:");
    if (!here) return fail(here.error());
    if (auto put = (*here)->put_event(event_, evidence::JsonPlanTexts{}); !put) return put;
    const auto merged = store_->import_from(**here, store::NewEvents::taken);
    if (!merged) return fail(merged.error());
    return {};
  }

  session::SessionOptions session_options(const std::vector<model::RunPlan>& plans,
                                          const std::vector<model::RunPlan>& missing) const {
    const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
    session::SessionOptions session;
    session.pace = options_.pace;
    session.jobs = options_.jobs == 0 ? cores : options_.jobs;
    session.batches = session::plan_batches(event_, session::in_run_order(event_, plans), missing);
    return session;
  }

  session::SessionServices services(session::SessionListener& listener) {
    return {context_.registry,
            context_.log,
            listener,
            [this](const model::RunPlan& plan) { return make_evidence(plan); },
            [this](api::Runtime& runtime) { return make_prompter(runtime); },
            turns()};
  }

  Result<std::unique_ptr<api::EvidenceSink>> make_evidence(const model::RunPlan& plan) {
    std::vector<model::TagType> load;
    for (const model::TagTypeId& id : plan.tag_types) load.push_back(by_id(event_.tag_types, id));
    const evidence::UsedPlan used{event_.id,
                                  event_.title,
                                  plan,
                                  session::scenario_of(event_, plan),
                                  by_id(event_.readers, plan.reader),
                                  std::move(load),
                                  event_.region,
                                  event_.checks};
    const evidence::RunDescription description{folder_of(plan),
                                               evidence::plan_to_json(used),
                                               reproduce_command(plan) + "\n",
                                               {{"plugtest", version()}}};
    evidence::FolderOptions folder;
    folder.to_disk = !lab();
    folder.air_trace = options_.air_trace;
    folder.on_failure = [this](const Error& error) { lose_evidence(error); };
    auto made =
        evidence::RunFolder::create(out_, description, make_pcapng_encoder(k_trace_port), folder);
    if (!made) {
      lose_evidence(made.error());
      return fail(made.error());
    }
    if (!options_.operator_name.empty()) {
      (*made)->on_note(HostTime(std::chrono::system_clock::now().time_since_epoch()),
                       "operator: " + options_.operator_name);
    }
    return std::move(*made);
  }

  std::string reproduce_command(const model::RunPlan& plan) const {
    if (!options_.reproduce.empty()) return options_.reproduce;
    std::vector<std::string> words{
        "run",      event_.file,       "--seed",     std::to_string(event_.seed),
        "--reader", plan.reader.str(), "--scenario", plan.scenario.str(),
        "--tags"};
    for (const model::TagTypeId& id : plan.tag_types) words.push_back(id.str());
    if (options_.answers) {
      words.insert(words.end(), {"--answers", options_.answers->string()});
    }
    if (!options_.operator_name.empty()) {
      words.insert(words.end(), {"--operator", options_.operator_name});
    }
    if (options_.air_trace) words.emplace_back("--air-trace");
    if (plan.attempt > 1) words.insert(words.end(), {"--attempt", std::to_string(plan.attempt)});
    return command_line(words);
  }

  std::unique_ptr<api::Prompter> make_prompter(api::Runtime& runtime) {
    if (options_.answers) return rigs::make_answers_prompter(runtime, answers_);
    return rigs::make_terminal_prompter(runtime, terminal_);
  }

  /// Lanes that run at the same time share the terminal. In an answers file each run finds its own
  /// answers, whatever the others are at.
  rigs::OperatorTurns* turns() {
    return options_.answers || event_.independent_lanes.empty() ? nullptr : &turns_;
  }

  /// What is told of a large event that was stopped.
  ExitCode leave(std::size_t runs, std::size_t of) {
    if (tell_loss()) return ExitCode::harness_error;
    const std::string out = out_.string();
    context_.out << fmt::format(
        "Stopped: {} of {} runs are kept in {}. The same command makes the others; 'plugtest "
        "report "
        "{} --out {}' shows what there is.\n",
        runs, of, out, options_.store.value_or((out_ / "results.db").string()), out);
    return ExitCode::interrupted;
  }

  /// Results without evidence are worth nothing: the whole event stops, once it is clear that no
  /// more can be written. Called on any thread.
  void lose_evidence(const Error& error) {
    {
      const std::lock_guard lock(lost_mutex_);
      if (!lost_evidence_) lost_evidence_ = error;
    }
    stop_.request_stop();
  }

  /// Whether evidence was lost; says why, and how to go on.
  bool tell_loss() {
    const std::lock_guard lock(lost_mutex_);
    if (!lost_evidence_) return false;
    complain(context_, *lost_evidence_);
    context_.err << fmt::format(
        "The event stopped there: without evidence there are no results. What was recorded before "
        "is "
        "kept in {}; once it can be written to, the same command with --out {} makes only the runs "
        "that are missing.\n",
        out_.string(), out_.string());
    return true;
  }

  /// Called as each run ends: what is in the store survives whatever comes later.
  void keep(const model::RunResult& result, const std::optional<store::WallFacts>& wall) {
    if (wall && key_ && !result.evidence.empty()) {
      const auto signed_now = evidence::sign_folder(out_ / result.evidence, *key_);
      if (!signed_now && !keeping_error_) keeping_error_ = signed_now.error();
    }
    store::RunFacts facts = run_facts(by_id(event_.scenarios, result.plan.scenario), result.passes);
    facts.wall = wall;
    if (!result.evidence.empty()) {
      auto seal = seal_of(out_ / result.evidence, key_ ? key_->public_hex() : std::string());
      if (seal) facts.seal = std::move(*seal);
    }
    if (const auto kept = store_->put_run(event_.id, result, facts); !kept && !keeping_error_) {
      keeping_error_ = kept.error();
    }
  }

  ExitCode exit_code(const std::vector<model::CellResult>& cells, bool interrupted) const {
    if (interrupted) return ExitCode::interrupted;
    if (keeping_error_) {
      complain(context_, *keeping_error_);
      return ExitCode::harness_error;
    }
    const ExitCode code = exit_code_of(cells);
    if (!options_.judge_expectations || code == ExitCode::harness_error) return code;
    return report_expectations(event_, cells, context_.out) ? ExitCode::ok
                                                            : ExitCode::verdict_failed;
  }

  const model::EventPlan& event_;
  const EventSessionOptions& options_;
  const Context& context_;
  fs::path out_;
  std::unique_ptr<store::Store> store_;
  std::optional<Error> keeping_error_;
  std::stop_source stop_;  ///< of all runs: asked for from outside, or by lost evidence
  std::mutex lost_mutex_;  ///< of lost_evidence_
  std::optional<Error> lost_evidence_;
  std::optional<evidence::SigningKey> key_;
  rigs::Answers answers_;
  rigs::Terminal terminal_;
  rigs::OperatorTurns turns_;
  SessionClock clock_;
};

}  // namespace

ExitCode run_event(const model::EventPlan& event, const EventSessionOptions& options,
                   const Context& context, const std::stop_token& stop) {
  return EventSession(event, options, context).run(stop);
}

}  // namespace plugtest::cli
