#pragma once

#include "harness/model/time.h"

#include <array>
#include <cstddef>
#include <optional>

namespace plugtest::drivers {

/// Estimates reader time minus host time from events, which a reader stamps when it sends them.
///
/// A stamp is old by the delay of the link when it arrives, so every sample is too small by that
/// delay: the largest of the last samples is nearest to the truth (a minimum-delay filter). A
/// window, so that the estimate follows a drifting clock. Tag reports are no samples: readers
/// buffer them.
class ClockOffset {
 public:
  void add(ReaderTime stamped, HostTime received);
  std::optional<Nanos> estimate() const;

 private:
  static constexpr std::size_t k_window = 16;
  std::array<Nanos, k_window> samples_{};
  std::size_t count_ = 0;
};

}  // namespace plugtest::drivers
