#pragma once

#include "harness/engine/batch_part.h"
#include "harness/model/run.h"

#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace plugtest::session {

/// What is known on a floor of the batches under way: which tags of the hall their checks have
/// heard, and which of them could not begin. Called from any thread.
class FloorBatches {
 public:
  /// Adds what is known to the part of the run `id`. A batch whose checks before it did not hold
  /// begins anew with the next of its runs, and goes by that run's id from then on.
  void join(engine::BatchPart& part, const model::RunId& id);

  /// A run is over.
  void learn(const model::RunResult& result);

 private:
  struct Known {
    std::string now;  ///< the id that the batch goes by
    bool failed = false;
    std::vector<identity::Uii> hall;
  };
  std::mutex mutex_;
  std::map<std::string, Known> known_;                 ///< by the planned id of the batch
  std::map<model::RunId, std::string> planned_id_of_;  ///< of the runs that joined
};

}  // namespace plugtest::session
