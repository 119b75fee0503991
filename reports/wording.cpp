#include "reports/wording.h"

#include <array>
#include <cassert>
#include <cmath>
#include <variant>

#include <fmt/format.h>

namespace plugtest::reports {
namespace {

using model::Attribution;
using model::Reason;
using model::Verdict;

constexpr std::array<VerdictWording, 8> k_wordings{{
    {Verdict::pass, "✓", "P", "pass", "The decision rule accepted: enough passes succeeded."},
    {Verdict::pass_with_remark, "✓!", "P!", "pass with remark",
     "Accepted, and something else was seen: stray, foreign or wrong reads."},
    {Verdict::fail, "✗", "F", "fail",
     "The decision rule rejected, or the reader misbehaved on a healthy link."},
    {Verdict::inconclusive, "?", "?", "inconclusive",
     "Neither was shown: too few passes, or a link that was lost for an unknown cause."},
    {Verdict::error, "!", "E", "error",
     "The harness itself failed; says nothing of the equipment."},
    {Verdict::not_applicable, "–", "-", "not applicable",
     "The reader does not claim the standard of this tag type."},
    {Verdict::not_run, "○", ".", "not run", "Nothing was measured."},
    {Verdict::none, "…", "~", "none", "Measured, not judged yet."},
}};

int percent(double share) { return static_cast<int>(std::lround(share * 100.0)); }

struct DescribeRule {
  std::string operator()(const model::SequentialRule& rule) const {
    return fmt::format(
        "Sequential test on the share of successful passes: accept level {:g} %, reject level "
        "{:g} %, false reject {:g} %, false accept {:g} %, at most {} passes. The number of passes "
        "depends on the results, so intervals are descriptive (early stop).",
        rule.accept_level * 100, rule.reject_level * 100, rule.false_reject * 100,
        rule.false_accept * 100, rule.max_passes);
  }
  std::string operator()(const model::FixedRule& rule) const {
    return fmt::format(
        "{} passes; the exact one-sided {:g} % bound of the share of successful passes is held "
        "against {:g} %.",
        rule.passes, rule.confidence * 100, rule.requirement * 100);
  }
};

}  // namespace

std::span<const VerdictWording> verdict_wordings() { return k_wordings; }

const VerdictWording& wording(Verdict verdict) {
  for (const VerdictWording& entry : k_wordings) {
    if (entry.verdict == verdict) return entry;
  }
  assert(false);
  return k_wordings.back();
}

std::string_view explain(Reason reason) {
  switch (reason) {
    case Reason::requirement_met:
      return "the decision rule accepted";
    case Reason::requirement_missed:
      return "the decision rule rejected";
    case Reason::cap_reached:
      return "the allowed passes did not suffice to decide";
    case Reason::straddles_requirement:
      return "the interval holds the requirement";
    case Reason::too_few_passes:
      return "the run ended before the rule could decide";
    case Reason::items_missed:
      return "items were missed";
    case Reason::step_failed:
      return "a check of the script did not hold";
    case Reason::wrong_data:
      return "UIIs were reported with wrong bits";
    case Reason::stray_reads:
      return "tags from outside the load were read";
    case Reason::foreign_reads:
      return "unknown tags were read";
    case Reason::duplicate_reads:
      return "a piece was read more often than the scenario allows";
    case Reason::settings_refused:
      return "the reader did not take the settings";
    case Reason::identity_differs:
      return "the reader is not the registered one";
    case Reason::peer_refused:
      return "the reader answered a request with an error";
    case Reason::peer_stalled:
      return "the reader did not answer in time on a healthy link";
    case Reason::peer_broke_protocol:
      return "the reader broke its protocol on a healthy link";
    case Reason::link_lost:
      return "the link was lost for an unknown cause";
    case Reason::unreachable:
      return "no connection could be made";
    case Reason::operator_timeout:
      return "the operator did not answer in time";
    case Reason::not_claimed:
      return "not claimed by the reader";
    case Reason::aborted:
      return "the session was aborted";
    case Reason::budget_exhausted:
      return "the time budget was used up";
    case Reason::clock_jumped:
      return "the times of a pass do not fit together: a clock jumped";
    case Reason::clock_drifts:
      return "the reader's clock runs fast or slow";
    case Reason::batch_check_failed:
      return "a check before or after the batch did not hold";
    case Reason::outside_region_plan:
      return "the reader would radiate what the region plan forbids";
    case Reason::not_offered:
      return "the reader's own capabilities do not hold what the scenario asks for";
    case Reason::speed_differs:
      return "the load did not move at the speed of the scenario";
    case Reason::eye_silent:
      return "no photo-eye told of the load in time";
    case Reason::harness_fault:
      return "the harness failed";
  }
  return "unknown reason";
}

std::string_view explain(Attribution attribution) {
  switch (attribution) {
    case Attribution::none:
      return "nobody";
    case Attribution::reader:
      return "the reader";
    case Attribution::tag_type:
      return "the tag type";
    case Attribution::piece:
      return "a single piece, not its tag type";
    case Attribution::placement:
      return "the placement of an item";
    case Attribution::pair:
      return "this reader with this tag type";
    case Attribution::channel:
      return "the radio channel";
    case Attribution::model:
      return "the model of the virtual lab";
    case Attribution::harness:
      return "the harness";
    case Attribution::operator_:
      return "the operator";
    case Attribution::unknown:
      return "unknown";
  }
  return "unknown";
}

std::string interval_text(const model::CellResult& cell) {
  if (cell.interval == model::IntervalKind::none) return {};
  return fmt::format("{}–{} %", percent(cell.low), percent(cell.high));
}

std::string describe(const model::DecisionRule& rule) { return std::visit(DescribeRule{}, rule); }

std::string describe(const model::PassCriterion& criterion) {
  if (criterion.item_rate >= 1) return "A pass succeeds when every item is identified.";
  return fmt::format("A pass succeeds when at least {:g} % of the items are identified.",
                     criterion.item_rate * 100);
}

double required_share(const model::DecisionRule& rule) {
  if (const auto* sequential = std::get_if<model::SequentialRule>(&rule)) {
    return sequential->accept_level;
  }
  return std::get<model::FixedRule>(rule).requirement;
}

}  // namespace plugtest::reports
