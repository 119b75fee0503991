#include "harness/model/verdict.h"

#include <array>

namespace plugtest::model {

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::none:
      return "none";
    case Verdict::pass:
      return "pass";
    case Verdict::pass_with_remark:
      return "pass_with_remark";
    case Verdict::inconclusive:
      return "inconclusive";
    case Verdict::fail:
      return "fail";
    case Verdict::error:
      return "error";
    case Verdict::not_applicable:
      return "not_applicable";
    case Verdict::not_run:
      return "not_run";
  }
  return "unknown";
}

std::optional<Verdict> verdict_from(std::string_view text) {
  constexpr std::array all{Verdict::none,           Verdict::pass,   Verdict::pass_with_remark,
                           Verdict::inconclusive,   Verdict::fail,   Verdict::error,
                           Verdict::not_applicable, Verdict::not_run};
  for (const Verdict verdict : all) {
    if (text == to_string(verdict)) return verdict;
  }
  return std::nullopt;
}

bool settled(Verdict verdict) {
  return verdict == Verdict::pass || verdict == Verdict::pass_with_remark ||
         verdict == Verdict::fail;
}

std::string_view to_string(Reason reason) {
  switch (reason) {
    case Reason::requirement_met:
      return "requirement_met";
    case Reason::requirement_missed:
      return "requirement_missed";
    case Reason::cap_reached:
      return "cap_reached";
    case Reason::straddles_requirement:
      return "straddles_requirement";
    case Reason::too_few_passes:
      return "too_few_passes";
    case Reason::items_missed:
      return "items_missed";
    case Reason::step_failed:
      return "step_failed";
    case Reason::wrong_data:
      return "wrong_data";
    case Reason::stray_reads:
      return "stray_reads";
    case Reason::foreign_reads:
      return "foreign_reads";
    case Reason::duplicate_reads:
      return "duplicate_reads";
    case Reason::settings_refused:
      return "settings_refused";
    case Reason::identity_differs:
      return "identity_differs";
    case Reason::peer_refused:
      return "peer_refused";
    case Reason::peer_stalled:
      return "peer_stalled";
    case Reason::peer_broke_protocol:
      return "peer_broke_protocol";
    case Reason::link_lost:
      return "link_lost";
    case Reason::unreachable:
      return "unreachable";
    case Reason::operator_timeout:
      return "operator_timeout";
    case Reason::not_claimed:
      return "not_claimed";
    case Reason::aborted:
      return "aborted";
    case Reason::budget_exhausted:
      return "budget_exhausted";
    case Reason::clock_jumped:
      return "clock_jumped";
    case Reason::batch_check_failed:
      return "batch_check_failed";
    case Reason::outside_region_plan:
      return "outside_region_plan";
    case Reason::not_offered:
      return "not_offered";
    case Reason::clock_drifts:
      return "clock_drifts";
    case Reason::speed_differs:
      return "speed_differs";
    case Reason::eye_silent:
      return "eye_silent";
    case Reason::harness_fault:
      return "harness_fault";
  }
  return "unknown";
}

std::string_view to_string(Attribution attribution) {
  switch (attribution) {
    case Attribution::none:
      return "none";
    case Attribution::reader:
      return "reader";
    case Attribution::tag_type:
      return "tag_type";
    case Attribution::piece:
      return "piece";
    case Attribution::placement:
      return "placement";
    case Attribution::pair:
      return "pair";
    case Attribution::channel:
      return "channel";
    case Attribution::model:
      return "model";
    case Attribution::harness:
      return "harness";
    case Attribution::operator_:
      return "operator";
    case Attribution::unknown:
      return "unknown";
  }
  return "unknown";
}

}  // namespace plugtest::model
