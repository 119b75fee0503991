#pragma once

#include <cstdint>
#include <string_view>

namespace plugtest::model {

/// What a scenario may need of a reader beyond reading tags. A reader's record names what it lacks;
/// its cells of scenarios that need it are not applicable.
enum class Feature : std::uint8_t {
  power_control,      ///< the transmit power can be set
  fixed_channel,      ///< one channel can be chosen
  tag_write,          ///< tag memory can be written
  tag_lock,           ///< tag memory can be locked
  tag_kill,           ///< tags can be killed
  antenna_detection,  ///< a missing antenna is noticed and told
};

std::string_view to_string(Feature feature);  ///< "power-control"

}  // namespace plugtest::model
