#include "harness/model/reader_radio.h"

namespace plugtest::model {

std::string_view to_string(ForwardModulation modulation) {
  switch (modulation) {
    case ForwardModulation::dsb_ask:
      return "dsb-ask";
    case ForwardModulation::ssb_ask:
      return "ssb-ask";
    case ForwardModulation::pr_ask:
      return "pr-ask";
  }
  return "unknown";
}

std::string_view to_string(QStrategy strategy) {
  switch (strategy) {
    case QStrategy::fixed:
      return "fixed";
    case QStrategy::annex_d:
      return "annex-d";
    case QStrategy::adaptive:
      return "adaptive";
  }
  return "unknown";
}

std::string_view to_string(TargetStrategy strategy) {
  switch (strategy) {
    case TargetStrategy::single_a:
      return "single-a";
    case TargetStrategy::single_b:
      return "single-b";
    case TargetStrategy::alternate:
      return "alternate";
    case TargetStrategy::dual_target:
      return "dual-target";
  }
  return "unknown";
}

std::string_view to_string(PhaseReport report) {
  switch (report) {
    case PhaseReport::none:
      return "none";
    case PhaseReport::modulo_pi:
      return "modulo-pi";
    case PhaseReport::modulo_2pi:
      return "modulo-2pi";
  }
  return "unknown";
}

}  // namespace plugtest::model
