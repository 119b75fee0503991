#pragma once

#include "harness/api/done.h"
#include "harness/model/manifest.h"
#include "harness/model/run.h"
#include "harness/model/scenario_plan.h"

#include <cstdint>
#include <span>
#include <vector>

namespace plugtest::api {

/// What is to be presented in one pass.
struct LoadRequest {
  std::uint32_t pass = 0;                ///< 0-based; items are placed anew for each
  std::span<const model::Piece> pieces;  ///< one per item, in the order of the load
};

/// Whatever moves the mail: virtual lab, an operator with prompts, a recording.
class Rig {
 public:
  virtual ~Rig() = default;

  /// Places the items; the manifest says which piece is on which item, in the order in which they
  /// will meet the read zone. Valid during the call only: `request.pieces`.
  virtual void load(const LoadRequest& request, Done<model::Manifest> done) = 0;

  /// Moves the load through the read zone; ends when it has left. Errors: `timed_out` (operator),
  /// `cancelled`.
  virtual void pass(Nanos timeout, Done<model::PassTimes> done) = 0;

  /// Ends a pending call with `cancelled`.
  virtual void abort() = 0;
};

}  // namespace plugtest::api
