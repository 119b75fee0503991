#pragma once

#include "drivers/usb_models/usb_model.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace plugtest::drivers {

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

  UsbIpSession(UsbModel& model, State first, Send send);

  /// Takes bytes as they come.
  void push(std::span<const std::uint8_t> bytes);

  /// Answers the reads that had to wait, as far as the model can now.
  void poll();

  State state() const { return state_; }

  static constexpr std::string_view k_bus_id = "1-1";
  static constexpr std::uint32_t k_device_id = 0x0001'0002;  ///< bus 1, device 2

 private:
  struct Waiting {
    std::uint8_t endpoint = 0;
    std::uint32_t most = 0;
  };

  std::size_t take_request();
  std::size_t take_command();
  void submit(std::span<const std::uint8_t> header, std::span<const std::uint8_t> data);
  void unlink(std::span<const std::uint8_t> header);
  void control(std::uint32_t sequence, std::span<const std::uint8_t> setup,
               std::span<const std::uint8_t> data);
  bool answer_read(std::uint32_t sequence, const Waiting& waiting);
  void reply(std::uint32_t command, std::uint32_t sequence, std::int32_t status,
             std::uint32_t length, std::span<const std::uint8_t> data = {});
  UsbBytes device_record() const;

  UsbModel& model_;
  State state_;
  Send send_;
  UsbBytes buffer_;
  std::map<std::uint32_t, Waiting> waiting_;  // by sequence number: answered in the order of asking
};

}  // namespace plugtest::drivers
