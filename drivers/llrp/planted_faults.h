#pragma once

#include "harness/api/clock.h"
#include "harness/model/fault.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>

namespace plugtest::drivers {

/// The planted faults of a virtual reader that strike its connection some time after an inventory
/// began (it falls silent, sends garbage, hangs up by half or whole), and those that keep its
/// reports back.
class PlantedFaults {
 public:
  struct Actions {
    std::function<void()> fall_silent;
    std::function<void(std::span<const std::uint8_t>)> send_garbage;
    std::function<void()> hang_up;
    std::function<void()> end_sending;  ///< our direction of the connection alone
    std::function<void()> burst;        ///< send all reports that were kept back
  };

  /// `faults` must outlive this.
  PlantedFaults(api::Clock& clock, std::span<const model::PlantedFault> faults, Actions actions);

  bool has(model::ReaderFault fault) const { return model::find(faults_, fault).has_value(); }
  /// An inventory began.
  void arm();
  /// A report is due. Whether it is kept back, for a burst later on.
  bool keeps_back();
  /// The connection is gone.
  void disarm();

 private:
  std::optional<Nanos> delay(model::ReaderFault fault) const;

  std::span<const model::PlantedFault> faults_;
  Actions actions_;
  api::Timer stall_timer_;
  api::Timer garbage_timer_;
  api::Timer drop_timer_;
  api::Timer half_timer_;
  api::Timer burst_timer_;
};

}  // namespace plugtest::drivers
