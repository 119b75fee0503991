#pragma once

#include "harness/api/clock.h"
#include "harness/api/reader_ports.h"
#include "harness/api/rig.h"
#include "harness/lab/air_interface.h"
#include "harness/lab/field.h"
#include "harness/model/scenario_plan.h"
#include "harness/model/tag_type.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace plugtest::lab {

/// Moves the lab's mail: draws where everything lies, then lets the load pass at constant speed.
class LabRig final : public api::Rig {
 public:
  /// All references, and `ports` of the reader where there are any, must outlive this object. Each
  /// of `airs` hears of every load.
  LabRig(api::Clock& clock, Field& field, std::vector<AirInterface*> airs,
         const model::ScenarioPlan& scenario, const std::vector<model::TagType>& tag_types,
         std::uint64_t seed, api::ReaderPorts* ports = nullptr);

  /// What was there before is gone at once. The new load is there when hands have placed it
  /// (k_load_time) and the pieces have rested: passes are independent trials, so a load waits until
  /// the flags of the pass before have fallen back, for the longest S1, S2 or S3 persistence of the
  /// tag types, at most k_longest_rest of lab time. Error `configuration` for a number of pieces
  /// other than the plan's items, or a piece of a type that the lab was not made for. A reference
  /// piece lies in the middle of the read zone, as high as the load's tags on the average, its
  /// dipole along the motion.
  void load(const api::LoadRequest& request, api::Done<model::Manifest> done) override;

  /// The lane's photo-eyes switch `ports` while the load is before them; they see it as one body,
  /// from the front of its first item to the end of its last one.
  ///
  /// Error `timed_out` when the motion takes longer than `timeout`; it is stopped then.
  void pass(Nanos timeout, api::Done<model::PassTimes> done) override;
  /// Takes antennas off `ports` and puts them on; nobody is prompted. The link is not the lab's.
  void act(const api::Handwork& what, Nanos timeout, api::Done<void> done) override;
  void abort() override;

  static constexpr Nanos k_load_time = std::chrono::seconds(2);      ///< assumption
  static constexpr Nanos k_longest_rest = std::chrono::seconds(30);  ///< assumption

 private:
  Result<Load> draw_load(const api::LoadRequest& request) const;
  Result<Placement> draw_places(const api::LoadRequest& request) const;
  Placement place_for_check(const api::LoadRequest& request) const;
  void clear_eyes();
  void watch_eyes(HostTime begin);
  void switch_eye(std::size_t eye, bool blocked);
  Motion motion_of(const api::LoadRequest& request, double length_m) const;
  Nanos rest() const;

  api::Clock& clock_;
  Field& field_;
  std::vector<AirInterface*> airs_;
  const model::ScenarioPlan& scenario_;
  const std::vector<model::TagType>& tag_types_;
  std::uint64_t seed_;
  api::ReaderPorts* ports_;
  std::vector<std::unique_ptr<api::Timer>> eye_timers_;
  bool mail_ = false;  ///< what lies there is a load, no check
  bool used_ = false;  ///< a load has been placed, so pieces may be marked
  api::Timer timer_;
  std::function<void()> cancel_;  ///< ends the pending call with `cancelled`; empty when none
};

}  // namespace plugtest::lab
