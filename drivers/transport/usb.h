#pragma once

#include "drivers/transport/serial_line.h"
#include "drivers/transport/usb_bridge.h"
#include "drivers/transport/usb_layout.h"
#include "harness/api/done.h"
#include "harness/api/runtime.h"
#include "harness/api/wire_tap.h"

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace plugtest::drivers {

struct UsbOptions {
  SerialLine line{};
  std::optional<UsbBridgeKind> bridge{};  ///< else by the device's ids and classes
  UsbBridgeOptions bridge_options{};
  /// Written bytes that the device has not taken; more than that ends the stream with `timed_out`.
  /// As many received ones may wait for the io_context's thread, then the device has to.
  std::size_t max_queued_bytes = std::size_t{1} * 1024 * 1024;
  api::WireTap* wire_tap = nullptr;                     ///< may be null; outlives the stream
  api::Direction outgoing = api::Direction::to_reader;  ///< how the tap calls what we write
};

/// The options that an address asks for: those of a serial port (serial.h), and "bridge=ftdi",
/// "report=2". Errors: `configuration` with the key or value and what there is.
Result<UsbOptions> usb_options(const std::map<std::string, std::string>& query,
                               UsbOptions defaults = {});

/// An attempt to open a device. Destroying it before its end ends it without calling anybody.
class UsbConnect {
 public:
  virtual ~UsbConnect() = default;
};

/// Opens the USB device `address` by libusb, takes its interfaces from the kernel's driver (which
/// gets them back at the end, so that the tty returns), and sets its line. `done` is called once,
/// unless the attempt is destroyed first: with the stream, or `unreachable` (not connected, with
/// what is; no permission, with what to do; in use), `configuration` (no bridge that is known; a
/// line it cannot do) or `timed_out`. It runs in a thread of its own; a device that is still being
/// closed by this or another program is waited for.
///
/// A device that is unplugged ends the stream with `link_lost`. A stalled endpoint is cleared and
/// read on.
std::unique_ptr<UsbConnect> connect_usb(api::Runtime& runtime, const UsbAddress& address,
                                        const UsbOptions& options, Nanos timeout,
                                        api::Done<std::unique_ptr<LineStream>> done);

/// The same for a device that was there before and has gone: waits for it until the time-out, and
/// opens it as soon as the system tells that it is back.
std::unique_ptr<UsbConnect> reconnect_usb(api::Runtime& runtime, const UsbAddress& address,
                                          const UsbOptions& options, Nanos timeout,
                                          api::Done<std::unique_ptr<LineStream>> done);

}  // namespace plugtest::drivers
