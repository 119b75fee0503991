#pragma once

#include "drivers/transport/serial_line.h"
#include "drivers/transport/usb_bridge.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace plugtest::drivers {

using UsbBytes = std::vector<std::uint8_t>;

/// USB 2.0, 9.3.
struct UsbSetup {
  std::uint8_t type = 0;  ///< bmRequestType
  std::uint8_t request = 0;
  std::uint16_t value = 0;
  std::uint16_t index = 0;
  std::uint16_t length = 0;

  bool is_in() const { return (type & 0x80U) != 0; }
};

/// How a device ends a transaction. `nak`: nothing to say yet, ask again.
enum class UsbHandshake : std::uint8_t { ack, nak, stall };

struct UsbAnswer {
  UsbHandshake handshake = UsbHandshake::ack;
  UsbBytes bytes{};
};

struct UsbModelOptions {
  std::string serial = "PLUGTEST1";
  std::string product{};  ///< else the kind's own
  UsbBridgeOptions bridge_options{};
};

/// A USB device that is a serial port, as pure code: requests in, answers out. It has no threads,
/// no clock and no system calls, so that a test double, a USB/IP server and a virtual host
/// controller can all present the same device; its methods may be called from several threads.
///
/// On its other side is the byte stream of whatever device sits behind the bridge: to_host() and
/// on_from_host().
class UsbModel {
 public:
  explicit UsbModel(UsbModelOptions options) : options_(std::move(options)) {}
  virtual ~UsbModel() = default;
  UsbModel(const UsbModel&) = delete;
  UsbModel& operator=(const UsbModel&) = delete;

  // --- the host's side ---

  virtual UsbBytes device_descriptor() const = 0;         ///< USB 2.0, 9.6.1
  virtual UsbBytes configuration_descriptor() const = 0;  ///< 9.6.3, with all that belongs to it

  /// A request on endpoint 0; `data` comes with OUT requests. Standard requests are answered here.
  UsbAnswer control(const UsbSetup& setup, std::span<const std::uint8_t> data);

  /// An IN transfer of at most `most` bytes. One shorter than a packet's multiple ends early, as on
  /// the bus.
  UsbAnswer in(std::uint8_t endpoint, std::size_t most);
  UsbHandshake out(std::uint8_t endpoint, std::span<const std::uint8_t> bytes);

  /// True once for every change after which an IN that was answered nak is worth repeating: called
  /// by to_host() and by whatever else makes one ready, never with a lock held.
  void on_ready(std::function<void()> ready);

  // --- the device's side ---

  /// Sends bytes to the host. While the host has not switched the port on (DTR, or the chip's own
  /// way) a bridge throws them away, and when it switches it off, what it has not read; so it does
  /// with what its memory (1 MiB) does not hold.
  void to_host(std::span<const std::uint8_t> bytes);

  /// Hears what the host sends; in the host's thread.
  void on_from_host(std::function<void(std::span<const std::uint8_t>)> hear);

  /// Called after each request of the host that changed line() or dtr(), in the host's thread,
  /// never with a lock held.
  void on_line(std::function<void()> changed);

  SerialLine line() const;  ///< as the host has set it
  bool dtr() const;
  std::size_t unread() const;  ///< bytes of to_host() that the host has not read

  // --- faults ---

  /// The next `count` IN transfers stall; the endpoint stays halted until the host clears it.
  void stall_in(unsigned count);
  /// No packet carries more than so many bytes of the stream; 0: as many as fit.
  void limit_packets(std::size_t bytes);

 protected:
  /// Everything below is called with the lock held.
  virtual UsbAnswer vendor_control(const UsbSetup& setup, std::span<const std::uint8_t> data) = 0;
  /// One packet for the host; empty: nothing to say. `most` bytes at the most.
  virtual std::optional<UsbBytes> packet(std::uint8_t endpoint, std::size_t most) = 0;
  /// Bytes of the stream in a packet from the host. Empty: no such endpoint.
  virtual std::optional<UsbBytes> unwrap(std::uint8_t endpoint,
                                         std::span<const std::uint8_t> packet) = 0;
  virtual std::vector<std::string> strings() const;

  /// Takes up to `most` bytes of the stream, within limit_packets().
  UsbBytes take(std::size_t most);
  /// Forgets what the host has not read.
  void discard_unread() { to_host_.clear(); }

  SerialLine line_;
  bool dtr_ = false;
  std::size_t packet_bytes_ = 64;
  UsbModelOptions options_;

 private:
  UsbAnswer standard(const UsbSetup& setup);
  UsbAnswer descriptor(const UsbSetup& setup) const;

  mutable std::mutex mutex_;
  std::deque<std::uint8_t> to_host_;
  std::function<void(std::span<const std::uint8_t>)> hear_;
  std::function<void()> ready_;
  std::function<void()> line_changed_;
  unsigned stalls_ = 0;
  bool halted_ = false;
  std::size_t limit_ = 0;
};

/// A device of `kind`, with the ids of its chip (CDC-ACM and HID: of pid.codes' test range).
std::unique_ptr<UsbModel> make_usb_model(UsbBridgeKind kind, UsbModelOptions options = {});

/// The vendor and product id of make_usb_model()'s devices.
UsbAddress usb_model_address(UsbBridgeKind kind);

}  // namespace plugtest::drivers
