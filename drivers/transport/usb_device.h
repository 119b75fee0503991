#pragma once

#include "drivers/transport/usb.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include <libusb-1.0/libusb.h>

namespace plugtest::drivers {

struct LibusbExit {
  void operator()(libusb_context* context) const { libusb_exit(context); }
};
struct LibusbClose {
  void operator()(libusb_device_handle* handle) const { libusb_close(handle); }
};

/// The devices of one moment.
class UsbDeviceList {
 public:
  explicit UsbDeviceList(libusb_context* context);
  ~UsbDeviceList();
  UsbDeviceList(const UsbDeviceList&) = delete;
  UsbDeviceList& operator=(const UsbDeviceList&) = delete;
  std::span<libusb_device*> all() const { return {list_, static_cast<std::size_t>(count_)}; }

 private:
  libusb_device** list_ = nullptr;
  ssize_t count_ = 0;
};

/// A device that was opened, claimed and set up; a libusb context of its own, so that readers have
/// nothing in common. Destroying it puts the bridge to sleep, releases the interfaces in reverse
/// and gives them back to the kernel; no transfer may be under way then.
class UsbDevice final : public UsbControl {
 public:
  UsbDevice() = default;
  ~UsbDevice() override;
  UsbDevice(const UsbDevice&) = delete;
  UsbDevice& operator=(const UsbDevice&) = delete;

  Result<void> out(std::uint8_t type, std::uint8_t request, std::uint16_t value,
                   std::uint16_t index, std::span<const std::uint8_t> data) override;
  Result<std::vector<std::uint8_t>> in(std::uint8_t type, std::uint8_t request, std::uint16_t value,
                                       std::uint16_t index, std::uint16_t length) override;

  std::unique_ptr<libusb_context, LibusbExit> context;
  std::unique_ptr<libusb_device_handle, LibusbClose> handle;
  std::unique_ptr<UsbBridge> bridge;
  std::string name;  ///< "USB device 0403:6001/SERIAL", for messages
  std::uint32_t bus = 0;
  std::uint32_t number = 0;
  std::size_t claimed = 0;  ///< how many of the bridge's interfaces
};

/// Blocks; `give_up` limits the wait for a device that somebody is just closing. Errors as
/// connect_usb().
Result<std::unique_ptr<UsbDevice>> open_usb_device(const UsbAddress& address,
                                                   const UsbOptions& options,
                                                   std::chrono::steady_clock::time_point give_up);

}  // namespace plugtest::drivers
