#pragma once

#include "drivers/usb_models/usb_model.h"

#include <memory>

// The kinds one by one; private to this room, make_usb_model() chooses.

namespace plugtest::drivers {

std::unique_ptr<UsbModel> make_cdc_acm_model(UsbModelOptions options);
std::unique_ptr<UsbModel> make_ftdi_model(UsbModelOptions options);
std::unique_ptr<UsbModel> make_cp210x_model(UsbModelOptions options);
std::unique_ptr<UsbModel> make_ch34x_model(UsbModelOptions options);
std::unique_ptr<UsbModel> make_hid_model(UsbModelOptions options);
std::unique_ptr<UsbModel> make_keyboard_model(UsbModelOptions options);

}  // namespace plugtest::drivers
