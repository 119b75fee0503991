#include "harness/model/tag_type.h"

#include <algorithm>

namespace plugtest::model {

bool rests_on_model(const TagType& type) {
  if (type.protocol != AirProtocol::type_d) return false;
  if (!type.air || type.air->parameters.empty()) return true;
  return std::ranges::any_of(type.air->parameters, [](const AirParameter& parameter) {
    return parameter.confidence == Confidence::model;
  });
}

}  // namespace plugtest::model
