#pragma once

#include "harness/api/rig.h"
#include "harness/model/manifest.h"

namespace plugtest::rigs {

/// The ground truth of a pass whose load is a choice of the enrolled pieces: each on the item that
/// it was enrolled with (or on one named like the piece), in the order of the load; every other
/// enrolled piece is elsewhere in the hall.
model::Manifest pass_manifest(const model::Manifest& enrolled, const api::LoadRequest& request);

}  // namespace plugtest::rigs
