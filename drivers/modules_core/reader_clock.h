#pragma once

#include "harness/model/time.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

namespace plugtest::drivers {

/// Estimates reader time minus host time from clock readings. A reading is old by the delay of the
/// line when it arrives, and cut to the clock's resolution, so every sample is too small; the
/// largest of the last ones is nearest to the truth. A window, so that the estimate follows a
/// drifting clock.
class ReaderClock {
 public:
  void add(ReaderTime read, HostTime received) {
    samples_[count_ % k_window] = read.time_since_epoch() - received.time_since_epoch();
    ++count_;
  }

  std::optional<Nanos> offset() const {
    if (count_ == 0) return std::nullopt;
    return *std::max_element(samples_.begin(), samples_.begin() + static_cast<std::ptrdiff_t>(
                                                                      std::min(count_, k_window)));
  }

 private:
  static constexpr std::size_t k_window = 8;
  std::array<Nanos, k_window> samples_{};
  std::size_t count_ = 0;
};

}  // namespace plugtest::drivers
