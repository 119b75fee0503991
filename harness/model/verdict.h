#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace plugtest::model {

/// The eight verdicts of DESIGN 2. `error` is only ever our own.
enum class Verdict : std::uint8_t {
  none,
  pass,
  pass_with_remark,
  inconclusive,
  fail,
  error,
  not_applicable,
  not_run,
};

std::string_view to_string(Verdict verdict);  ///< "pass_with_remark"
std::optional<Verdict> verdict_from(std::string_view text);

/// Whether the decision rule came to a pass or a fail.
bool settled(Verdict verdict);

/// Machine-readable reasons behind a verdict; the first is the main one.
enum class Reason : std::uint8_t {
  requirement_met,        ///< the rule accepted
  requirement_missed,     ///< the rule rejected: too many unsuccessful passes
  cap_reached,            ///< sequential rule: neither, within the allowed passes
  straddles_requirement,  ///< fixed rule: the interval holds the requirement
  too_few_passes,         ///< the run ended before the rule could decide
  items_missed,
  step_failed,  ///< a check or a verification of the script did not hold
  wrong_data,
  stray_reads,
  foreign_reads,
  duplicate_reads,      ///< a piece was read more often than the scenario allows
  settings_refused,     ///< the reader does not take the settings, or reads back others
  identity_differs,     ///< the reader is not the registered one
  peer_refused,         ///< the reader answered a request with an error
  peer_stalled,         ///< healthy link, no answer in time
  peer_broke_protocol,  ///< bytes that break the protocol, on a healthy link
  link_lost,            ///< connection gone for an unknown cause
  unreachable,          ///< no connection could be made
  operator_timeout,
  not_claimed,
  aborted,
  budget_exhausted,
  clock_jumped,  ///< the times of a pass do not fit together: which reads are of it is not known
  clock_drifts,  ///< the reader's clock runs at another rate than ours, by more than a crystal may
  batch_check_failed,   ///< the empty field or the reference piece, before or after the batch
  outside_region_plan,  ///< the reader would radiate what the region plan forbids
  not_offered,          ///< the reader's own capabilities do not hold what the scenario asks for
  speed_differs,        ///< the load did not move at the speed of the scenario
  eye_silent,           ///< no photo-eye told of the load in time
  harness_fault,
};

std::string_view to_string(Reason reason);  ///< "requirement_met"

/// Who a non-pass is attributed to (DESIGN 8).
enum class Attribution : std::uint8_t {
  none,  ///< nothing to attribute
  reader,
  tag_type,
  piece,
  placement,
  pair,
  channel,
  model,
  harness,
  operator_,
  unknown,
};

std::string_view to_string(Attribution attribution);  ///< "tag_type", "operator"

}  // namespace plugtest::model
