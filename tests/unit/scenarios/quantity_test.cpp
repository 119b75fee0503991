#include "scenarios/quantity.h"

#include <cmath>

#include <gtest/gtest.h>

namespace plugtest::scenarios {
namespace {

struct Good {
  std::string text;
  const Dimension* dimension;
  double value;  ///< in the base unit
};

TEST(Quantity, IsReadInTheBaseUnit) {
  // 2 W are 33.0103 dBm, 4 W 36.0206 dBm by definition of dBm.
  const Good cases[] = {
      {"1 m/s", &k_speed, 1.0},
      {"3.6 km/h", &k_speed, 1.0},
      {"20 cm", &k_length, 0.2},
      {"35 cm", &k_length, 0.35},
      {"-0.5 m", &k_length, -0.5},
      {"250 ms", &k_time, 0.25},
      {"2 min", &k_time, 120},
      {"30 dBm", &k_power, 30},
      {"2 W", &k_power, 33.0102999566},
      {"4000 mW", &k_power, 36.0205999133},
      {"95 %", &k_share, 0.95},
      {"95%", &k_share, 0.95},
      {"920.125 MHz", &k_frequency, 920'125'000},
      {"6 dBi", &k_gain, 6},
  };
  for (const Good& good : cases) {
    const auto value = parse_quantity(good.text, *good.dimension);
    ASSERT_TRUE(value.has_value()) << good.text << ": " << value.error().message;
    EXPECT_NEAR(*value, good.value, 1e-9 * std::max(1.0, std::abs(good.value))) << good.text;
  }
}

TEST(Quantity, KeepsDecimalsExact) {
  EXPECT_EQ(parse_quantity("35 cm", k_length).value(), 0.35);
  EXPECT_EQ(parse_quantity("95 %", k_share).value(), 0.95);
}

TEST(Quantity, RefusesWhatIsNoNumberWithUnit) {
  for (const std::string text : {"", "m/s", "1", "1 ", "1e3 m/s", "nan m/s", "inf m/s", "1 M/S",
                                 "1 m / s", "--1 m/s", "1.2.3 m/s", "0x1 m/s"}) {
    EXPECT_FALSE(parse_quantity(text, k_speed).has_value()) << text;
  }
  EXPECT_FALSE(parse_quantity("0 W", k_power).has_value());
  EXPECT_FALSE(parse_quantity("-1 W", k_power).has_value());
}

TEST(Quantity, IsPrintedInTheBaseUnit) {
  EXPECT_EQ(quantity_text(0.2, k_length), "0.2 m");
  EXPECT_EQ(quantity_text(0.95, k_share), "95 %");
}

}  // namespace
}  // namespace plugtest::scenarios
