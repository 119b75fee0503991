#include "harness/session/floor_batches.h"

#include <algorithm>

namespace plugtest::session {

void FloorBatches::join(engine::BatchPart& part, const model::RunId& id) {
  const std::lock_guard lock(mutex_);
  planned_id_of_[id] = part.id;
  Known& known = known_.try_emplace(part.id, Known{part.id, false, {}}).first->second;
  if (known.failed) {
    known = Known{id.str(), false, {}};
    part.opens = true;
  }
  part.id = known.now;
  part.hall = known.hall;
}

void FloorBatches::learn(const model::RunResult& result) {
  const std::lock_guard lock(mutex_);
  const auto planned = planned_id_of_.find(result.plan.id);
  if (planned == planned_id_of_.end()) return;
  Known& known = known_.at(planned->second);
  for (const model::BatchCheck& check : result.checks) {
    if (!check.held && !check.closes_batch) known.failed = true;
    if (check.kind != model::PassKind::empty_field) continue;
    for (const identity::Uii& uii : check.unknown) {
      if (std::ranges::find(known.hall, uii) == known.hall.end()) known.hall.push_back(uii);
    }
  }
}

}  // namespace plugtest::session
