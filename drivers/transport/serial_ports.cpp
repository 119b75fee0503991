#include "drivers/transport/serial_ports.h"

#include "drivers/transport/sysfs.h"
#include "protocols/bits/suggest.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <system_error>

namespace plugtest::drivers {

namespace {

namespace fs = std::filesystem;

std::uint16_t hex_attribute(const fs::path& path) {
  const std::string text = sysfs_attribute(path);
  std::uint16_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value, 16);
  return value;
}

/// The USB device that `device` (an interface of it, or something below) belongs to.
std::optional<UsbIdentity> usb_of(fs::path device) {
  std::error_code ignored;
  for (; device.has_relative_path(); device = device.parent_path()) {
    if (!fs::exists(device / "idVendor", ignored)) continue;
    return usb_identity(device);
  }
  return std::nullopt;
}

/// A port of an 8250 that was not found: the kernel keeps the name, with type 0 (PORT_UNKNOWN).
bool is_absent(const fs::path& tty) { return sysfs_attribute(tty / "type") == "0"; }

}  // namespace

std::string sysfs_attribute(const fs::path& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

UsbIdentity usb_identity(const fs::path& folder) {
  return {hex_attribute(folder / "idVendor"), hex_attribute(folder / "idProduct"),
          sysfs_attribute(folder / "serial"), sysfs_attribute(folder / "manufacturer"),
          sysfs_attribute(folder / "product")};
}

std::vector<SerialPort> serial_ports(const fs::path& sys) {
  std::vector<SerialPort> ports;
  std::error_code error;
  for (const fs::directory_entry& tty : fs::directory_iterator(sys / "class" / "tty", error)) {
    const fs::path device = fs::canonical(tty.path() / "device", error);
    if (error || is_absent(tty.path())) continue;  // consoles have no device
    const fs::path driver = fs::canonical(device / "driver", error);
    ports.push_back({"/dev/" + tty.path().filename().string(),
                     error ? std::string() : driver.filename().string(), usb_of(device)});
  }
  std::ranges::sort(ports, {}, &SerialPort::path);
  return ports;
}

Error cannot_open_port(const std::string& path, int error, const std::vector<SerialPort>& ports) {
  std::string text;
  if (error == ENOENT || error == ENODEV || error == ENXIO) {
    text = "there is no serial port " + path;
    std::vector<std::string> names;
    for (const SerialPort& port : ports) names.push_back(port.path);
    if (const auto near = bits::nearest(path, names)) {
      text += "; the nearest is " + *near;
    } else if (names.empty()) {
      text += ", nor any other";
    } else {
      text += "; there is " + names.front();
      for (std::size_t i = 1; i < names.size(); ++i) text += ", " + names[i];
    }
  } else if (error == EACCES || error == EPERM) {
    text = "no permission to open " + path +
           ": install the udev rules (share/plugtest/udev), or join the group that owns it with "
           "'sudo usermod -aG dialout $USER' and log in again";
  } else if (error == EBUSY) {
    text = path + " is in use by another program";
  } else {
    text = "cannot open " + path + ": " + strerror(error);
  }
  return {ErrorCode::unreachable, text};
}

}  // namespace plugtest::drivers
