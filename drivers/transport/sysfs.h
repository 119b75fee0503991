#pragma once

#include "drivers/transport/serial_ports.h"

#include <filesystem>
#include <string>

// Private to this room: how sysfs tells of devices.

namespace plugtest::drivers {

/// The first line of an attribute; empty when there is none.
std::string sysfs_attribute(const std::filesystem::path& path);

/// Who the USB device in `folder` says it is.
UsbIdentity usb_identity(const std::filesystem::path& folder);

}  // namespace plugtest::drivers
