#pragma once

#include "drivers/usb_models/usbip_session.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace plugtest::doubles {

/// One model at place 1.
class UsbIpDeviceAtOne final : public drivers::UsbIpDevices {
 public:
  explicit UsbIpDeviceAtOne(drivers::UsbModel& model) : model_(model) {}

  bool taken = false;

  std::vector<drivers::UsbIpDevice> plugged() const override { return {{1, &model_}}; }
  drivers::UsbModel* take_device(std::uint8_t place) override {
    return place == 1 && !taken ? &model_ : nullptr;
  }

 private:
  drivers::UsbModel& model_;
};

/// The host's side of the protocol, byte by byte as its document has it.

inline std::uint32_t usbip_word(const drivers::UsbBytes& bytes, std::size_t at) {
  return static_cast<std::uint32_t>(bytes.at(at)) << 24U |
         static_cast<std::uint32_t>(bytes.at(at + 1)) << 16U |
         static_cast<std::uint32_t>(bytes.at(at + 2)) << 8U | bytes.at(at + 3);
}

inline drivers::UsbBytes usbip_list() { return {0x01, 0x11, 0x80, 0x05, 0, 0, 0, 0}; }

inline drivers::UsbBytes usbip_import(std::string_view bus_id) {
  drivers::UsbBytes bytes = {0x01, 0x11, 0x80, 0x03, 0, 0, 0, 0};
  bytes.insert(bytes.end(), bus_id.begin(), bus_id.end());
  bytes.resize(40);
  return bytes;
}

/// USBIP_CMD_SUBMIT (1) or USBIP_CMD_UNLINK (2); `fifth` is transfer_flags, or what to unlink.
inline drivers::UsbBytes usbip_command(std::uint32_t code, std::uint32_t sequence, bool in,
                                       std::uint32_t endpoint, std::uint32_t fifth,
                                       std::uint32_t length,
                                       const drivers::UsbBytes& setup = drivers::UsbBytes(8),
                                       const drivers::UsbBytes& data = {}) {
  constexpr std::uint32_t k_device_id = 0x0001'0002;  // bus 1, device 2: place 1
  drivers::UsbBytes bytes;
  for (const std::uint32_t value :
       {code, sequence, k_device_id, in ? 1U : 0U, endpoint, fifth, length, 0U, 0U, 0U}) {
    for (const unsigned shift : {24U, 16U, 8U, 0U}) {
      bytes.push_back(static_cast<std::uint8_t>(value >> shift));
    }
  }
  bytes.insert(bytes.end(), setup.begin(), setup.end());
  bytes.insert(bytes.end(), data.begin(), data.end());
  return bytes;
}

}  // namespace plugtest::doubles
