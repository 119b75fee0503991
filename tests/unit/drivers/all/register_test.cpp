#include "drivers/all/register.h"

#include "harness/api/registry.h"

#include <string>

#include <gmock/gmock.h>

namespace plugtest::drivers {
namespace {

using testing::Contains;
using testing::Not;

TEST(RegisterTest, every_family_of_modules_is_reached_by_tcp_serial_ports_and_usb) {
  api::ReaderRegistry registry;
  register_all(registry);
  const auto schemes = registry.schemes();
  const auto endpoints = registry.endpoint_families();
  for (const std::string family : {"a0", "chafon", "ipico", "m100", "mercury"}) {
    for (const std::string transport : {"+tcp", "+serial", "+usb"}) {
      EXPECT_THAT(schemes, Contains(family + transport));
    }
    EXPECT_THAT(endpoints, Contains(family + "+tcp"));
    EXPECT_THAT(endpoints, Contains(family + "+serial"));
    EXPECT_THAT(endpoints, Not(Contains(family + "+usb"))) << "no program brings a USB of its own";
  }
}

}  // namespace
}  // namespace plugtest::drivers
