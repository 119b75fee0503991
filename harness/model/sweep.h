#pragma once

#include "harness/model/ids.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace plugtest::model {

/// What a sweep varies. The value's unit in brackets.
enum class SweepAxis : std::uint8_t {
  speed,          ///< of the motion [m/s]
  power,          ///< conducted, at the reader's ports [dBm]
  attenuation,    ///< put into every antenna cable besides [dB]
  items,          ///< in the load (for each sack of a roll cage) [1]
  distance,       ///< of every antenna from the middle of the read zone, its direction kept [m]
  orientation,    ///< of the tags' dipoles against the motion, tag upwards on the item [deg]
  gap,            ///< between the items of a train [m]
  thickness,      ///< of the items of a stack [m]
  mix,            ///< share of Type D among the items [1]
  door_distance,  ///< of the next door's mail [m]
  frequency,      ///< of the only channel in use [Hz]
  population,     ///< 0 = each tag type by itself, 1 = all mixed
};

std::string_view to_string(SweepAxis axis);  ///< "door_distance", as the files write it

/// Where in a sweep a scenario stands. Each point of a sweep is a scenario of its own, with its own
/// passes and its own decision: what is fixed beforehand is fixed for each.
struct SweepSetting {
  ScenarioId sweep;  ///< the scenario as its file names it; the point's id is "NAME@VALUE"
  SweepAxis axis = SweepAxis::speed;
  double value = 0;          ///< in the axis' unit
  std::string text;          ///< as people write it, "1.5 m/s"
  std::uint32_t index = 0;   ///< 0-based, in the order of the file
  std::uint32_t points = 1;  ///< of the sweep

  bool operator==(const SweepSetting&) const = default;
};

/// Whether a pattern with the wildcards * and ? names a scenario: by its id, or for a point of a
/// sweep by that of the sweep.
bool fits_scenario(std::string_view pattern, std::string_view id);

}  // namespace plugtest::model
