#include "harness/model/air_frame.h"

namespace plugtest::model {

std::string_view to_string(AirDirection direction) {
  return direction == AirDirection::forward ? "forward" : "backscatter";
}

std::string_view to_string(AirReception reception) {
  switch (reception) {
    case AirReception::sent:
      return "sent";
    case AirReception::silence:
      return "silence";
    case AirReception::decoded:
      return "decoded";
    case AirReception::captured:
      return "captured";
    case AirReception::collision:
      return "collision";
    case AirReception::crc_error:
      return "crc-error";
    case AirReception::bit_errors:
      return "bit-errors";
    case AirReception::too_weak:
      return "too-weak";
    case AirReception::outside_time:
      return "outside-time";
  }
  return "unknown";
}

}  // namespace plugtest::model
