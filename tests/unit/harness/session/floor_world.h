#pragma once

#include "harness/api/clock.h"
#include "harness/api/prompter.h"
#include "harness/api/registry.h"
#include "harness/rigs/operator_turns.h"
#include "harness/session/session.h"
#include "tests/doubles/remembering_evidence.h"
#include "tests/doubles/scripted_reader.h"

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <spdlog/logger.h>
#include <spdlog/sinks/null_sink.h>

namespace plugtest::session {

/// A floor with the lanes "belt" (antenna port 1) and "door" (port 2), each with a scenario of its
/// name; an operator who does at once what is asked; and readers that report what lies in the lane
/// whose antenna they are set to, and what leaks into it.
class FloorWorld final : public SessionListener {
 public:
  FloorWorld();

  /// @name How it is; before a session
  /// @{
  model::EventPlan event;
  std::map<std::string, std::string> leaks;  ///< into a lane from another one
  std::set<std::string> unreachable;         ///< readers
  std::set<std::string> unanswered;          ///< keys of questions
  /// Whether a question is left open for a while; it is asked again and again.
  std::function<bool(const std::string& key, const std::string& text)> hold;
  rigs::OperatorTurns* turns = nullptr;
  /// @}

  /// A run of a reader in a scenario with one tag type.
  model::RunPlan plan(const char* reader, const char* scenario, const char* tag_type) const;

  std::vector<model::RunResult> run(const std::vector<model::RunPlan>& plans,
                                    const std::stop_token& stop = {});

  /// @name What happened
  /// @{
  std::vector<std::string> remarks;
  std::map<model::RunId, std::vector<std::string>> notes;  ///< in the evidence of runs
  std::vector<std::string> questions;                      ///< keys, in the order of the asking
  std::size_t most_runs_at_once = 0;
  std::size_t most_questions_at_once = 0;
  bool mail_was_in_two_lanes = false;  ///< runs at the same time whose loads share pieces
  /// @}

  void on_remark(const std::string& text) override { remarks.push_back(text); }
  void on_run_begin(const model::RunPlan& plan) override;
  void on_pass(const model::RunPlan&, std::uint32_t, std::span<const model::PassScore>) override {}
  void on_run_end(const model::RunResult& result) override;

 private:
  class Operator;
  class Evidence;

  void obey(const std::string& key, const std::string& text);
  std::vector<identity::Uii> heard_at(std::uint16_t port);

  api::ReaderRegistry registry_;
  spdlog::logger log_;
  std::mutex mutex_;  ///< of all that follows, of notes and of questions
  std::map<std::string, std::vector<identity::Uii>> lanes_;  ///< what lies where
  std::size_t open_questions_ = 0;
  std::map<model::RunId, model::RunPlan> under_way_;
};

}  // namespace plugtest::session
