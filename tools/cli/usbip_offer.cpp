#include "tools/cli/usbip.h"

#include <charconv>

namespace plugtest::cli {

namespace {

constexpr std::string_view k_echo = "echo";
constexpr std::string_view k_serial = "+serial://";
constexpr std::uint8_t k_last_place = 126;

}  // namespace

Result<UsbIpOffer> parse_usbip_offer(std::string_view text) {
  const auto equals = text.find('=');
  if (equals == std::string_view::npos || equals + 1 == text.size()) {
    return fail(
        ErrorCode::usage,
        "'" + std::string(text) + "': expected KIND=PORT, as in ftdi=/dev/pts/3 or cdc-acm=echo");
  }
  const auto kind = drivers::bridge_kind_named(text.substr(0, equals));
  if (!kind) {
    return fail(ErrorCode::usage, "'" + std::string(text) + "': " + kind.error().message);
  }
  std::string_view port = text.substr(equals + 1);
  if (port == k_echo) return UsbIpOffer{*kind, {}};
  if (const auto scheme = port.find(k_serial); scheme != std::string_view::npos) {
    port = port.substr(scheme + k_serial.size());
    port = port.substr(0, port.find('?'));
  }
  if (!port.starts_with('/')) {
    return fail(ErrorCode::usage,
                "'" + std::string(text) + "': '" + std::string(port) +
                    "' is neither a serial port (/dev/...), nor the address of one, nor echo");
  }
  return UsbIpOffer{*kind, std::string(port)};
}

Result<std::uint8_t> parse_usbip_place(std::string_view bus_id) {
  std::uint8_t place = 0;
  const std::string_view digits = bus_id.starts_with("1-") ? bus_id.substr(2) : std::string_view();
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), place);
  if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size() ||
      place == 0 || place > k_last_place) {
    return fail(ErrorCode::usage,
                "'" + std::string(bus_id) + "' is no bus id; they are 1-1, 1-2 and so on");
  }
  return place;
}

}  // namespace plugtest::cli
