#include "harness/rigs/replay_rig.h"

#include "harness/rigs/pass_manifest.h"

#include <utility>

namespace plugtest::rigs {
namespace {

/// Ends a call that was aborted.
template <class T>
std::function<void()> cancelling(api::Done<T> done) {
  return [done = std::move(done)] { done(fail(ErrorCode::cancelled, "the pass was aborted")); };
}

}  // namespace

ReplayRig::ReplayRig(api::Runtime& runtime, model::Manifest enrolled)
    : clock_(runtime.clock), enrolled_(std::move(enrolled)), soon_(runtime.clock) {}

void ReplayRig::load(const api::LoadRequest& request, api::Done<model::Manifest> done) {
  cancel_ = cancelling(done);
  soon_.set_after(Nanos(0), [this, manifest = pass_manifest(enrolled_, request),
                             done = std::move(done)]() mutable {
    cancel_ = nullptr;
    done(std::move(manifest));
  });
}

void ReplayRig::pass(Nanos, api::Done<model::PassTimes> done) {
  cancel_ = cancelling(done);
  soon_.set_after(Nanos(0), [this, done = std::move(done)] {
    cancel_ = nullptr;
    done(model::PassTimes{clock_.now(), clock_.now()});
  });
}

void ReplayRig::act(const api::Handwork&, Nanos, api::Done<void> done) {
  clock_.call_at(clock_.now(), [done = std::move(done)] {
    done(fail(ErrorCode::unsupported, "nobody can lay hands on a recording"));
  });
}

void ReplayRig::abort() {
  if (!cancel_) return;
  soon_.set_after(Nanos(0), std::exchange(cancel_, nullptr));
}

}  // namespace plugtest::rigs
