#pragma once

#include "drivers/transport/usb_device.h"

#include <memory>

namespace plugtest::drivers {

/// A stream over an open device; private to this room, because it shows libusb. Reports `opened` to
/// the Runtime's traffic.
std::unique_ptr<LineStream> make_usb_stream(api::Runtime& runtime,
                                            std::unique_ptr<UsbDevice> device,
                                            const UsbOptions& options);

}  // namespace plugtest::drivers
