#include "tools/cli/usbip.h"

#include <string>

#include <gmock/gmock.h>

namespace plugtest::cli {
namespace {

using testing::HasSubstr;

std::string complaint(std::string_view text) {
  const auto offer = parse_usbip_offer(text);
  return offer ? "none" : offer.error().message;
}

TEST(UsbIpOfferTest, takes_ports_addresses_and_echo) {
  EXPECT_EQ(parse_usbip_offer("ftdi=/dev/pts/3")->port, "/dev/pts/3");
  const auto module = parse_usbip_offer("cdc-acm=mercury+serial:///dev/pts/4?baud=115200");
  ASSERT_TRUE(module);
  EXPECT_EQ(module->kind, drivers::UsbBridgeKind::cdc_acm);
  EXPECT_EQ(module->port, "/dev/pts/4");
  EXPECT_EQ(parse_usbip_offer("ch34x=echo")->port, "");
}

TEST(UsbIpOfferTest, says_what_is_wrong) {
  EXPECT_THAT(complaint("ftdi"), HasSubstr("expected KIND=PORT"));
  EXPECT_THAT(complaint("ftdi="), HasSubstr("expected KIND=PORT"));
  EXPECT_THAT(complaint("fdti=echo"), HasSubstr("fdti is none of cdc-acm, ftdi"));
  EXPECT_THAT(complaint("ftdi=pts/3"), HasSubstr("'pts/3' is neither a serial port"));
}

TEST(UsbIpOfferTest, knows_bus_ids) {
  EXPECT_EQ(*parse_usbip_place("1-1"), 1);
  EXPECT_EQ(*parse_usbip_place("1-126"), 126);
  for (const std::string_view bad : {"", "1", "1-", "1-0", "1-127", "2-1", "1-1x"}) {
    EXPECT_FALSE(parse_usbip_place(bad)) << bad;
  }
}

}  // namespace
}  // namespace plugtest::cli
