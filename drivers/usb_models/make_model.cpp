#include "drivers/usb_models/models.h"

namespace plugtest::drivers {

UsbAddress usb_model_address(UsbBridgeKind kind) {
  switch (kind) {
    case UsbBridgeKind::cdc_acm:
      return {.vendor_id = 0x1209, .product_id = 0x0001};
    case UsbBridgeKind::ftdi:
      return {.vendor_id = 0x0403, .product_id = 0x6001};
    case UsbBridgeKind::cp210x:
      return {.vendor_id = 0x10C4, .product_id = 0xEA60};
    case UsbBridgeKind::ch34x:
      return {.vendor_id = 0x1A86, .product_id = 0x7523};
    case UsbBridgeKind::hid:
      return {.vendor_id = 0x1209, .product_id = 0x0002};
    case UsbBridgeKind::keyboard:
      return {.vendor_id = 0x1209, .product_id = 0x0003};
  }
  return {};
}

std::unique_ptr<UsbModel> make_usb_model(UsbBridgeKind kind, UsbModelOptions options) {
  if (options.product.empty()) options.product = "plugtest " + std::string(to_string(kind));
  switch (kind) {
    case UsbBridgeKind::cdc_acm:
      return make_cdc_acm_model(std::move(options));
    case UsbBridgeKind::ftdi:
      return make_ftdi_model(std::move(options));
    case UsbBridgeKind::cp210x:
      return make_cp210x_model(std::move(options));
    case UsbBridgeKind::ch34x:
      return make_ch34x_model(std::move(options));
    case UsbBridgeKind::hid:
      return make_hid_model(std::move(options));
    case UsbBridgeKind::keyboard:
      return make_keyboard_model(std::move(options));
  }
  return nullptr;
}

}  // namespace plugtest::drivers
