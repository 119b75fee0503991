#include "drivers/transport/usb_bridge.h"
#include "drivers/transport/usb_bridges.h"

#include <algorithm>
#include <array>

namespace plugtest::drivers {

namespace {

struct KnownChip {
  std::uint16_t vendor_id;
  std::uint16_t product_id;
  UsbBridgeKind kind;
};

/// The chips' own ids, as Linux' drivers list them; readers with ids of their maker's name the kind
/// in their address (?bridge=ftdi).
constexpr std::array k_chips = {
    KnownChip{0x0403, 0x6001, UsbBridgeKind::ftdi},
    KnownChip{0x0403, 0x6010, UsbBridgeKind::ftdi},
    KnownChip{0x0403, 0x6011, UsbBridgeKind::ftdi},
    KnownChip{0x0403, 0x6014, UsbBridgeKind::ftdi},
    KnownChip{0x0403, 0x6015, UsbBridgeKind::ftdi},
    KnownChip{0x10C4, 0xEA60, UsbBridgeKind::cp210x},
    KnownChip{0x10C4, 0xEA61, UsbBridgeKind::cp210x},
    KnownChip{0x10C4, 0xEA70, UsbBridgeKind::cp210x},
    KnownChip{0x10C4, 0xEA71, UsbBridgeKind::cp210x},
    KnownChip{0x1A86, 0x7523, UsbBridgeKind::ch34x},
    KnownChip{0x1A86, 0x5523, UsbBridgeKind::ch34x},
    KnownChip{0x4348, 0x5523, UsbBridgeKind::ch34x},
};

constexpr std::uint8_t k_class_cdc = 0x02;
constexpr std::uint8_t k_subclass_acm = 0x02;
constexpr std::uint8_t k_class_hid = 0x03;
constexpr std::uint8_t k_subclass_boot = 0x01;
constexpr std::uint8_t k_protocol_keyboard = 0x01;

}  // namespace

std::string_view to_string(UsbBridgeKind kind) {
  switch (kind) {
    case UsbBridgeKind::cdc_acm:
      return "cdc-acm";
    case UsbBridgeKind::ftdi:
      return "ftdi";
    case UsbBridgeKind::cp210x:
      return "cp210x";
    case UsbBridgeKind::ch34x:
      return "ch34x";
    case UsbBridgeKind::hid:
      return "hid";
    case UsbBridgeKind::keyboard:
      return "keyboard";
  }
  return "unknown";
}

Result<UsbBridgeKind> bridge_kind_named(std::string_view name) {
  std::string all;
  for (const UsbBridgeKind kind :
       {UsbBridgeKind::cdc_acm, UsbBridgeKind::ftdi, UsbBridgeKind::cp210x, UsbBridgeKind::ch34x,
        UsbBridgeKind::hid, UsbBridgeKind::keyboard}) {
    if (to_string(kind) == name) return kind;
    all += (all.empty() ? "" : ", ") + std::string(to_string(kind));
  }
  return fail(ErrorCode::configuration, std::string(name) + " is none of " + all);
}

std::optional<UsbBridgeKind> bridge_kind_of(const UsbLayout& layout) {
  for (const KnownChip& chip : k_chips) {
    if (chip.vendor_id == layout.vendor_id && chip.product_id == layout.product_id)
      return chip.kind;
  }
  for (const UsbInterface& interface : layout.interfaces) {
    if (interface.device_class == k_class_cdc && interface.subclass == k_subclass_acm) {
      return UsbBridgeKind::cdc_acm;
    }
    if (interface.device_class == k_class_hid) {
      return interface.subclass == k_subclass_boot && interface.protocol == k_protocol_keyboard
                 ? UsbBridgeKind::keyboard
                 : UsbBridgeKind::hid;
    }
  }
  return std::nullopt;
}

Result<std::unique_ptr<UsbBridge>> make_bridge(UsbBridgeKind kind, const UsbLayout& layout,
                                               const UsbBridgeOptions& options) {
  switch (kind) {
    case UsbBridgeKind::cdc_acm:
      return make_cdc_acm_bridge(layout, options);
    case UsbBridgeKind::ftdi:
      return make_ftdi_bridge(layout, options);
    case UsbBridgeKind::cp210x:
      return make_cp210x_bridge(layout, options);
    case UsbBridgeKind::ch34x:
      return make_ch34x_bridge(layout, options);
    case UsbBridgeKind::hid:
    case UsbBridgeKind::keyboard:
      return make_hid_bridge(kind, layout, options);
  }
  return fail(ErrorCode::internal, "an unknown kind of USB bridge");
}

Result<UsbPipes> find_pipes(const UsbLayout& layout, std::uint8_t interface_class,
                            UsbTransferType type, std::string_view what) {
  for (const UsbInterface& interface : layout.interfaces) {
    if (interface_class != k_any_class && interface.device_class != interface_class) continue;
    UsbPipes pipes;
    bool found = false;
    for (const UsbEndpoint& endpoint : interface.endpoints) {
      if (endpoint.type != type) continue;
      if (!endpoint.is_in()) {
        pipes.out = endpoint;
      } else if (!found) {
        pipes.in = endpoint;
        found = true;
      }
    }
    if (!found) continue;
    pipes.interfaces = {interface.number};
    return pipes;
  }
  return fail(ErrorCode::configuration,
              "the USB device has no endpoint to read from as " + std::string(what) + " has");
}

}  // namespace plugtest::drivers
