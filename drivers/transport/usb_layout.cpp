#include "drivers/transport/usb_layout.h"

#include <array>
#include <charconv>
#include <cstdio>

namespace plugtest::drivers {

namespace {

bool hex_word(std::string_view text, std::uint16_t& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  return text.size() == 4 && error == std::errc{} && end == text.data() + text.size();
}

enum Descriptor : std::uint8_t { device = 1, configuration = 2, interface = 4, endpoint = 5 };

/// The shortest descriptor of each kind that means anything; 2 for the others.
std::size_t least_bytes(std::uint8_t type) {
  switch (type) {
    case device:
      return 18;
    case configuration:
    case interface:
      return 9;
    case endpoint:
      return 7;
    default:
      return 2;
  }
}

std::uint16_t word_at(std::span<const std::uint8_t> bytes, std::size_t at) {
  return static_cast<std::uint16_t>(bytes[at] | bytes[at + 1] << 8U);
}

}  // namespace

Result<UsbLayout> parse_descriptors(std::span<const std::uint8_t> bytes) {
  UsbLayout layout;
  bool counts = false;  // the interface at hand is an alternate setting 0
  unsigned configurations = 0;
  for (std::size_t at = 0; at < bytes.size();) {
    const auto rest = bytes.subspan(at);
    if (rest.size() < 2 || rest.size() < rest[0]) {
      return fail(ErrorCode::truncated, "a USB descriptor ends too early", {.byte_offset = at});
    }
    if (rest[0] < least_bytes(rest[1]) || (at == 0 && rest[1] != device)) {
      return fail(ErrorCode::malformed, "no USB descriptor", {.byte_offset = at});
    }
    if (rest[1] == device) {
      layout.vendor_id = word_at(rest, 8);
      layout.product_id = word_at(rest, 10);
    } else if (rest[1] == configuration && ++configurations > 1) {
      break;
    } else if (rest[1] == interface) {
      counts = rest[3] == 0;
      if (counts) layout.interfaces.push_back({rest[2], rest[5], rest[6], rest[7]});
    } else if (rest[1] == endpoint && counts) {
      const auto packet = static_cast<std::uint16_t>(word_at(rest, 4) & 0x7FFU);
      layout.interfaces.back().endpoints.push_back({rest[2],
                                                    static_cast<UsbTransferType>(rest[3] & 3U),
                                                    packet == 0 ? std::uint16_t{1} : packet});
    }
    at += rest[0];
  }
  if (bytes.empty()) return fail(ErrorCode::truncated, "no USB descriptor", {.byte_offset = 0});
  return layout;
}

Result<UsbAddress> parse_usb_address(std::string_view path) {
  UsbAddress address;
  const std::string_view rest = path.starts_with('/') ? path.substr(1) : path;
  const bool ids = rest.size() >= 9 && rest[4] == ':' && (rest.size() == 9 || rest[9] == '/') &&
                   hex_word(rest.substr(0, 4), address.vendor_id) &&
                   hex_word(rest.substr(5, 4), address.product_id);
  if (!ids) {
    return fail(
        ErrorCode::configuration,
        "'" + std::string(path) +
            "' names no USB device; write ///VENDOR:PRODUCT or ///VENDOR:PRODUCT/SERIAL, four "
            "hexadecimal digits each, as in ///0403:6001/A50285BI");
  }
  if (rest.size() > 10) address.serial = rest.substr(10);
  return address;
}

std::string to_string(const UsbAddress& address) {
  std::array<char, 16> ids{};
  std::snprintf(ids.data(), ids.size(), "%04x:%04x", address.vendor_id, address.product_id);
  return ids.data() + (address.serial.empty() ? std::string() : "/" + address.serial);
}

}  // namespace plugtest::drivers
