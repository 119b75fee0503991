#include "drivers/modules_core/band_of.h"

#include <array>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace plugtest::drivers {
namespace {

constexpr std::array<Band<std::string_view>, 3> k_bands{{
    {"europe", 865'000'000, 868'000'000},
    {"china", 920'000'000, 925'000'000},
    {"america", 902'000'000, 928'000'000},
}};

std::string_view band(const std::vector<std::int64_t>& channels_hz) {
  return band_of<std::string_view>(channels_hz, k_bands);
}

TEST(BandOf, IsTheFirstWithRoomForEveryChannelOfThePlace) {
  EXPECT_EQ(band({865'700'000, 867'500'000}), "europe");
  EXPECT_EQ(band({920'625'000, 924'375'000}), "china");
  EXPECT_EQ(band({902'750'000, 924'375'000}), "america") << "China's has no room for the first";
}

TEST(BandOf, AModuleThatIsNoGoodThereIsStillBuiltForSomePlace) {
  EXPECT_EQ(band({952'200'000}), "europe");
}

}  // namespace
}  // namespace plugtest::drivers
