#pragma once

#include "harness/lab/rng.h"
#include "harness/model/region_plan.h"
#include "harness/model/time.h"

#include <cstdint>
#include <vector>

namespace plugtest::lab {

/// Which channel a reader uses when, under a region plan. With hopping every dwell has another
/// channel, each of the usable ones once before any of them again, in random order. Without
/// hopping it stays until the plan's longest stay is over, then takes the next one; where there is
/// only one, it has to be silent for a while.
class Hopper {
 public:
  /// `usable`: indices into the plan's channels; not empty.
  Hopper(const model::RegionPlan& plan, std::vector<std::uint16_t> usable, std::uint64_t seed);

  /// The channel for a dwell that begins at `now`, and until when it may last at most.
  struct Stay {
    std::uint16_t channel = 0;  ///< index into the plan's channels
    HostTime begin;             ///< not before `now`; later when the plan wants silence
    HostTime latest_end;
  };
  Stay next(HostTime now);

 private:
  void shuffle();
  void reshuffle();

  bool hopping_;
  Nanos max_dwell_;
  std::vector<std::uint16_t> usable_;
  RandomStream random_;
  std::size_t position_ = 0;
  bool started_ = false;
  HostTime since_{};
};

}  // namespace plugtest::lab
