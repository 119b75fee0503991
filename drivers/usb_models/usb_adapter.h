#pragma once

#include "drivers/usb_models/usb_model.h"
#include "harness/api/runtime.h"
#include "harness/api/traffic.h"
#include "protocols/bits/error.h"

#include <functional>
#include <memory>
#include <string>

namespace plugtest::drivers {

/// The cable between a USB device model and a serial port, as an adapter with such a chip is one.
class UsbAdapter {
 public:
  virtual ~UsbAdapter() = default;
};

struct UsbAdapterOptions {
  /// The serial port behind the chip: a virtual module's pty, or a real one. Empty: a plug that
  /// gives everything back.
  std::string port{};
  api::FlowId to_host{};  ///< the way to the USB host in api::Traffic (line_flow.h)
  /// Once, later: the port does not open or is gone (a module that was unplugged from its cable).
  std::function<void(const Error& why)> on_lost{};
  /// The host has set its line, or DTR.
  std::function<void(const SerialLine& line, bool dtr)> on_line{};
};

/// Joins `model`, which outlives it, to the port: bytes both ways, and how the host sets its line
/// is how the port is set. What the host sends before the port is open waits for it.
std::unique_ptr<UsbAdapter> join_to_port(api::Runtime& runtime, UsbModel& model,
                                         UsbAdapterOptions options);

}  // namespace plugtest::drivers
