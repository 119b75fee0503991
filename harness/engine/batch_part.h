#pragma once

#include "harness/api/rig.h"
#include "harness/model/event_plan.h"
#include "harness/model/manifest.h"
#include "harness/model/run.h"

#include <optional>
#include <string>
#include <vector>

namespace plugtest::engine {

/// What a run has to do with the checks of its batch (see model::BatchCheck).
struct BatchPart {
  std::string id;       ///< of the batch
  bool opens = false;   ///< the checks before the batch are made with this run
  bool closes = false;  ///< those after it are
  model::BatchChecks policy;
  std::optional<model::Piece> reference;  ///< none: only the empty field is read
  std::vector<model::Piece> pieces;       ///< of the batch's loads: none may be heard in between
  std::vector<identity::Uii> hall;        ///< heard in the lane's empty field before
};

/// The checks on one side of a batch, as a rig is asked for them; `first` is the pass number of the
/// first one. The requests refer to `part`.
std::vector<api::LoadRequest> check_requests(const BatchPart& part, std::uint32_t first);

/// The manifest of a check, from what the rig knows: an empty field expects the pieces of the
/// batch's loads not to be heard (score::judge_check), a reference check only its piece.
model::Manifest manifest_of_check(model::Manifest told, model::PassKind kind,
                                  const BatchPart& part);

}  // namespace plugtest::engine
