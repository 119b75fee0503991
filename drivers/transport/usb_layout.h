#pragma once

#include "protocols/bits/result.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace plugtest::drivers {

/// Which USB device: "/0403:6001" or "/0403:6001/SERIAL", the path of
/// FAMILY+usb:///0403:6001/SERIAL.
struct UsbAddress {
  std::uint16_t vendor_id = 0;
  std::uint16_t product_id = 0;
  std::string serial{};  ///< empty: any

  bool operator==(const UsbAddress&) const = default;
};

/// Errors: `configuration` with an example.
Result<UsbAddress> parse_usb_address(std::string_view path);

/// "0403:6001", with "/SERIAL" where there is one.
std::string to_string(const UsbAddress& address);

enum class UsbTransferType : std::uint8_t { control, isochronous, bulk, interrupt };

struct UsbEndpoint {
  std::uint8_t address = 0;  ///< bit 7: device to host
  UsbTransferType type = UsbTransferType::bulk;
  std::uint16_t packet_bytes = 64;

  bool is_in() const { return (address & 0x80U) != 0; }
};

struct UsbInterface {
  std::uint8_t number = 0;
  std::uint8_t device_class = 0;  ///< bInterfaceClass
  std::uint8_t subclass = 0;
  std::uint8_t protocol = 0;
  std::vector<UsbEndpoint> endpoints{};
};

/// What a device's descriptors say, as far as it matters here: alternate setting 0 of each
/// interface.
struct UsbLayout {
  std::uint16_t vendor_id = 0;
  std::uint16_t product_id = 0;
  std::vector<UsbInterface> interfaces{};
};

/// The layout in a device descriptor with one configuration behind it (USB 2.0, 9.6; a
/// "descriptors" file of sysfs, or what GET_DESCRIPTOR answers). Descriptors of no interest are
/// skipped. Errors: `truncated`, `malformed` with the byte offset.
Result<UsbLayout> parse_descriptors(std::span<const std::uint8_t> bytes);

}  // namespace plugtest::drivers
