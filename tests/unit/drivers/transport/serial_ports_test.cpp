#include "drivers/transport/serial_ports.h"

#include "drivers/transport/usb_devices.h"
#include "tests/doubles/temporary_folder.h"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <string>

#include <gmock/gmock.h>

namespace plugtest::drivers {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// A sysfs with an FTDI adapter, a UART of the board, one that is absent, and a console.
class SysTest : public testing::Test {
 protected:
  SysTest() {
    const fs::path usb = folder_ / "devices/usb1/1-1";
    write(usb / "idVendor", "0403");
    write(usb / "idProduct", "6001");
    write(usb / "serial", "A50285BI");
    write(usb / "manufacturer", "FTDI");
    write(usb / "product", "FT232R USB UART");
    fs::create_directories(folder_ / "bus/usb-serial/drivers/ftdi_sio");
    fs::create_directories(folder_ / "bus/platform/drivers/serial8250");
    const fs::path tty_usb = usb / "1-1:1.0/ttyUSB0";
    fs::create_directories(tty_usb);
    fs::create_directory_symlink(folder_ / "bus/usb-serial/drivers/ftdi_sio", tty_usb / "driver");
    add_class("ttyUSB0", tty_usb);
    const fs::path uart = folder_ / "devices/platform/serial8250";
    fs::create_directories(uart);
    fs::create_directory_symlink(folder_ / "bus/platform/drivers/serial8250", uart / "driver");
    add_class("ttyS0", uart, "4");
    add_class("ttyS1", uart, "0");
    fs::create_directories(folder_ / "class/tty/console");
  }

  static void write(const fs::path& path, const std::string& text) {
    fs::create_directories(path.parent_path());
    std::ofstream(path) << text << '\n';
  }
  void add_class(const std::string& name, const fs::path& device, const std::string& type = "") {
    const fs::path tty = folder_ / "class/tty" / name;
    fs::create_directories(tty);
    fs::create_directory_symlink(device, tty / "device");
    if (!type.empty()) write(tty / "type", type);
  }

  doubles::TemporaryFolder folder_;
};

TEST_F(SysTest, ports_are_listed_with_what_is_behind_them) {
  const auto ports = serial_ports(folder_.path());
  ASSERT_EQ(ports.size(), 2U);
  EXPECT_EQ(ports[0], (SerialPort{"/dev/ttyS0", "serial8250", std::nullopt}));
  EXPECT_EQ(ports[1],
            (SerialPort{"/dev/ttyUSB0", "ftdi_sio",
                        UsbIdentity{0x0403, 0x6001, "A50285BI", "FTDI", "FT232R USB UART"}}));
}

TEST_F(SysTest, usb_devices_are_listed_with_their_kind) {
  const fs::path usb = folder_ / "devices/usb1/1-1";
  write(usb / "busnum", "1");
  write(usb / "devnum", "7");
  write(folder_ / "devices/usb1/bDeviceClass", "09");
  write(folder_ / "devices/usb1/idVendor", "1d6b");
  const std::string device(
      "\x12\x01\x00\x02\x00\x00\x00\x40\x03\x04\x01\x60\x00\x06\x01\x02\x03\x01", 18);
  std::ofstream(usb / "descriptors", std::ios::binary) << device;
  const fs::path devices = folder_ / "bus/usb/devices";
  fs::create_directories(devices);
  fs::create_directory_symlink(folder_ / "devices/usb1", devices / "usb1");
  fs::create_directory_symlink(usb, devices / "1-1");
  fs::create_directory_symlink(usb / "1-1:1.0", devices / "1-1:1.0");
  write(folder_ / "bus/usb/001/007", "");
  const auto found = usb_devices(folder_.path(), folder_.path());
  ASSERT_EQ(found.size(), 1U) << "no hub, no interface";
  EXPECT_EQ(found[0].bus, 1U);
  EXPECT_EQ(found[0].number, 7U);
  EXPECT_EQ(found[0].identity.product, "FT232R USB UART");
  EXPECT_EQ(found[0].kind, UsbBridgeKind::ftdi);
  EXPECT_TRUE(found[0].may_open);
}

TEST_F(SysTest, a_mistyped_port_is_answered_with_the_nearest) {
  const auto ports = serial_ports(folder_.path());
  EXPECT_EQ(cannot_open_port("/dev/ttyUSB1", ENOENT, ports).message,
            "there is no serial port /dev/ttyUSB1; the nearest is /dev/ttyUSB0");
  EXPECT_EQ(cannot_open_port("/dev/ttyX", ENOENT, {}).message,
            "there is no serial port /dev/ttyX, nor any other");
}

TEST_F(SysTest, a_refused_permission_says_what_to_do) {
  const Error error = cannot_open_port("/dev/ttyUSB0", EACCES, {});
  EXPECT_EQ(error.code, ErrorCode::unreachable);
  EXPECT_THAT(error.message, HasSubstr("usermod -aG dialout"));
  EXPECT_THAT(error.message, HasSubstr("udev"));
}

TEST(SerialPorts, AMachineWithoutSysfsHasNone) { EXPECT_TRUE(serial_ports("/nowhere").empty()); }

}  // namespace
}  // namespace plugtest::drivers
