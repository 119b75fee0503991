#include "harness/model/cell.h"

namespace plugtest::model {

std::string_view to_string(IntervalKind kind) {
  switch (kind) {
    case IntervalKind::none:
      return "none";
    case IntervalKind::exact:
      return "exact";
    case IntervalKind::early_stop:
      return "early_stop";
  }
  return "unknown";
}

std::string_view to_string(SettingsPolicy policy) {
  switch (policy) {
    case SettingsPolicy::common:
      return "common";
    case SettingsPolicy::vendor:
      return "vendor";
  }
  return "unknown";
}

std::string_view to_string(Population population) {
  switch (population) {
    case Population::single:
      return "single";
    case Population::mixed:
      return "mixed";
  }
  return "unknown";
}

}  // namespace plugtest::model
