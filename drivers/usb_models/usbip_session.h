#pragma once

#include "drivers/usb_models/usb_model.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plugtest::drivers {

/// A device that is offered, by the number of its place on our one bus: 1 to 126.
struct UsbIpDevice {
  std::uint8_t place = 0;
  UsbModel* model = nullptr;
};

/// "1-5": how a peer names the device at a place.
std::string usbip_bus_id(std::uint8_t place);

/// The devices that a session's peer may list and import.
class UsbIpDevices {
 public:
  virtual ~UsbIpDevices() = default;
  virtual std::vector<UsbIpDevice> plugged() const = 0;  ///< by place
  /// Gives the device to the session's peer; null: none is there, or another peer has it.
  virtual UsbModel* take_device(std::uint8_t place) = 0;
};

/// The device's side of one USB/IP connection (Linux, Documentation/usb/usbip_protocol.rst, version
/// 1.1.1): bytes from the peer in, bytes for the peer out. The peer's `usbip list` and `usbip
/// attach` see the model as a device; vhci_hcd speaks to it directly in the state `attached`.
///
/// Pure: no sockets, no threads; the owner calls everything from one thread and tells poll() when
/// the model has become ready.
class UsbIpSession {
 public:
  enum class State : std::uint8_t {
    greeting,  ///< a peer that lists or imports devices
    attached,  ///< transfers
    ended      ///< the peer broke the protocol; close the connection
  };
  using Send = std::function<void(std::span<const std::uint8_t>)>;

  /// With a peer that lists devices or imports one.
  UsbIpSession(UsbIpDevices& devices, Send send) : devices_(&devices), send_(std::move(send)) {}
  /// With vhci_hcd, to which somebody else has introduced the model.
  UsbIpSession(UsbModel& model, Send send)
      : model_(&model), state_(State::attached), send_(std::move(send)) {}

  /// Takes bytes as they come.
  void push(std::span<const std::uint8_t> bytes);

  /// Answers the reads that had to wait, as far as the model can now.
  void poll();

  State state() const { return state_; }

 private:
  struct Waiting {
    std::uint8_t endpoint = 0;
    std::uint32_t most = 0;
  };

  std::size_t take_request();
  void list_devices();
  bool import(std::string_view bus_id);
  std::size_t take_command();
  void submit(std::span<const std::uint8_t> header, std::span<const std::uint8_t> data);
  void unlink(std::span<const std::uint8_t> header);
  void control(std::uint32_t sequence, std::span<const std::uint8_t> setup,
               std::span<const std::uint8_t> data);
  bool answer_read(std::uint32_t sequence, const Waiting& waiting);
  void reply(std::uint32_t command, std::uint32_t sequence, std::int32_t status,
             std::uint32_t length, std::span<const std::uint8_t> data = {});

  UsbIpDevices* devices_ = nullptr;  // null: attached from the start
  UsbModel* model_ = nullptr;        // once attached
  State state_ = State::greeting;
  Send send_;
  UsbBytes buffer_;
  std::map<std::uint32_t, Waiting> waiting_;  // by sequence number: answered in the order of asking
};

}  // namespace plugtest::drivers
