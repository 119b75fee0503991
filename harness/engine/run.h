#pragma once

#include "harness/api/runtime.h"
#include "harness/engine/batch_part.h"
#include "harness/model/manifest.h"
#include "harness/model/reader_record.h"
#include "harness/model/region_plan.h"
#include "harness/model/run.h"
#include "harness/model/scenario_plan.h"

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace plugtest::api {
class EvidenceSink;
class Reader;
class Rig;
}  // namespace plugtest::api

namespace plugtest::engine {

/// Hears how a run goes on. Called on the run's own thread.
class RunListener {
 public:
  virtual ~RunListener() = default;

  /// A pass is over; one score per tag type of the load. Empty: the pass could not be judged.
  virtual void on_pass(const model::RunPlan& plan, std::uint32_t pass,
                       std::span<const model::PassScore> scores) = 0;
};

/// What a run is put together from. Everything outlives the run.
struct RunParts {
  api::Runtime& runtime;
  api::Reader& reader;
  api::Rig& rig;
  api::EvidenceSink& evidence;
  RunListener& listener;
  const model::RunPlan& plan;
  const model::ScenarioPlan& scenario;
  const model::ReaderRecord& record;  ///< who the reader should be
  std::vector<model::Piece> pieces;   ///< of the load, one per item
  /// A recording is one pass: there is no second one, and every report in it belongs to the first.
  bool one_recorded_pass = false;
  std::vector<model::AirProtocol> protocols{model::AirProtocol::type_c};  ///< of the load
  std::vector<model::Piece> next_door{};  ///< one per item that moves there, see Rig
  std::optional<BatchPart> batch{};       ///< none: the run's batch is not checked
  model::RegionPlan region{};             ///< what may be radiated; no channels: anything
  bool uses_eyes = false;                 ///< the rig goes by photo-eyes at the reader's inputs
};

/// One execution of a scenario with one reader and one population: connects, checks who the reader
/// is, sets it up, and repeats passes until the decision rule has settled every tag type of the
/// load, its cap is reached, or the run cannot go on. A link that is lost for an unknown cause
/// spoils the pass it was lost in: before the next one the reader is reached again within the
/// budget of a step, has to be the same one, and is set up anew. Three such passes in a row end the
/// run.
///
/// The first run of a batch begins with the checks before it, and is over when one does not hold;
/// the last one ends with the checks after it.
///
/// It always ends, in bounded time, with a result: what went wrong becomes a reason in it (DESIGN
/// 5, peers' faults), never an exception or a lost run.
class Run {
 public:
  explicit Run(RunParts parts);
  ~Run();
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  /// Call once. `done` is called once, on the runtime's thread; the evidence is complete then.
  void start(std::function<void(model::RunResult)> done);

  /// Ends the run soon, with what was observed so far and the reason `aborted`. Thread of the
  /// runtime only.
  void abort();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace plugtest::engine
