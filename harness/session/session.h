#pragma once

#include "harness/engine/run.h"
#include "harness/model/event_plan.h"
#include "harness/model/run.h"
#include "harness/session/batches.h"
#include "harness/session/bench.h"

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace plugtest::api {
class EvidenceSink;
}

namespace plugtest::session {

/// Hears how a session goes on. Called from several threads, one call at a time.
class SessionListener {
 public:
  virtual ~SessionListener() = default;

  /// Something people should know that belongs to no run alone, in a few sentences: what a check of
  /// lanes has found.
  virtual void on_remark(const std::string& /*text*/) {}
  virtual void on_run_begin(const model::RunPlan& plan) = 0;
  virtual void on_pass(const model::RunPlan& plan, std::uint32_t pass,
                       std::span<const model::PassScore> scores) = 0;

  /// Also the place to keep the result: it comes as soon as the run is over.
  virtual void on_run_end(const model::RunResult& result) = 0;
};

struct SessionOptions {
  lab::Pace pace = lab::Pace::fast;
  std::size_t jobs = 1;  ///< runs at the same time in the lab
  std::chrono::milliseconds hang_guard{30'000};
  /// The batches that runs are of (plan_batches); a run that is not here is checked with none.
  std::map<model::RunId, BatchPlace> batches{};
};

/// What a session is built with; all outlive it.
struct SessionServices {
  const api::ReaderRegistry& registry;
  spdlog::logger& log;
  SessionListener& listener;
  std::function<Result<std::unique_ptr<api::EvidenceSink>>(const model::RunPlan&)> make_evidence;
  MakePrompter make_prompter;
  /// Where the prompters of lanes that run at the same time ask the same person; null: they do not.
  rigs::OperatorTurns* turns = nullptr;
};

/// Runs `plans` of `event`, in parallel where that changes nothing, and returns the results in the
/// order of the plans. In the lab that is anywhere, `jobs` at a time; on a floor on lanes that the
/// event declares independent, round by round (plan_rounds), once a check with the reference piece
/// agrees (check_lanes); what it found is in the evidence of each run of the round. A stop request
/// ends the runs under way with what they have; plans that had not begun have no result; nor have
/// those that the event's budget has no time for. The results do not depend on `jobs`.
std::vector<model::RunResult> run_session(const model::EventPlan& event,
                                          const std::vector<model::RunPlan>& plans,
                                          const SessionOptions& options,
                                          const SessionServices& services, std::stop_token stop);

}  // namespace plugtest::session
