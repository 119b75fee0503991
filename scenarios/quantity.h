#pragma once

#include "protocols/bits/result.h"

#include <span>
#include <string>
#include <string_view>

namespace plugtest::scenarios {

/// A unit as people write it. A value in the base unit is `number * times / divided_by`; two plain
/// factors keep "35 cm" the double nearest to 0.35.
struct Unit {
  std::string_view name;
  double times = 1;
  double divided_by = 1;
  bool logarithmic = false;  ///< watts: the base unit is dBm
};

/// What a number measures: its units, the base unit first.
struct Dimension {
  std::string_view example;  ///< "1 m/s"
  std::span<const Unit> units;

  std::string_view base() const { return units.front().name; }
};

// Base units: m, m/s, s, dBm, dB, dBi, deg, share of 1 (written in %), Hz.
extern const Dimension k_length;
extern const Dimension k_speed;
extern const Dimension k_time;
extern const Dimension k_power;
extern const Dimension k_ratio;
extern const Dimension k_gain;
extern const Dimension k_angle;
extern const Dimension k_share;
extern const Dimension k_frequency;

/// A number and a unit, "1.5 m/s", in the base unit of `dimension`. Errors (`configuration`,
/// without place): no number, no unit, a unit of something else; the accepted ones are named.
Result<double> parse_quantity(std::string_view text, const Dimension& dimension);

/// `value` in the base unit as people write it: "0.2 m", "95 %". Up to six significant digits.
std::string quantity_text(double value, const Dimension& dimension);

/// A decimal number that takes the whole text: sign, digits, fraction, exponent; finite.
Result<double> parse_number(std::string_view text);

}  // namespace plugtest::scenarios
