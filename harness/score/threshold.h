#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace plugtest::score {

/// One point of a sweep: at setting `x` (dBm of power, m/s of speed, number of tags), so many of so
/// many independent trials succeeded.
struct SweepPoint {
  double x = 0;
  std::uint32_t successes = 0;
  std::uint32_t trials = 0;

  bool operator==(const SweepPoint&) const = default;
};

/// Where a sweep crosses a level of success.
struct Threshold {
  double x = 0;               ///< where the fitted share is the level asked for
  std::optional<double> low;  ///< 95 %; empty: the sweep does not bound it on that side
  std::optional<double> high;
  double slope = 0;        ///< of the log odds per unit of x; its sign says which way success grows
  bool separated = false;  ///< all failures lie on one side of all successes

  bool operator==(const Threshold&) const = default;
};

/// Fits log odds = a + b x and gives the x at which the share is `level`; how far a nominal setting
/// lies from there is its margin. Empty when the sweep has fewer than two settings with trials, or
/// no failure or no success at all: then the threshold lies outside of what was tried.
///
/// The line is Firth's (Biometrika 80, 1993): the likelihood times the square root of the
/// determinant of Fisher's information takes the bias of small samples away and has a finite
/// maximum also when a threshold separates all failures from all successes (Heinze and Schemper
/// 2002, Statistics in Medicine 21), where the ordinary fit runs off to an infinite slope.
///
/// The interval is that of the ordinary profile likelihood: all x at which twice the loss against
/// the maximum stays below the quantile of chi squared with one degree of freedom. It needs no
/// finite slope, and with separation it holds the whole gap, of which the data cannot say more.
/// It is searched up to four times the sweep's width on either side.
std::optional<Threshold> fit_threshold(std::span<const SweepPoint> points, double level = 0.5,
                                       double confidence = 0.95);

}  // namespace plugtest::score
