#pragma once

#include "drivers/transport/usb_bridge.h"
#include "protocols/bits/result.h"
#include "tools/cli/context.h"
#include "tools/cli/exit_code.h"

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace plugtest::cli {

/// `plugtest usbip KIND=PORT...`: USB device models over USB/IP. Orders on standard input unplug
/// them and plug them in again ("unplug 1-1", "plug 1-1").
struct UsbIpCommand {
  std::vector<std::string> devices;
  std::string bind_address = "127.0.0.1";
  std::uint16_t port = 3240;
  std::optional<double> seconds;  ///< empty: until Ctrl-C
};
ExitCode run_command(const UsbIpCommand& command, const Context& context,
                     const std::stop_token& stop);

/// A USB device that is asked for.
struct UsbIpOffer {
  drivers::UsbBridgeKind kind{};
  std::string port{};  ///< the serial port behind it; empty: it gives everything back
};

/// KIND=PORT, where PORT is a device, the address of a module on one (as `plugtest lab` tells it:
/// mercury+serial:///dev/pts/3?baud=115200), or the word echo. Errors: `usage`.
Result<UsbIpOffer> parse_usbip_offer(std::string_view text);

/// The place that a bus id names: "1-5" is 5. Errors: `usage`.
Result<std::uint8_t> parse_usbip_place(std::string_view bus_id);

}  // namespace plugtest::cli
