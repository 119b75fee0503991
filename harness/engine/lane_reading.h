#pragma once

#include "harness/api/done.h"
#include "harness/api/runtime.h"
#include "harness/model/observation.h"
#include "harness/model/reader_record.h"
#include "harness/model/region_plan.h"
#include "harness/model/scenario_plan.h"

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

namespace plugtest::api {
class Reader;
}

namespace plugtest::engine {

/// How often each tag was reported.
using TagReads = std::map<identity::Uii, std::uint64_t>;

/// What a reading is put together from. Everything outlives it.
struct LaneReadingParts {
  api::Runtime& runtime;
  api::Reader& reader;
  const model::ReaderRecord& record;     ///< who the reader should be
  const model::ScenarioPlan& scenario;   ///< its lane and settings
  const model::RegionPlan& region;       ///< what may be radiated
  std::vector<model::AirProtocol> load;  ///< protocols, where the scenario names none
  Nanos time;                            ///< how long is read
};

/// One reading of a lane outside of any run, to hear what is within reach of its reader: connects,
/// checks who the reader is and what it may radiate, sets it up as for the scenario (but with the
/// session whose flags fall back at once: every tag is to answer), reads, and says goodbye.
class LaneReading {
 public:
  explicit LaneReading(LaneReadingParts parts);
  ~LaneReading();
  LaneReading(const LaneReading&) = delete;
  LaneReading& operator=(const LaneReading&) = delete;

  /// Call once. `done` is called once, on the runtime's thread. Errors: those of the reader's
  /// calls; `configuration` for another reader than is registered, or settings that it does not
  /// take or that would radiate too much.
  void start(api::Done<TagReads> done);

  /// Ends it soon, with `cancelled`. Thread of the runtime only.
  void abort();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace plugtest::engine
