#pragma once

#include "harness/model/run.h"

#include <string>
#include <vector>

namespace plugtest::score {

/// What a reader's clock may gain or lose against ours, in parts per million. Crystals keep to 100
/// (assumption: the cheapest of them, over temperature), a host that is being set right to 500
/// (what NTP slews at most, RFC 5905 section 10): beyond both, it is the reader.
constexpr double k_most_drift_ppm = 1'000;

/// A clock that begins anew with every inventory loses nearly all of the time: that is no drift.
constexpr double k_stopwatch_ppm = 500'000;

/// Less than this in all is not told from the delays of a link, which the offsets rest on.
constexpr Nanos k_least_drift = std::chrono::milliseconds(250);

/// Watches a reader's clock over the passes of a run, by its estimated offsets to ours.
class ClockDrift {
 public:
  /// A pass without an offset tells nothing.
  void add(const model::PassRecord& pass);

  /// One sentence when the clock runs fast or slow, by more than both limits and in both halves of
  /// the run alike (a clock that is set anew once does not drift), and is no stopwatch. Empty else.
  std::string sentence() const;

 private:
  struct Reading {
    HostTime when;
    Nanos offset{};
  };
  std::vector<Reading> readings_;
};

}  // namespace plugtest::score
