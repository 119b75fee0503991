#include "drivers/transport/usb_device.h"

#include <algorithm>
#include <array>
#include <thread>
#include <utility>

namespace plugtest::drivers {

namespace {

constexpr unsigned k_control_timeout_ms = 1000;
constexpr auto k_busy_step = std::chrono::milliseconds(5);

struct FreeConfig {
  void operator()(libusb_config_descriptor* config) const { libusb_free_config_descriptor(config); }
};

Error error_of(int code, const std::string& what) {
  switch (code) {
    case LIBUSB_ERROR_ACCESS:
      return {ErrorCode::unreachable, "no permission to open " + what +
                                          ": install the udev rules (share/plugtest/udev), then "
                                          "unplug it and plug it in again"};
    case LIBUSB_ERROR_BUSY:
      return {ErrorCode::unreachable, what + " is in use by another program"};
    case LIBUSB_ERROR_NO_DEVICE:
      return {ErrorCode::link_lost, what + " was unplugged"};
    case LIBUSB_ERROR_PIPE:
      return {ErrorCode::protocol, what + " refuses a control request"};
    case LIBUSB_ERROR_TIMEOUT:
      return {ErrorCode::timed_out, what + " does not answer a control request"};
    default:
      return {ErrorCode::link_lost, what + ": " + libusb_strerror(code)};
  }
}

UsbLayout layout_of(libusb_device* device, const libusb_device_descriptor& about) {
  UsbLayout layout{.vendor_id = about.idVendor, .product_id = about.idProduct};
  libusb_config_descriptor* raw = nullptr;
  if (libusb_get_active_config_descriptor(device, &raw) != 0 &&
      libusb_get_config_descriptor(device, 0, &raw) != 0) {
    return layout;
  }
  const std::unique_ptr<libusb_config_descriptor, FreeConfig> config(raw);
  for (int i = 0; i < config->bNumInterfaces; ++i) {
    if (config->interface[i].num_altsetting < 1) continue;
    const libusb_interface_descriptor& from = config->interface[i].altsetting[0];
    UsbInterface interface{from.bInterfaceNumber, from.bInterfaceClass, from.bInterfaceSubClass,
                           from.bInterfaceProtocol};
    for (int e = 0; e < from.bNumEndpoints; ++e) {
      const libusb_endpoint_descriptor& endpoint = from.endpoint[e];
      interface.endpoints.push_back(
          {endpoint.bEndpointAddress, static_cast<UsbTransferType>(endpoint.bmAttributes & 3),
           static_cast<std::uint16_t>(std::max(1, endpoint.wMaxPacketSize & 0x7FF))});
    }
    layout.interfaces.push_back(std::move(interface));
  }
  return layout;
}

std::string serial_of(libusb_device_handle* handle, std::uint8_t index) {
  std::array<unsigned char, 256> text{};
  const int length =
      index == 0 ? 0
                 : libusb_get_string_descriptor_ascii(handle, index, text.data(), int{text.size()});
  return length > 0 ? std::string(text.begin(), text.begin() + length) : std::string();
}

constexpr std::uint8_t k_class_hub = 9;

/// Opens the first device that `address` names. Serial numbers can only be read from an open one.
Result<UsbLayout> open_matching(UsbDevice& device, const UsbAddress& address) {
  const UsbDeviceList list(device.context.get());
  std::string others;
  std::optional<Error> refused;
  for (libusb_device* candidate : list.all()) {
    libusb_device_descriptor about{};
    libusb_get_device_descriptor(candidate, &about);
    if (about.idVendor != address.vendor_id || about.idProduct != address.product_id) {
      if (about.bDeviceClass == k_class_hub) continue;
      others +=
          (others.empty() ? "" : ", ") + to_string(UsbAddress{about.idVendor, about.idProduct});
      continue;
    }
    libusb_device_handle* handle = nullptr;
    if (const int code = libusb_open(candidate, &handle); code != 0) {
      refused = error_of(code, device.name);
      continue;
    }
    device.handle.reset(handle);
    const std::string serial = serial_of(handle, about.iSerialNumber);
    if (!address.serial.empty() && serial != address.serial) {
      others += (others.empty() ? "" : ", ") +
                to_string(UsbAddress{about.idVendor, about.idProduct, serial});
      device.handle.reset();
      continue;
    }
    device.bus = libusb_get_bus_number(candidate);
    device.number = libusb_get_device_address(candidate);
    return layout_of(candidate, about);
  }
  if (refused) return fail(*refused);
  return fail(ErrorCode::unreachable,
              "no " + device.name + " is connected" +
                  (others.empty() ? std::string() : "; there is " + others));
}

Result<void> claim_interfaces(UsbDevice& device, std::chrono::steady_clock::time_point give_up) {
  // Not supported everywhere: then there is no kernel driver to take them from either.
  libusb_set_auto_detach_kernel_driver(device.handle.get(), 1);
  for (const std::uint8_t interface : device.bridge->pipes().interfaces) {
    int code = libusb_claim_interface(device.handle.get(), interface);
    while (code == LIBUSB_ERROR_BUSY && std::chrono::steady_clock::now() < give_up) {
      std::this_thread::sleep_for(k_busy_step);
      code = libusb_claim_interface(device.handle.get(), interface);
    }
    if (code != 0) return fail(error_of(code, device.name));
    ++device.claimed;
  }
  return {};
}

}  // namespace

UsbDeviceList::UsbDeviceList(libusb_context* context) {
  count_ = std::max<ssize_t>(0, libusb_get_device_list(context, &list_));
}

UsbDeviceList::~UsbDeviceList() {
  if (list_ != nullptr) libusb_free_device_list(list_, 1);
}

UsbDevice::~UsbDevice() {
  if (bridge != nullptr && claimed == bridge->pipes().interfaces.size()) bridge->close(*this);
  while (claimed > 0) {
    libusb_release_interface(handle.get(), bridge->pipes().interfaces[--claimed]);
  }
  handle.reset();
}

Result<void> UsbDevice::out(std::uint8_t type, std::uint8_t request, std::uint16_t value,
                            std::uint16_t index, std::span<const std::uint8_t> data) {
  std::vector<std::uint8_t> copy(data.begin(), data.end());  // libusb wants to write to it
  const int sent =
      libusb_control_transfer(handle.get(), type, request, value, index, copy.data(),
                              static_cast<std::uint16_t>(copy.size()), k_control_timeout_ms);
  if (sent < 0) return fail(error_of(sent, name));
  return {};
}

Result<std::vector<std::uint8_t>> UsbDevice::in(std::uint8_t type, std::uint8_t request,
                                                std::uint16_t value, std::uint16_t index,
                                                std::uint16_t length) {
  std::vector<std::uint8_t> data(length);
  const int got = libusb_control_transfer(handle.get(), type, request, value, index, data.data(),
                                          length, k_control_timeout_ms);
  if (got < 0) return fail(error_of(got, name));
  data.resize(static_cast<std::size_t>(got));
  return data;
}

Result<std::unique_ptr<UsbDevice>> open_usb_device(const UsbAddress& address,
                                                   const UsbOptions& options,
                                                   std::chrono::steady_clock::time_point give_up) {
  auto device = std::make_unique<UsbDevice>();
  device->name = "USB device " + to_string(address);
  libusb_context* context = nullptr;
  if (const int code = libusb_init(&context); code != 0) {
    return fail(ErrorCode::unreachable, std::string("no USB here: ") + libusb_strerror(code));
  }
  device->context.reset(context);
  const auto layout = open_matching(*device, address);
  if (!layout) return fail(layout.error());
  const auto kind = options.bridge ? options.bridge : bridge_kind_of(*layout);
  if (!kind) {
    return fail(ErrorCode::configuration,
                device->name +
                    " is no serial bridge that is known by its ids or class; name one in the "
                    "address, as in ?bridge=ftdi");
  }
  auto bridge = make_bridge(*kind, *layout, options.bridge_options);
  if (!bridge) return fail(bridge.error());
  device->bridge = std::move(*bridge);
  if (auto claimed = claim_interfaces(*device, give_up); !claimed) return fail(claimed.error());
  if (auto set = device->bridge->open(*device, options.line); !set) return fail(set.error());
  return device;
}

}  // namespace plugtest::drivers
