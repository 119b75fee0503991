#include "drivers/transport/usb_devices.h"

#include "drivers/transport/sysfs.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <system_error>
#include <tuple>

#include <unistd.h>

namespace plugtest::drivers {

namespace {

namespace fs = std::filesystem;

std::uint32_t number_attribute(const fs::path& path) {
  const std::string text = sysfs_attribute(path);
  std::uint32_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::vector<std::uint8_t> descriptors(const fs::path& device) {
  std::ifstream file(device / "descriptors", std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

bool is_hub(const fs::path& device) { return sysfs_attribute(device / "bDeviceClass") == "09"; }

}  // namespace

std::vector<UsbDeviceInfo> usb_devices(const fs::path& sys, const fs::path& dev) {
  std::vector<UsbDeviceInfo> devices;
  std::error_code error;
  for (const fs::directory_entry& entry :
       fs::directory_iterator(sys / "bus" / "usb" / "devices", error)) {
    const fs::path& path = entry.path();
    if (!fs::exists(path / "idVendor", error) || is_hub(path)) continue;  // interfaces have no ids
    UsbDeviceInfo device;
    device.bus = number_attribute(path / "busnum");
    device.number = number_attribute(path / "devnum");
    device.identity = usb_identity(path);
    if (const auto layout = parse_descriptors(descriptors(path))) {
      device.kind = bridge_kind_of(*layout);
    }
    std::array<char, 32> node{};
    std::snprintf(node.data(), node.size(), "bus/usb/%03u/%03u", device.bus, device.number);
    device.may_open = access((dev / node.data()).c_str(), R_OK | W_OK) == 0;
    devices.push_back(std::move(device));
  }
  std::ranges::sort(devices, {}, [](const UsbDeviceInfo& d) { return std::tie(d.bus, d.number); });
  return devices;
}

}  // namespace plugtest::drivers
