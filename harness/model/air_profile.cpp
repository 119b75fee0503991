#include "harness/model/air_profile.h"

namespace plugtest::model {

std::string_view to_string(Confidence confidence) {
  switch (confidence) {
    case Confidence::standard:
      return "standard";
    case Confidence::product:
      return "product";
    case Confidence::model:
      return "model";
  }
  return "unknown";
}

}  // namespace plugtest::model
