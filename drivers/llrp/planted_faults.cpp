#include "drivers/llrp/planted_faults.h"

#include <array>
#include <utility>

namespace plugtest::drivers {

using model::ReaderFault;

PlantedFaults::PlantedFaults(api::Clock& clock, std::span<const model::PlantedFault> faults,
                             Actions actions)
    : faults_(faults),
      actions_(std::move(actions)),
      stall_timer_(clock),
      garbage_timer_(clock),
      drop_timer_(clock),
      half_timer_(clock),
      burst_timer_(clock) {}

std::optional<Nanos> PlantedFaults::delay(ReaderFault fault) const {
  const auto planted = model::find(faults_, fault);
  if (!planted) return std::nullopt;
  return std::chrono::milliseconds(planted->parameter);
}

void PlantedFaults::arm() {
  if (const auto after = delay(ReaderFault::stalls)) {
    stall_timer_.set_after(*after, [this] { actions_.fall_silent(); });
  }
  if (const auto after = delay(ReaderFault::garbage)) {
    garbage_timer_.set_after(*after, [this] {
      std::array<std::uint8_t, 64> noise{};
      noise.fill(0xFF);  // version 7 is none
      actions_.send_garbage(noise);
    });
  }
  if (const auto after = delay(ReaderFault::drops_link)) {
    drop_timer_.set_after(*after, [this] { actions_.hang_up(); });
  }
  if (const auto after = delay(ReaderFault::half_closed)) {
    half_timer_.set_after(*after, [this] { actions_.end_sending(); });
  }
}

bool PlantedFaults::keeps_back() {
  const auto after = delay(ReaderFault::buffered_burst);
  if (!after) return false;
  if (!burst_timer_.pending()) burst_timer_.set_after(*after, [this] { actions_.burst(); });
  return true;
}

void PlantedFaults::disarm() {
  for (api::Timer* timer :
       {&stall_timer_, &garbage_timer_, &drop_timer_, &half_timer_, &burst_timer_}) {
    timer->cancel();
  }
}

}  // namespace plugtest::drivers
