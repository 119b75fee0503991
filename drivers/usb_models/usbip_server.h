#pragma once

#include "drivers/usb_models/usbip_session.h"
#include "harness/api/runtime.h"
#include "harness/model/time.h"
#include "protocols/bits/result.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace plugtest::drivers {

struct UsbIpServerOptions {
  std::string bind_address = "127.0.0.1";
  std::uint16_t port = 3240;                  ///< IANA's for USB/IP; 0: any free one
  std::size_t max_connections = 16;           ///< more are hung up on
  Nanos patience = std::chrono::seconds(10);  ///< for a peer that has not imported a device
  /// A host has taken the device or given it back (or lost it); on the io_context's thread.
  std::function<void(std::uint8_t place, bool attached)> on_attached{};
};

/// USB device models for other machines, and this one: what `usbip list -r` and `usbip attach -r`
/// speak to. A device belongs to one host at a time. No peer can make it use more than its bounded
/// share of memory: connections, bytes of a request, reads that wait and bytes that it does not
/// take are all limited.
class UsbIpServer {
 public:
  virtual ~UsbIpServer() = default;
  virtual std::uint16_t port() const = 0;  ///< the one bound, also when 0 was asked for

  /// The device is there from now on, with the bus id of `place` (1 to 126; usbip_bus_id()).
  /// `model` outlives its stay.
  virtual void plug(std::uint8_t place, UsbModel& model) = 0;
  /// ... and gone: its host sees it unplugged. Nothing happens when nothing is there.
  virtual void unplug(std::uint8_t place) = 0;
};

/// Errors: `configuration` when the address cannot be bound.
Result<std::unique_ptr<UsbIpServer>> serve_usbip(api::Runtime& runtime,
                                                 const UsbIpServerOptions& options);

}  // namespace plugtest::drivers
