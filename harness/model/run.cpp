#include "harness/model/run.h"

namespace plugtest::model {

std::string_view to_string(OrderEstimator estimator) {
  switch (estimator) {
    case OrderEstimator::rssi_peak:
      return "rssi_peak";
    case OrderEstimator::midpoint:
      return "midpoint";
  }
  return "unknown";
}

std::string_view to_string(StaticEnd end) {
  switch (end) {
    case StaticEnd::complete:
      return "complete";
    case StaticEnd::stopped:
      return "stopped";
    case StaticEnd::aborted:
      return "aborted";
    case StaticEnd::unended:
      return "unended";
  }
  return "unknown";
}

std::string_view to_string(PassKind kind) {
  switch (kind) {
    case PassKind::load:
      return "load";
    case PassKind::empty_field:
      return "empty_field";
    case PassKind::reference:
      return "reference";
  }
  return "unknown";
}

}  // namespace plugtest::model
