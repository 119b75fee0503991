#pragma once

#include "harness/api/clock.h"
#include "harness/api/rig.h"
#include "harness/lab/air_interface.h"
#include "harness/lab/field.h"
#include "harness/model/scenario_plan.h"
#include "harness/model/tag_type.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace plugtest::lab {

/// Moves the lab's mail: draws where everything lies, then lets the load pass at constant speed.
class LabRig final : public api::Rig {
 public:
  /// All references must outlive this object. Each of `airs` hears of every load.
  LabRig(api::Clock& clock, Field& field, std::vector<AirInterface*> airs,
         const model::ScenarioPlan& scenario, const std::vector<model::TagType>& tag_types,
         std::uint64_t seed);

  /// Takes k_load_time of lab time: what was there before is gone at once, the new load is there at
  /// the end. Error `configuration` for a number of pieces other than the plan's items, or a piece
  /// of a type that the lab was not made for.
  void load(const api::LoadRequest& request, api::Done<model::Manifest> done) override;

  /// Error `timed_out` when the motion takes longer than `timeout`; it is stopped then.
  void pass(Nanos timeout, api::Done<model::PassTimes> done) override;
  void abort() override;

  /// Hands need a moment to place a load (assumption). Tags keep their flags in the meantime.
  static constexpr Nanos k_load_time = std::chrono::seconds(2);

 private:
  Result<Load> draw_load(const api::LoadRequest& request) const;

  api::Clock& clock_;
  Field& field_;
  std::vector<AirInterface*> airs_;
  const model::ScenarioPlan& scenario_;
  const std::vector<model::TagType>& tag_types_;
  std::uint64_t seed_;
  api::Timer timer_;
  std::function<void()> cancel_;  ///< ends the pending call with `cancelled`; empty when none
};

}  // namespace plugtest::lab
