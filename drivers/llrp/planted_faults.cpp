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
      drop_timer_(clock) {}

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
}

void PlantedFaults::disarm() {
  stall_timer_.cancel();
  garbage_timer_.cancel();
  drop_timer_.cancel();
}

}  // namespace plugtest::drivers
