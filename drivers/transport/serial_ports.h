#pragma once

#include "protocols/bits/error.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace plugtest::drivers {

/// What the system says of the USB device behind something.
struct UsbIdentity {
  std::uint16_t vendor_id = 0;
  std::uint16_t product_id = 0;
  std::string serial;
  std::string manufacturer;
  std::string product;

  bool operator==(const UsbIdentity&) const = default;
};

/// A serial port of this machine.
struct SerialPort {
  std::string path;                ///< "/dev/ttyUSB0"
  std::string driver;              ///< kernel driver, "ftdi_sio"
  std::optional<UsbIdentity> usb;  ///< empty for a UART of the board

  bool operator==(const SerialPort&) const = default;
};

/// All serial ports that have a device behind them, by name; a UART that was configured, but does
/// not exist (most PCs list four, ttyS0 to ttyS3) is left out. `sys` is where sysfs lies.
std::vector<SerialPort> serial_ports(const std::filesystem::path& sys = "/sys");

/// Why a port cannot be opened, as a sentence that helps: the nearest port that exists, or how to
/// get permission. `error` is an errno. `unreachable`.
Error cannot_open_port(const std::string& path, int error, const std::vector<SerialPort>& ports);

}  // namespace plugtest::drivers
