#pragma once

#include "harness/api/clock.h"
#include "harness/api/rig.h"
#include "harness/api/runtime.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace plugtest::doubles {

/// A rig whose loads take a fixed time to pass.
class TimedRig final : public api::Rig {
 public:
  TimedRig(api::Runtime& runtime, Nanos pass_time)
      : runtime_(runtime), pass_time_(pass_time), timer_(runtime.clock) {}

  std::optional<Error> refuse_load;
  bool acts_supported = true;
  std::vector<api::Handwork> acts;  ///< what was asked for, in order
  std::function<void()> on_act;
  std::function<void()> on_pass;
  std::optional<std::int32_t> speed_mmps;  ///< as photo-eyes would measure it
  std::vector<model::InputEvent> inputs;   ///< what it was told of

  void load(const api::LoadRequest& request, api::Done<model::Manifest> done) override {
    model::Manifest manifest;
    for (const model::Piece& piece : request.pieces) {
      manifest.expected.push_back({piece, model::ItemId("item-" + piece.id.str())});
    }
    runtime_.clock.call_at(runtime_.clock.now(), [this, done, manifest] {
      if (refuse_load) {
        done(fail(*refuse_load));
      } else {
        done(manifest);
      }
    });
  }
  void pass(Nanos, api::Done<model::PassTimes> done) override {
    if (on_pass) on_pass();
    const HostTime begin = runtime_.clock.now();
    done_ = std::move(done);
    timer_.set_after(pass_time_, [this, begin] {
      finish(model::PassTimes{begin, runtime_.clock.now(), speed_mmps});
    });
  }
  void act(const api::Handwork& what, Nanos, api::Done<void> done) override {
    acts.push_back(what);
    if (on_act) on_act();
    runtime_.clock.call_at(runtime_.clock.now(), [done, supported = acts_supported] {
      if (supported) return done({});
      done(fail(ErrorCode::unsupported, "no hands"));
    });
  }
  void on_input(const model::InputEvent& event) override { inputs.push_back(event); }
  void abort() override {
    timer_.cancel();
    if (!done_) return;
    runtime_.clock.call_at(runtime_.clock.now(), [this] {
      if (done_) finish(fail(ErrorCode::cancelled, "the pass was aborted"));
    });
  }

 private:
  void finish(Result<model::PassTimes> result) {
    const auto done = std::move(done_);
    done_ = nullptr;
    done(std::move(result));
  }

  api::Runtime& runtime_;
  Nanos pass_time_;
  api::Timer timer_;
  api::Done<model::PassTimes> done_;
};

}  // namespace plugtest::doubles
