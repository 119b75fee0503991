#include "drivers/modules_core/module_transport.h"

#include "harness/api/uri.h"
#include "tests/doubles/async_bench.h"

#include <array>
#include <string>

#include <gmock/gmock.h>

namespace plugtest::drivers {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class ModuleTransportTest : public testing::Test {
 protected:
  /// What is said against `address`; empty when nothing is.
  std::string complaint(const std::string& address) {
    const std::array<std::string, 3> schemes = {"m+tcp", "m+serial", "m+usb"};
    const auto uri = api::parse_reader_uri(address, schemes);
    if (!uri) return uri.error().message;
    ModuleAddressing addressing;
    addressing.query_keys = {"region"};
    const auto made = make_module_transport(bench_.runtime, *uri, addressing, nullptr);
    if (made) return {};
    EXPECT_EQ(made.error().code, ErrorCode::configuration);
    return made.error().message;
  }

  test::AsyncBench bench_;
};

TEST_F(ModuleTransportTest, takes_usb_devices_by_their_ids_and_serial_number) {
  EXPECT_EQ(complaint("m+usb:///0403:6001"), "");
  EXPECT_EQ(complaint("m+usb:///0403:6001/A50285BI?baud=9600&parity=even&region=eu"), "");
  EXPECT_EQ(complaint("m+usb:///1209:0002?bridge=hid&report=2"), "");
}

TEST_F(ModuleTransportTest, refuses_what_names_no_usb_device) {
  EXPECT_THAT(complaint("m+usb:///dev/ttyUSB0"),
              AllOf(HasSubstr("'/dev/ttyUSB0' names no USB device"), HasSubstr("///0403:6001")));
  EXPECT_THAT(complaint("m+usb:///0403"), HasSubstr("names no USB device"));
  EXPECT_THAT(complaint("m+usb:///0403:60zz"), HasSubstr("names no USB device"));
}

TEST_F(ModuleTransportTest, refuses_a_leftover_authority) {
  EXPECT_THAT(complaint("m+usb://0403:6001/SERIAL"),
              AllOf(HasSubstr("not the host '0403:6001'"), HasSubstr("///0403:6001")));
  EXPECT_THAT(complaint("m+serial://dev/ttyUSB0"), HasSubstr("not the host 'dev'"));
}

TEST_F(ModuleTransportTest, refuses_what_a_line_cannot_be_told) {
  EXPECT_THAT(complaint("m+usb:///0403:6001?bridge=ftdy"), HasSubstr("cdc-acm"));
  EXPECT_THAT(complaint("m+usb:///0403:6001?report=300"), HasSubstr("0 to 255"));
  EXPECT_THAT(complaint("m+usb:///0403:6001?baud=fast"), HasSubstr("fast"));
  EXPECT_THAT(complaint("m+usb:///0403:6001?bawd=9600"), HasSubstr("bawd"));
  EXPECT_THAT(complaint("m+serial:///dev/ttyUSB0?bridge=ftdi"), HasSubstr("bridge"));
  EXPECT_THAT(complaint("m+tcp://192.0.2.1?baud=9600"),
              HasSubstr("'baud' has no meaning over tcp"));
}

TEST_F(ModuleTransportTest, a_device_that_is_not_there_is_unreachable) {
  const std::array<std::string, 1> schemes = {"m+usb"};
  const auto uri = api::parse_reader_uri("m+usb:///1209:dead/NONE", schemes);
  ASSERT_TRUE(uri);
  const auto transport = make_module_transport(bench_.runtime, *uri, {}, nullptr);
  ASSERT_TRUE(transport);
  const auto opened = bench_.wait<std::unique_ptr<ByteStream>>(
      [&](auto done) { (*transport)->open(std::chrono::seconds(5), std::move(done)); });
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::unreachable);
  EXPECT_THAT(opened.error().message,
              testing::AnyOf(HasSubstr("no USB device 1209:dead/NONE is connected"),
                             HasSubstr("no USB here")));
}

}  // namespace
}  // namespace plugtest::drivers
