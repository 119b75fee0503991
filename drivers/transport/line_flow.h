#pragma once

#include "harness/api/traffic.h"

#include <cstdint>

namespace plugtest::drivers {

/// The names in api::Traffic of lines that have device numbers in place of ports: above all TCP
/// ports, and serial and USB apart. Both ends of one line come to the same name.
inline constexpr std::uint32_t k_host_end = 0x4000'0000;
inline constexpr std::uint32_t k_device_end = 0x8000'0000;
inline constexpr std::uint32_t k_usb = 0x2000'0000;

/// The host's way out to the character device with these numbers (the slave's, for a pty).
constexpr api::FlowId serial_flow(std::uint32_t major, std::uint32_t minor) {
  const std::uint32_t number = ((major & 0xFFU) << 20U) | (minor & 0xF'FFFFU);
  return {k_host_end | number, k_device_end | number};
}

/// The host's way out to the USB device at this address of this bus.
constexpr api::FlowId usb_flow(std::uint32_t bus, std::uint32_t address) {
  const std::uint32_t number = k_usb | ((bus & 0xFFFFU) << 8U) | (address & 0xFFU);
  return {k_host_end | number, k_device_end | number};
}

}  // namespace plugtest::drivers
