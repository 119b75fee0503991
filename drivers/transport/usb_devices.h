#pragma once

#include "drivers/transport/serial_ports.h"
#include "drivers/transport/usb_bridge.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace plugtest::drivers {

/// A USB device of this machine, as sysfs tells without opening it; hubs are left out.
struct UsbDeviceInfo {
  std::uint32_t bus = 0;
  std::uint32_t number = 0;
  UsbIdentity identity;
  std::optional<UsbBridgeKind> kind;  ///< empty: none that could be a reader, as far as we know
  bool may_open = false;              ///< whether this user has the permission
};

/// By bus and number. `sys` is where sysfs lies, `dev` where the nodes are.
std::vector<UsbDeviceInfo> usb_devices(const std::filesystem::path& sys = "/sys",
                                       const std::filesystem::path& dev = "/dev");

}  // namespace plugtest::drivers
