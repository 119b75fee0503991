#pragma once

#include "harness/api/prompter.h"
#include "harness/api/runtime.h"
#include "harness/lab/lock_step.h"
#include "harness/model/event_plan.h"
#include "harness/model/run.h"
#include "protocols/bits/result.h"

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

namespace plugtest::api {
class AirTap;
class EvidenceSink;
class Reader;
class ReaderRegistry;
class Rig;
class WireTap;
}  // namespace plugtest::api

namespace plugtest::rigs {
class OperatorTurns;
}

namespace plugtest::session {

using MakePrompter = std::function<std::unique_ptr<api::Prompter>(api::Runtime&)>;

/// What every bench is built with.
struct BenchParts {
  const api::ReaderRegistry& registry;
  const model::EventPlan& event;
  const model::RunPlan& run;
  api::WireTap& wire_tap;
  api::AirTap* air_tap;  ///< may be null; lab only
  spdlog::logger& log;
  lab::Pace pace = lab::Pace::fast;
  std::chrono::milliseconds hang_guard{30'000};  ///< of wall time, lab only
  MakePrompter make_prompter;                    ///< operator rig only
  /// Takes an operator's notes and files; may be null.
  api::EvidenceSink* evidence = nullptr;
  /// Of the lanes that share an operator; null: nobody else asks.
  rigs::OperatorTurns* turns = nullptr;
};

/// Everything that one run needs around its engine: a clock, a reader, a rig, the thread's loop.
class Bench {
 public:
  virtual ~Bench() = default;
  virtual api::Runtime& runtime() = 0;
  virtual api::Reader& reader() = 0;
  virtual api::Rig& rig() = 0;
  virtual std::vector<model::Piece> pieces() = 0;

  /// Those that move through the next door, where the scenario has one.
  virtual std::vector<model::Piece> next_door() { return {}; }

  /// Runs the loop on this thread until `done()`. Error `internal`: the lab hung.
  virtual Result<void> drive(const std::function<bool()>& done) = 0;

  /// Has `task` run on the loop's thread soon. Any thread.
  virtual void post(std::function<void()> task) = 0;
};

/// The bench for a run, as the event's rig and the reader's record ask for: virtual lab, operator
/// on a floor, or recording. Errors: `configuration`.
Result<std::unique_ptr<Bench>> make_bench(const BenchParts& parts);

}  // namespace plugtest::session
