#pragma once

#include "harness/api/clock.h"
#include "harness/api/rig.h"
#include "harness/api/runtime.h"
#include "harness/model/manifest.h"

namespace plugtest::rigs {

/// The rig of a recording: whatever moved was moved when it was made. A recording without marks is
/// one pass, so a pass is over at once; the reports come while the reader is drained.
class ReplayRig final : public api::Rig {
 public:
  /// `enrolled` are the pieces that were in the hall.
  ReplayRig(api::Runtime& runtime, model::Manifest enrolled);

  void load(const api::LoadRequest& request, api::Done<model::Manifest> done) override;
  void pass(Nanos timeout, api::Done<model::PassTimes> done) override;
  /// `unsupported`: what was done by hand was done when it was recorded.
  void act(const api::Handwork& what, Nanos timeout, api::Done<void> done) override;
  void abort() override;

 private:
  api::Clock& clock_;
  model::Manifest enrolled_;
  api::Timer soon_;
  std::function<void()> cancel_;  ///< ends the pending call
};

}  // namespace plugtest::rigs
