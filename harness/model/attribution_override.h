#pragma once

#include "harness/model/verdict.h"

#include <string>

namespace plugtest::model {

/// An organizer's word on who a non-pass is to be attributed to, with the reason and who says so.
/// It is kept beside what was computed and never replaces it; no verdict changes.
struct AttributionOverride {
  std::string reader;  ///< id, wildcards allowed
  std::string tag_type;
  std::string scenario;
  Attribution attribution = Attribution::unknown;
  std::string note;
  std::string by;

  bool operator==(const AttributionOverride&) const = default;
};

}  // namespace plugtest::model
