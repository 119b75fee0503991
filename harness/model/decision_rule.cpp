#include "harness/model/decision_rule.h"

#include <cmath>
#include <limits>

namespace plugtest::model {

std::string_view to_string(PassBasis basis) {
  switch (basis) {
    case PassBasis::reads:
      return "reads";
    case PassBasis::operations:
      return "operations";
  }
  return "unknown";
}
namespace {

constexpr std::uint32_t k_never = std::numeric_limits<std::uint32_t>::max();

/// The smallest whole number that is not below `passes`, give or take rounding.
std::uint32_t rounded_up(double passes) {
  constexpr double k_rounding = 1e-9;
  const double whole = std::ceil(passes - k_rounding);
  if (!(whole < static_cast<double>(k_never))) return k_never;
  return whole < 1 ? 1 : static_cast<std::uint32_t>(whole);
}

bool inside(double share) { return share > 0 && share < 1; }

}  // namespace

std::uint32_t clean_passes_needed(const SequentialRule& rule) {
  if (!inside(rule.accept_level) || !inside(rule.reject_level) || !inside(rule.false_reject) ||
      !inside(rule.false_accept) || rule.reject_level >= rule.accept_level) {
    return k_never;
  }
  // Each clean pass adds log(p0 / p1) to the log likelihood ratio; the rule accepts at
  // log((1 - alpha) / beta).
  const double bound = std::log((1 - rule.false_reject) / rule.false_accept);
  return rounded_up(bound / std::log(rule.accept_level / rule.reject_level));
}

std::uint32_t clean_passes_needed(const FixedRule& rule) {
  if (!inside(rule.requirement) || !inside(rule.confidence)) return k_never;
  // With n of n successes the exact lower bound is the p with p^n = 1 - confidence.
  return rounded_up(std::log(1 - rule.confidence) / std::log(rule.requirement));
}

std::uint32_t clean_passes_needed(const DecisionRule& rule) {
  return std::visit([](const auto& any) { return clean_passes_needed(any); }, rule);
}

}  // namespace plugtest::model
