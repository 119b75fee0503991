#pragma once

#include "harness/api/clock.h"
#include "harness/api/prompter.h"
#include "harness/api/rig.h"
#include "harness/api/runtime.h"
#include "harness/model/lane.h"
#include "harness/model/manifest.h"
#include "harness/model/scenario_plan.h"
#include "harness/rigs/operator_rig.h"

#include <functional>
#include <optional>
#include <vector>

namespace plugtest::rigs {

/// A floor whose photo-eyes, wired to inputs of the reader, say when a pass begins and ends. Hands
/// place the load and do what scripts ask for, prompted as by OperatorRig; nobody says when it
/// moves.
///
/// A pass begins when the lane's first eye is blocked, and ends when its last one was left, which
/// is sure once no eye has been blocked for a while (clear_time()): between the items of a train
/// every eye is clear for a moment. Two eyes give the speed of the load's front.
class GpiRig final : public api::Rig {
 public:
  /// `scenario.lane` has at least one eye. As of OperatorRig otherwise.
  GpiRig(api::Runtime& runtime, api::Prompter& prompter, model::Manifest enrolled,
         const model::ScenarioPlan& scenario, api::EvidenceSink* evidence = nullptr,
         OperatorTurns* turns = nullptr);

  void load(const api::LoadRequest& request, api::Done<model::Manifest> done) override;

  /// Error `unreachable`: the eyes have not told of a whole pass within `timeout`.
  void pass(Nanos timeout, api::Done<model::PassTimes> done) override;
  void act(const api::Handwork& what, Nanos timeout, api::Done<void> done) override;
  void on_input(const model::InputEvent& event) override;
  void abort() override;

 private:
  /// When an eye was blocked for the first time in the pass, and left for the last time.
  struct Seen {
    bool blocked = false;
    std::optional<model::InputEvent> first_blocked;
    std::optional<model::InputEvent> last_left;
  };

  void start_over();
  void look();
  void finish(Result<model::PassTimes> result);
  std::optional<std::int32_t> speed_mmps() const;
  Error silence(Nanos waited) const;

  api::Clock& clock_;
  OperatorRig hands_;
  std::vector<model::PhotoEye> eyes_;
  Nanos clear_time_;
  std::vector<Seen> seen_;  ///< as eyes_
  bool check_ = false;      ///< what was loaded is no mail
  api::Timer give_up_;
  api::Timer settled_;
  api::Done<model::PassTimes> done_;
};

/// How long no eye may be blocked before a load counts as gone: twice the longest gap within it at
/// the scenario's speed, and at least half a second.
Nanos clear_time(const model::ScenarioPlan& scenario);

}  // namespace plugtest::rigs
