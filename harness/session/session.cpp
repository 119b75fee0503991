#include "harness/session/session.h"

#include "harness/api/clock.h"
#include "harness/api/evidence_sink.h"
#include "harness/session/cross_check.h"
#include "harness/session/floor_batches.h"
#include "harness/session/mail_in_use.h"
#include "harness/session/rounds.h"
#include "harness/session/selection.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>

#include <spdlog/logger.h>

namespace plugtest::session {

namespace {

/// Passes the runs' news on, one at a time.
class OneAtATime final : public engine::RunListener {
 public:
  explicit OneAtATime(SessionListener& listener) : listener_(listener) {}

  void on_pass(const model::RunPlan& plan, std::uint32_t pass,
               std::span<const model::PassScore> scores) override {
    const std::lock_guard lock(mutex_);
    listener_.on_pass(plan, pass, scores);
  }
  void remark(const std::string& text) {
    const std::lock_guard lock(mutex_);
    listener_.on_remark(text);
  }
  void begin(const model::RunPlan& plan) {
    const std::lock_guard lock(mutex_);
    listener_.on_run_begin(plan);
  }
  void end(const model::RunResult& result) {
    const std::lock_guard lock(mutex_);
    listener_.on_run_end(result);
  }

 private:
  std::mutex mutex_;
  SessionListener& listener_;
};

/// A run that could not even begin, for a fault of ours or of the configuration.
model::RunResult failed_run(const model::RunPlan& plan, const Error& error) {
  model::RunResult result;
  result.plan = plan;
  for (const model::TagTypeId& type : plan.tag_types) {
    model::RunOutcome outcome;
    outcome.tag_type = type;
    outcome.verdict = model::Verdict::error;
    outcome.reasons = {model::Reason::harness_fault};
    outcome.attribution = model::Attribution::harness;
    outcome.detail = to_string(error);
    result.outcomes.push_back(std::move(outcome));
  }
  return result;
}

class Session {
 public:
  Session(const model::EventPlan& event, const std::vector<model::RunPlan>& plans,
          const SessionOptions& options, const SessionServices& services, std::stop_token stop)
      : event_(event),
        plans_(plans),
        options_(options),
        services_(services),
        stop_(std::move(stop)),
        news_(services.listener),
        results_(plans.size()) {}

  std::vector<model::RunResult> run() {
    switch (event_.rig) {
      case model::RigKind::lab:
        work_in_parallel(options_.jobs);
        break;
      case model::RigKind::replay:
        work_in_parallel(1);
        break;
      case model::RigKind::operator_prompts:
      case model::RigKind::gpi:
        for (const Round& round : plan_rounds(event_, plans_)) make_round(round);
        break;
    }
    std::vector<model::RunResult> done;
    for (auto& result : results_) {
      if (result) done.push_back(std::move(*result));
    }
    return done;
  }

 private:
  // --- who makes which run when -----------------------------------------------------------------

  /// Labs can be multiplied: each run has one of its own.
  void work_in_parallel(std::size_t jobs) {
    std::vector<std::jthread> workers;
    for (std::size_t i = 1; i < std::min(jobs, plans_.size()); ++i) {
      workers.emplace_back([this] { work(); });
    }
    work();
  }

  void work() {
    for (std::size_t i = next_++; i < plans_.size() && !over(); i = next_++) make(i, {});
  }

  /// Real mail and real air are there once: lanes run at the same time only where that was tried.
  void make_round(const Round& round) {
    if (over()) return;
    if (round.lanes.size() == 1) return make_lane(round.lanes.front(), {});
    const CrossCheck check = check_of(round);
    if (!check.agreed) {
      for (const LaneRuns& lane : round.lanes) make_lane(lane, check.told);
      return;
    }
    std::vector<std::jthread> lanes;
    for (const LaneRuns& lane : round.lanes) {
      lanes.emplace_back([&] { make_lane(lane, check.told); });
    }
  }

  void make_lane(const LaneRuns& lane, const std::string& remark) {
    for (const std::size_t i : lane.runs) {
      const auto mail = mail_.take(plans_[i].tag_types, stop_);
      if (!mail || over()) return;
      make(i, remark);
    }
  }

  /// What is known of the lanes of a round, or is found out now. That they agreed holds for the
  /// rest of the session, as long as the same readers are set to the same on the same lanes.
  CrossCheck check_of(const Round& round) {
    const std::vector<TriedLane> lanes = lanes_to_try(event_, plans_, round);
    const auto same = [&](const Agreement& known) {
      return std::ranges::equal(known.lanes, lanes, [](const TriedLane& one, const TriedLane& two) {
        return one.sounds_like(two);
      });
    };
    const auto known = std::ranges::find_if(agreed_, same);
    if (known != agreed_.end()) return known->check;
    CrossCheck check = check_lanes(
        {event_, services_.registry, services_.log, services_.make_prompter}, lanes, stop_);
    services_.log.log(check.agreed ? spdlog::level::info : spdlog::level::warn, check.told);
    news_.remark(check.told);
    if (check.agreed) agreed_.push_back({lanes, check});
    return check;
  }

  /// Whether no further run may begin.
  bool over() const { return stop_.stop_requested() || over_budget(); }

