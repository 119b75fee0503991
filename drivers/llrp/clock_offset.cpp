#include "drivers/llrp/clock_offset.h"

#include <algorithm>

namespace plugtest::drivers {

void ClockOffset::add(ReaderTime stamped, HostTime received) {
  samples_[count_ % k_window] = stamped.time_since_epoch() - received.time_since_epoch();
  ++count_;
}

std::optional<Nanos> ClockOffset::estimate() const {
  if (count_ == 0) return std::nullopt;
  return *std::max_element(
      samples_.begin(), samples_.begin() + static_cast<std::ptrdiff_t>(std::min(count_, k_window)));
}

}  // namespace plugtest::drivers
