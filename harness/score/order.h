#pragma once

#include "harness/model/run.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace plugtest::score {

/// How the moment at which an item passed is estimated from the reports of its tag.
enum class OrderEstimator : std::uint8_t {
  rssi_peak,  ///< the report with the highest RSSI: the tag is nearest then
  midpoint,   ///< half way between first and last seen
};

std::string_view to_string(OrderEstimator estimator);  ///< "rssi_peak", "midpoint"

/// How well the order of the items on a belt can be told from the reports. A pair are two items
/// next to each other in the manifest whose tags were both reported: the harder question than that
/// of any two items.
struct PassOrder {
  std::uint32_t pass = 0;
  std::uint32_t pairs = 0;
  std::uint32_t right = 0;  ///< the earlier item has the earlier moment; equal moments are wrong
  std::uint32_t items = 0;  ///< with a moment
  bool complete = false;    ///< every expected item has a moment, and all are in order

  bool operator==(const PassOrder&) const = default;
};

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
