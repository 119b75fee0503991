#pragma once

#include "harness/model/air.h"
#include "harness/model/cell.h"
#include "harness/model/event_plan.h"
#include "harness/model/run.h"
#include "harness/model/scenario_plan.h"
#include "harness/model/verdict.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace plugtest::model {

/// The enumerator from zero to `last` whose to_string() is `text`, when there is one.
template <class Enum>
std::optional<Enum> enum_from(std::string_view text, Enum last) {
  for (unsigned value = 0; value <= static_cast<unsigned>(last); ++value) {
    const auto candidate = static_cast<Enum>(value);
    if (to_string(candidate) == text) return candidate;
  }
  return std::nullopt;
}

/// Names as to_string() writes them, back to enumerators; empty for an unknown name. Stored results
/// hold names, never numbers, so that an enumerator may be inserted later.
inline std::optional<Reason> reason_from(std::string_view text) {
  return enum_from(text, Reason::harness_fault);
}
inline std::optional<Attribution> attribution_from(std::string_view text) {
  return enum_from(text, Attribution::unknown);
}
inline std::optional<SettingsPolicy> settings_policy_from(std::string_view text) {
  return enum_from(text, SettingsPolicy::vendor);
}
inline std::optional<Population> population_from(std::string_view text) {
  return enum_from(text, Population::mixed);
}
inline std::optional<RigKind> rig_kind_from(std::string_view text) {
  return enum_from(text, RigKind::gpi);
}
inline std::optional<OrderEstimator> order_estimator_from(std::string_view text) {
  return enum_from(text, OrderEstimator::midpoint);
}
inline std::optional<StaticEnd> static_end_from(std::string_view text) {
  return enum_from(text, StaticEnd::unended);
}
inline std::optional<PassKind> pass_kind_from(std::string_view text) {
  return enum_from(text, PassKind::reference);
}
inline std::optional<AirProtocol> air_protocol_from(std::string_view text) {
  return enum_from(text, AirProtocol::type_d);
}

}  // namespace plugtest::model
