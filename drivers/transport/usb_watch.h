#pragma once

#include "drivers/transport/usb_layout.h"
#include "harness/api/runtime.h"

#include <functional>
#include <memory>

namespace plugtest::drivers {

/// Hears of USB devices that come, until it is destroyed.
class UsbWatch {
 public:
  virtual ~UsbWatch() = default;
};

/// Watches for devices with the ids of `address`; serial numbers can only be read from an open one.
/// `arrived` is called on the io_context's thread, at first for those that are there already. Where
/// the system has no hot-plug events, or no USB at all, nothing happens: who waits looks, too.
std::unique_ptr<UsbWatch> watch_usb(api::Runtime& runtime, const UsbAddress& address,
                                    std::function<void()> arrived);

}  // namespace plugtest::drivers
