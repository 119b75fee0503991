#pragma once

#include "harness/model/region_plan.h"
#include "harness/model/time.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

namespace plugtest::lab {

/// Keeps account of the carrier on each channel of a region plan, over all inventories of a reader,
/// and says from it how long a channel may still be used: `max_dwell`, `dwell_period` and
/// `off_time` of the plan. Times never go back.
class ChannelLedger {
 public:
  explicit ChannelLedger(const model::RegionPlan& plan);

  /// How long the carrier may be on `channel` (an index into the plan's channels) from `now` on;
  /// Nanos::max() without a limit, zero or less when it may not at all.
  Nanos allowance(std::size_t channel, HostTime now) const;

  /// When the allowance of `channel` is `least` or more again if it is not used until then; `now`
  /// when it is so already. Nothing when silence alone does not bring it about. `least` is at most
  /// the plan's `max_dwell`.
  std::optional<HostTime> available(std::size_t channel, HostTime now, Nanos least) const;

  /// The carrier was on `channel` from `begin` to `end`.
  void used(std::size_t channel, HostTime begin, HostTime end);

 private:
  struct Use {
    HostTime begin;
    HostTime end;
  };
  struct Channel {
    std::deque<Use> uses;  ///< within the last period, when the plan has one
    HostTime since{};      ///< begin of the stay
    HostTime until{};      ///< end of the last use
    bool ever = false;
  };
  Nanos rest_of_stay(std::size_t channel, HostTime now) const;

  Nanos max_dwell_;
  Nanos period_;
  Nanos off_time_;
  std::vector<Channel> channels_;
  std::size_t last_ = 0;  ///< the channel last used
};

}  // namespace plugtest::lab
