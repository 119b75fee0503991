#include "scenarios/quantity.h"

#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

namespace plugtest::scenarios {
namespace {

constexpr std::array<Unit, 4> k_length_units{
    {{"m"}, {"cm", 1, 100}, {"mm", 1, 1000}, {"km", 1000}}};
constexpr std::array<Unit, 3> k_speed_units{{{"m/s"}, {"cm/s", 1, 100}, {"km/h", 1, 3.6}}};
constexpr std::array<Unit, 4> k_time_units{
    {{"s"}, {"ms", 1, 1000}, {"us", 1, 1'000'000}, {"min", 60}}};
constexpr std::array<Unit, 3> k_power_units{{{"dBm"}, {"W", 1000, 1, true}, {"mW", 1, 1, true}}};
constexpr std::array<Unit, 1> k_ratio_units{{{"dB"}}};
constexpr std::array<Unit, 1> k_gain_units{{{"dBi"}}};
constexpr std::array<Unit, 1> k_angle_units{{{"deg"}}};
constexpr std::array<Unit, 1> k_share_units{{{"%", 1, 100}}};
constexpr std::array<Unit, 4> k_frequency_units{{{"Hz"}, {"kHz", 1e3}, {"MHz", 1e6}, {"GHz", 1e9}}};

std::string unit_list(const Dimension& dimension) {
  std::string text;
  for (std::size_t i = 0; i < dimension.units.size(); ++i) {
    if (i > 0) text += i + 1 == dimension.units.size() ? " or " : ", ";
    text += dimension.units[i].name;
  }
  return text;
}

tl::unexpected<Error> refuse(std::string message) {
  return fail(ErrorCode::configuration, std::move(message));
}

bool belongs_to_number(char c) {
  return (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
}

}  // namespace

const Dimension k_length{"20 cm", k_length_units};
const Dimension k_speed{"1 m/s", k_speed_units};
const Dimension k_time{"2 s", k_time_units};
const Dimension k_power{"30 dBm", k_power_units};
const Dimension k_ratio{"6 dB", k_ratio_units};
const Dimension k_gain{"6 dBi", k_gain_units};
const Dimension k_angle{"65 deg", k_angle_units};
const Dimension k_share{"95 %", k_share_units};
const Dimension k_frequency{"250 kHz", k_frequency_units};

Result<double> parse_number(std::string_view text) {
  const std::string_view digits = text.starts_with('+') ? text.substr(1) : text;
  double value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size() || !std::isfinite(value)) {
    return refuse("'" + std::string(text) + "' is no number");
  }
  return value;
}

Result<double> parse_quantity(std::string_view text, const Dimension& dimension) {
  const std::string quoted = "'" + std::string(text) + "'";
  const std::string expected = ", expected a value such as '" + std::string(dimension.example) +
                               "' (" + unit_list(dimension) + ")";
  std::size_t end = 0;
  while (end < text.size() && belongs_to_number(text[end])) ++end;
  const auto number = parse_number(text.substr(0, end));
  if (!number) return refuse(quoted + " does not begin with a number" + expected);

  const std::size_t begin = text.find_first_not_of(' ', end);
  if (begin == std::string_view::npos) return refuse(quoted + " has no unit" + expected);
  const std::string_view name = text.substr(begin);
  for (const Unit& unit : dimension.units) {
    if (unit.name != name) continue;
    const double value = *number * unit.times / unit.divided_by;
    if (!unit.logarithmic) return value;
    if (value <= 0) return refuse(quoted + " is no power" + expected);
    return 10.0 * std::log10(value);
  }
  return refuse(quoted + " has the wrong unit" + expected);
}

std::string quantity_text(double value, const Dimension& dimension) {
  const Unit& unit = dimension.units.front();
  return fmt::format("{:.6g} {}", value * unit.divided_by / unit.times, unit.name);
}

}  // namespace plugtest::scenarios
