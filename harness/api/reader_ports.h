#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace plugtest::api {

/// What is plugged into a virtual reader besides its network: general purpose inputs and outputs,
/// and antennas. The lab or a rig sets inputs (a photo-eye) and plugs antennas; the endpoint hears
/// of it, and sets outputs (a stack light) as its client wants. Ports count from 1; a port that the
/// reader does not have is never set and reads as off.
class ReaderPorts {
 public:
  /// Hears of every change; called inside the call that makes it.
  class Listener {
   public:
    virtual ~Listener() = default;
    virtual void on_input(std::uint16_t port, bool high) = 0;
    virtual void on_antenna(std::uint16_t port, bool connected) = 0;
  };

  /// `antennas`: whether one is connected, port by port.
  ReaderPorts(std::uint16_t inputs, std::uint16_t outputs, std::vector<bool> antennas)
      : inputs_(inputs), outputs_(outputs), antennas_(std::move(antennas)) {}

  /// Nobody (nullptr) or one; it must outlive this or be taken off again.
  void listen(Listener* listener) { listener_ = listener; }

  bool input(std::uint16_t port) const { return read(inputs_, port); }
  bool output(std::uint16_t port) const { return read(outputs_, port); }
  bool antenna(std::uint16_t port) const { return read(antennas_, port); }

  void set_input(std::uint16_t port, bool high) {
    if (change(inputs_, port, high) && listener_ != nullptr) listener_->on_input(port, high);
  }
  void set_output(std::uint16_t port, bool high) { change(outputs_, port, high); }
  void set_antenna(std::uint16_t port, bool connected) {
    if (change(antennas_, port, connected) && listener_ != nullptr) {
      listener_->on_antenna(port, connected);
    }
  }

 private:
  static bool read(const std::vector<bool>& ports, std::uint16_t port) {
    return port != 0 && port <= ports.size() && ports[port - 1U];
  }
  static bool change(std::vector<bool>& ports, std::uint16_t port, bool state) {
    if (port == 0 || port > ports.size() || ports[port - 1U] == state) return false;
    ports[port - 1U] = state;
    return true;
  }

  std::vector<bool> inputs_;
  std::vector<bool> outputs_;
  std::vector<bool> antennas_;
  Listener* listener_ = nullptr;
};

}  // namespace plugtest::api
