#pragma once

#include "drivers/transport/usb_bridge.h"

#include <cstdint>
#include <memory>
#include <string_view>

// The kinds one by one; private to this room, make_bridge() chooses.

namespace plugtest::drivers {

using MadeBridge = Result<std::unique_ptr<UsbBridge>>;

MadeBridge make_cdc_acm_bridge(const UsbLayout& layout, const UsbBridgeOptions& options);
MadeBridge make_ftdi_bridge(const UsbLayout& layout, const UsbBridgeOptions& options);
MadeBridge make_cp210x_bridge(const UsbLayout& layout, const UsbBridgeOptions& options);
MadeBridge make_ch34x_bridge(const UsbLayout& layout, const UsbBridgeOptions& options);
MadeBridge make_hid_bridge(UsbBridgeKind kind, const UsbLayout& layout,
                           const UsbBridgeOptions& options);

inline constexpr std::uint8_t k_any_class = 0xFE;

/// The first interface of `interface_class` with an IN endpoint of `type`, and its OUT endpoint
/// where it has one.
Result<UsbPipes> find_pipes(const UsbLayout& layout, std::uint8_t interface_class,
                            UsbTransferType type, std::string_view what);

inline std::uint8_t low_byte(std::uint32_t value) {
  return static_cast<std::uint8_t>(value & 0xFFU);
}
inline std::uint16_t low_word(std::uint32_t value) {
  return static_cast<std::uint16_t>(value & 0xFFFFU);
}

}  // namespace plugtest::drivers
