#pragma once

#include "drivers/transport/serial_line.h"
#include "drivers/transport/usb_layout.h"
#include "protocols/bits/result.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace plugtest::drivers {

/// What a USB device has to be spoken to like, so that it is a byte stream.
enum class UsbBridgeKind : std::uint8_t {
  cdc_acm,   ///< USB CDC 1.2, PSTN subclass 1.2: the class of its own for serial ports
  ftdi,      ///< FT232 and relatives
  cp210x,    ///< Silicon Labs
  ch34x,     ///< WCH CH340, CH341
  hid,       ///< vendor's HID reports: [report id] length, bytes
  keyboard,  ///< HID boot keyboard that types what it read: lines of text, one way
};

std::string_view to_string(UsbBridgeKind kind);

/// The kind with that name. Errors: `configuration`, "NAME is none of cdc-acm, ...".
Result<UsbBridgeKind> bridge_kind_named(std::string_view name);

/// The kind that a device is by its ids (chips of vendors) or its class. Empty: none of these.
std::optional<UsbBridgeKind> bridge_kind_of(const UsbLayout& layout);

/// Control requests on endpoint 0, blocking, a second each at the most. `type` is bmRequestType.
class UsbControl {
 public:
  virtual ~UsbControl() = default;
  virtual Result<void> out(std::uint8_t type, std::uint8_t request, std::uint16_t value,
                           std::uint16_t index, std::span<const std::uint8_t> data = {}) = 0;
  virtual Result<std::vector<std::uint8_t>> in(std::uint8_t type, std::uint8_t request,
                                               std::uint16_t value, std::uint16_t index,
                                               std::uint16_t length) = 0;
};

/// Where a bridge's bytes go through.
struct UsbPipes {
  /// In the order of claiming; released in reverse. CDC-ACM: the control interface first, else the
  /// kernel's driver does not come back.
  std::vector<std::uint8_t> interfaces{};
  UsbEndpoint in{};
  std::optional<UsbEndpoint> out{};  ///< empty: writing goes by control requests, or not at all
  bool zero_length_packet = false;   ///< ends a write that is a multiple of the packet
};

struct UsbBridgeOptions {
  bool dtr = true;
  bool rts = true;
  std::uint8_t hid_report = 1;  ///< report id of `hid`; 0: reports without an id
};

/// One kind of bridge: pure translation between a byte stream and USB packets, and the control
/// requests that set it up. incoming() and outgoing() may run in different threads.
class UsbBridge {
 public:
  using OnBytes = std::function<void(std::span<const std::uint8_t>)>;

  virtual ~UsbBridge() = default;
  virtual UsbBridgeKind kind() const = 0;
  virtual const UsbPipes& pipes() const = 0;

  /// Wakes the device and sets its line; called once its interfaces are claimed.
  virtual Result<void> open(UsbControl& control, const SerialLine& line) = 0;
  virtual Result<void> set_line(UsbControl& control, const SerialLine& line) = 0;
  /// Puts it to sleep; errors do not matter any more.
  virtual void close(UsbControl& /*control*/) {}

  /// Takes one IN transfer apart (it may hold several packets) and passes on the bytes of the
  /// stream.
  virtual void incoming(std::span<const std::uint8_t> transfer, const OnBytes& on_bytes) {
    if (!transfer.empty()) on_bytes(transfer);
  }

  /// The OUT transfers that carry `bytes`.
  virtual std::vector<std::vector<std::uint8_t>> outgoing(std::span<const std::uint8_t> bytes) {
    return {{bytes.begin(), bytes.end()}};
  }

  /// Writes one transfer by control requests, where there is no OUT pipe.
  virtual Result<void> write_by_control(UsbControl& /*control*/,
                                        std::span<const std::uint8_t> /*transfer*/) {
    return fail(ErrorCode::refused, "this device takes no bytes");
  }
};

/// Errors: `configuration` when the descriptors lack what this kind needs.
Result<std::unique_ptr<UsbBridge>> make_bridge(UsbBridgeKind kind, const UsbLayout& layout,
                                               const UsbBridgeOptions& options = {});

// The numbers that chips make of a speed, for their virtual counterparts too.

/// FT232BM and R: value and index bit of request 3 for a speed, base 3 MHz in eighths. Empty: none
/// within 3 %.
std::optional<std::uint32_t> ftdi_divisor(std::uint32_t baud);
std::uint32_t ftdi_baud(std::uint32_t divisor);

/// CH340 and CH341: prescaler and divisor word of register 0x1312, base 48 MHz.
std::optional<std::uint16_t> ch34x_divisor(std::uint32_t baud);
std::uint32_t ch34x_baud(std::uint16_t word);

}  // namespace plugtest::drivers
