#include "drivers/modules_core/host_frames.h"

#include "harness/api/clock.h"

#include <chrono>

namespace plugtest::drivers {

namespace {

/// Source: assumption. Many characters of the slowest line, and less than drivers wait for answers.
constexpr Nanos k_silence = std::chrono::milliseconds(250);

}  // namespace

void HostFrames::push(std::span<const std::uint8_t> bytes) {
  const HostTime now = runtime_.clock.now();
  if (now - heard_ > k_silence) scanner_.reset();
  heard_ = now;
  scanner_.push(bytes);
}

}  // namespace plugtest::drivers