  // --- one run ----------------------------------------------------------------------------------

  /// `remark` goes into the evidence of the run, where it is not empty.
  void make(std::size_t i, const std::string& remark) {
    const model::RunPlan& plan = plans_[i];
    news_.begin(plan);
    services_.log.info("run {} begins: reader {}, scenario {}, plan {}, seed {}", plan.id.str(),
                       plan.reader.str(), plan.scenario.str(), plan.plan_hash, plan.seed);
    results_[i] = run_one(plan, remark);
    for (const model::RunOutcome& outcome : results_[i]->outcomes) {
      services_.log.info("run {} ended: {} {}: {}", plan.id.str(), outcome.tag_type.str(),
                         model::to_string(outcome.verdict), outcome.detail);
    }
    batches_.learn(*results_[i]);
    news_.end(*results_[i]);
  }

  /// Whether the event's time is used up: no further run begins then.
  bool over_budget() const {
    return event_.budget != Nanos(0) && std::chrono::steady_clock::now() - begin_ >= event_.budget;
  }

  model::RunResult run_one(const model::RunPlan& plan, const std::string& remark) {
    auto evidence = services_.make_evidence(plan);
    if (!evidence) return failed_run(plan, evidence.error());
    const BenchParts parts{
        services_.registry,      event_,          plan,           (*evidence)->wire_tap(),
        (*evidence)->air_tap(),  services_.log,   options_.pace,  options_.hang_guard,
        services_.make_prompter, evidence->get(), services_.turns};
    const auto bench = make_bench(parts);
    if (!bench) return closed(**evidence, failed_run(plan, bench.error()));
    if (!remark.empty()) (*evidence)->on_note((*bench)->runtime().clock.now(), remark);

    const auto& record = *std::ranges::find(event_.readers, plan.reader, &model::ReaderRecord::id);
    const model::ScenarioPlan scenario = scenario_of(event_, plan);
    engine::Run run({(*bench)->runtime(), (*bench)->reader(), (*bench)->rig(), **evidence, news_,
                     plan, scenario, record, (*bench)->pieces(),
                     event_.rig == model::RigKind::replay, protocols_of(plan),
                     (*bench)->next_door(), batch_part(plan, record, (*bench)->pieces()),
                     event_.region, event_.rig == model::RigKind::gpi});
    std::optional<model::RunResult> result;
    run.start([&](model::RunResult ended) { result = std::move(ended); });
    const std::stop_callback on_stop(stop_, [&] { (*bench)->post([&] { run.abort(); }); });
    const auto driven = (*bench)->drive([&] { return result.has_value(); });
    if (!driven) return closed(**evidence, failed_run(plan, driven.error()));
    return std::move(*result);
  }

  /// What the run has to do with the checks of its batch.
  std::optional<engine::BatchPart> batch_part(const model::RunPlan& plan,
                                              const model::ReaderRecord& record,
                                              std::vector<model::Piece> pieces) {
    const auto place = options_.batches.find(plan.id);
    if (!event_.checks || place == options_.batches.end()) return std::nullopt;
    engine::BatchPart part{.id = place->second.id,
                           .opens = place->second.opens,
                           .closes = place->second.closes,
                           .policy = *event_.checks,
                           .reference = reference_of(*event_.checks, record),
                           .pieces = std::move(pieces),
                           .hall = {}};
    if (event_.rig == model::RigKind::lab) return part;  // nothing is left over from other runs
    if (event_.manifest) {
      part.pieces.clear();
      for (const model::ManifestEntry& entry : event_.manifest->expected) {
        part.pieces.push_back(entry.piece);
      }
    }
    batches_.join(part, plan.id);
    return part;
  }

  /// The air protocols of a run's load, Type C first whatever the order of its types: equal loads
  /// get equal settings.
  std::vector<model::AirProtocol> protocols_of(const model::RunPlan& plan) const {
    std::set<model::AirProtocol> protocols;
    for (const model::TagType& type : event_.tag_types) {
      if (std::ranges::find(plan.tag_types, type.id) != plan.tag_types.end()) {
        protocols.insert(type.protocol);
      }
    }
    return {protocols.begin(), protocols.end()};
  }

  /// Ends the evidence of a run whose engine could not.
  static model::RunResult closed(api::EvidenceSink& evidence, model::RunResult result) {
    if (auto folder = evidence.finish(result)) result.evidence = *folder;
    return result;
  }

  const model::EventPlan& event_;
  const std::vector<model::RunPlan>& plans_;
  const SessionOptions& options_;
  const SessionServices& services_;
  std::stop_token stop_;
  OneAtATime news_;
  FloorBatches batches_;
  MailInUse mail_;
  struct Agreement {
    std::vector<TriedLane> lanes;
    CrossCheck check;
  };
  std::vector<Agreement> agreed_;
  std::vector<std::optional<model::RunResult>> results_;
  std::atomic<std::size_t> next_{0};
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

}  // namespace

std::vector<model::RunResult> run_session(const model::EventPlan& event,
                                          const std::vector<model::RunPlan>& plans,
                                          const SessionOptions& options,
                                          const SessionServices& services, std::stop_token stop) {
  return Session(event, plans, options, services, std::move(stop)).run();
}

}  // namespace plugtest::session
