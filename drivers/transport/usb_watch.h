#pragma once

#include "drivers/transport/usb_layout.h"
#include "harness/api/runtime.h"

#include <cstdint>
#include <functional>
#include <memory>

namespace plugtest::drivers {

/// Hears of USB devices that come and go, until it is destroyed.
class UsbWatch {
 public:
  virtual ~UsbWatch() = default;
};

struct UsbWatchEvents {
  std::function<void()> arrived;  ///< a device with the ids is there; at first, those there already
  std::function<void()> left;
};

enum class UsbWatchBy : std::uint8_t {
  system,  ///< the system's hot-plug events; looking, where libusb has none of them
  looking  ///< five times a second
};

/// Watches for devices with the ids of `address`; serial numbers can only be read from an open one.
/// The events are called on the io_context's thread. Where there is no USB at all nothing happens.
std::unique_ptr<UsbWatch> watch_usb(api::Runtime& runtime, const UsbAddress& address,
                                    UsbWatchEvents events, UsbWatchBy by = UsbWatchBy::system);

}  // namespace plugtest::drivers
