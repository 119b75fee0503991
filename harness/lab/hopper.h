#pragma once

#include "harness/lab/channel_ledger.h"
#include "harness/model/region_plan.h"
#include "harness/model/time.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace plugtest::lab {

/// Which channel a reader uses when, under a region plan. With hopping every dwell has the next
/// channel of a pseudo-randomly ordered list (the words of FCC 15.247); without, it keeps its
/// channel as long as the plan allows and then takes the next one. Channels whose time is used up
/// are passed over; when all are, the reader is silent until one may be used again.
class Hopper {
 public:
  explicit Hopper(const model::RegionPlan& plan);

  /// An inventory begins. `usable`: indices into the plan's channels; not empty. What has been used
  /// before still counts.
  void begin(std::vector<std::uint16_t> usable, std::uint64_t seed);

  /// The channel for a carrier that is to come on at `now`.
  struct Stay {
    std::uint16_t channel = 0;  ///< index into the plan's channels
    HostTime begin;             ///< not before `now`; later when the plan wants silence
    HostTime latest_end;        ///< the carrier must be off; HostTime::max() without a limit
  };
  /// A stay shorter than `least` is not worth while; at most the plan's `max_dwell`.
  /// `only`: the channel that it is to be, one of the usable ones, when the plan is for no hopping.
  Stay next(HostTime now, Nanos least, std::optional<std::uint16_t> only = std::nullopt);

  /// The carrier was on from `begin` to `end` in the channel of the last stay.
  void used(HostTime begin, HostTime end);

  /// The channel of the last stay was found taken: the next one has another, if there is another.
  void pass_over();

 private:
  bool hopping_;
  ChannelLedger ledger_;
  std::vector<std::uint16_t> order_;
  std::size_t position_ = 0;
  bool moves_on_ = false;
};

}  // namespace plugtest::lab
