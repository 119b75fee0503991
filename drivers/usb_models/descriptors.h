#pragma once

#include "drivers/usb_models/usb_model.h"

#include <cstdint>
#include <initializer_list>

// Descriptors of USB 2.0, 9.6, in bytes.

namespace plugtest::drivers {

inline std::uint8_t low(std::uint16_t value) { return static_cast<std::uint8_t>(value & 0xFFU); }
inline std::uint8_t high(std::uint16_t value) { return static_cast<std::uint8_t>(value >> 8U); }

/// Strings 1 to 3 are maker, product and serial number.
UsbBytes device_descriptor_of(const UsbAddress& ids, std::uint8_t device_class,
                              std::uint16_t release);

UsbBytes interface_descriptor(std::uint8_t number, std::uint8_t endpoints,
                              std::uint8_t interface_class, std::uint8_t subclass = 0,
                              std::uint8_t protocol = 0);

UsbBytes endpoint_descriptor(std::uint8_t address, UsbTransferType type, std::uint16_t packet_bytes,
                             std::uint8_t interval = 0);

/// The configuration's head and `parts` behind it.
UsbBytes configuration_of(std::uint8_t interfaces, std::initializer_list<UsbBytes> parts);

/// A class without a number of its own.
inline constexpr std::uint8_t k_vendor_class = 0xFF;

}  // namespace plugtest::drivers
