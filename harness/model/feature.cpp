#include "harness/model/feature.h"

namespace plugtest::model {

std::string_view to_string(Feature feature) {
  switch (feature) {
    case Feature::power_control:
      return "power-control";
    case Feature::fixed_channel:
      return "fixed-channel";
    case Feature::tag_write:
      return "tag-write";
    case Feature::tag_lock:
      return "tag-lock";
    case Feature::tag_kill:
      return "tag-kill";
    case Feature::antenna_detection:
      return "antenna-detection";
  }
  return "unknown";
}

}  // namespace plugtest::model
