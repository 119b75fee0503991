#pragma once

#include "harness/model/run.h"
#include "harness/model/scenario_plan.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace plugtest::score {

using model::OrderEstimator;
using model::PassOrder;

/// Whether the items of a load pass one behind the other, so that their order means something: a
/// train that a belt carries or hands push.
bool in_file(const model::ScenarioPlan& scenario);

/// When each expected item passed, in the order of the manifest; empty where nothing was reported,
/// or no level with `rssi_peak`. Of several reports at the peak level the middle of their moments
/// counts. A report's own moment is the middle of its first and last seen by reader time, else its
/// reception; `clock_offset` cancels out, since only moments of one kind are compared: when some
/// reports have reader time and others not, reception is taken for all.
std::vector<std::optional<Nanos>> item_moments(const model::PassRecord& pass,
                                               OrderEstimator estimator);

/// The order that an estimator gives in one pass. Makes sense for loads that pass one behind the
/// other.
PassOrder order_of(const model::PassRecord& pass, OrderEstimator estimator);

/// The same of every estimator that has a moment of any item.
std::vector<PassOrder> orders_of(const model::PassRecord& pass);

/// The probability that an estimator orders two neighbours rightly, over passes.
struct OrderSummary {
  double right = 0;  ///< share of pairs, on average over passes
  double low = 0;    ///< 95 %, a pass being one value (mean_interval)
  double high = 1;
  std::uint32_t passes = 0;    ///< with a pair
  std::uint32_t complete = 0;  ///< passes all in order

  bool operator==(const OrderSummary&) const = default;
};

/// Empty when no pass has a pair.
std::optional<OrderSummary> summarize_order(std::span<const PassOrder> passes);

}  // namespace plugtest::score
