#include "harness/lab/shared_air.h"

#include "harness/lab/level.h"

#include <algorithm>

namespace plugtest::lab {

void SharedAir::attach(AirInterface& protocol) { protocols_.push_back(&protocol); }

bool SharedAir::shared(const AirInterface& speaker) const {
  return std::ranges::any_of(protocols_,
                             [&](const AirInterface* other) { return other != &speaker; });
}

void SharedAir::modulate(const AirInterface& speaker, HostTime begin, HostTime end) {
  for (AirInterface* other : protocols_) {
    if (other != &speaker) other->hear_modulation(begin, end);
  }
}

std::int32_t SharedAir::listen(const AirInterface& speaker, HostTime begin, HostTime end) {
  emissions_.clear();
  for (AirInterface* other : protocols_) {
    if (other != &speaker) other->talk(begin, end, emissions_);
  }
  // The sum is greatest when some emission begins.
  std::int32_t greatest = k_silence_mdbm;
  for (const Emission& first : emissions_) {
    std::int32_t sum = k_silence_mdbm;
    for (const Emission& emission : emissions_) {
      const bool at_once = emission.begin <= first.begin && first.begin < emission.end;
      if (at_once) sum = power_sum_mdbm(sum, emission.level_mdbm);
    }
    greatest = std::max(greatest, sum);
  }
  return greatest;
}

}  // namespace plugtest::lab
