#include "harness/model/sweep.h"

#include "protocols/bits/wildcard.h"

namespace plugtest::model {

std::string_view to_string(SweepAxis axis) {
  switch (axis) {
    case SweepAxis::speed:
      return "speed";
    case SweepAxis::power:
      return "power";
    case SweepAxis::attenuation:
      return "attenuation";
    case SweepAxis::items:
      return "items";
    case SweepAxis::distance:
      return "distance";
    case SweepAxis::orientation:
      return "orientation";
    case SweepAxis::gap:
      return "gap";
    case SweepAxis::thickness:
      return "thickness";
    case SweepAxis::mix:
      return "mix";
    case SweepAxis::door_distance:
      return "door_distance";
    case SweepAxis::frequency:
      return "frequency";
    case SweepAxis::population:
      return "population";
  }
  return "unknown";
}

bool fits_scenario(std::string_view pattern, std::string_view id) {
  return bits::wildcard_match(pattern, id) ||
         bits::wildcard_match(pattern, id.substr(0, id.find('@')));
}

}  // namespace plugtest::model
