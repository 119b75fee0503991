#pragma once

#include "harness/model/time.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace plugtest::model {

/// Listen before talk: a channel may be used when nothing above the threshold was heard on it for
/// as long as `listen`.
///
/// Not inside RegionPlan: there its defaults are not known before the end of RegionPlan, too late
/// for an optional of it (clang says so, g++ does not).
struct ListenBeforeTalk {
  std::int32_t threshold_mdbm = -96'000;
  Nanos listen{0};

  bool operator==(const ListenBeforeTalk&) const = default;
};

/// A radio regulation as data: the channels, the power allowed on each, and the hopping rule.
struct RegionPlan {
  struct Channel {
    std::int64_t centre_hz = 0;
    std::int32_t max_erp_mdbm = 0;  ///< 1/1000 dBm ERP

    bool operator==(const Channel&) const = default;
  };

  std::string id;  ///< for example "china-2007"
  std::string title;
  std::string source;  ///< the rule
  std::vector<Channel> channels;
  /// The most at an antenna's connector, whatever its gain, 1/1000 dBm; none = no such rule.
  std::optional<std::int32_t> max_conducted_mdbm{};
  bool hopping = false;
  /// Longest stay on one channel, short silences included; zero = no limit. With a `dwell_period`:
  /// the most carrier on one channel within any such period.
  Nanos max_dwell{0};
  std::int64_t channel_width_hz = 0;  ///< 0 = not told
  std::uint32_t min_channels = 0;     ///< to be used at least; 0 = no rule
  Nanos dwell_period{0};              ///< zero = `max_dwell` is the limit of one stay
  /// Silence on a channel that ends a stay there; zero = the use of another channel ends it.
  Nanos off_time{0};

  using ListenBeforeTalk = model::ListenBeforeTalk;
  std::optional<ListenBeforeTalk> listen_before_talk{};

  bool operator==(const RegionPlan&) const = default;
};

/// How many channels a reader needs at least: as the plan tells, and two to hop at all.
inline std::size_t least_channels(const RegionPlan& plan) {
  return std::max<std::size_t>(plan.min_channels, plan.hopping ? 2 : 1);
}

}  // namespace plugtest::model
