#include "drivers/transport/usb_watch.h"

#include "drivers/transport/mailbox.h"
#include "drivers/transport/usb_device.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

namespace plugtest::drivers {

namespace {

constexpr std::chrono::milliseconds k_look_pause{200};

class Watch final : public UsbWatch {
 public:
  Watch(api::Runtime& runtime, const UsbAddress& address, UsbWatchEvents events, UsbWatchBy by)
      : address_(address),
        events_(std::move(events)),
        mailbox_(std::make_shared<Mailbox>(runtime.io)) {
    libusb_context* context = nullptr;
    if (libusb_init(&context) != 0) return;
    context_.reset(context);
    const bool told = by == UsbWatchBy::system && listen();
    thread_ = std::thread([this, told] {
      if (told) {
        handle_events();
      } else {
        look();
      }
    });
  }
  ~Watch() override {
    mailbox_->shut();
    {
      const std::lock_guard lock(mutex_);
      stopped_ = true;
    }
    wake_.notify_all();
    if (!thread_.joinable()) return;
    libusb_interrupt_event_handler(context_.get());
    thread_.join();
  }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

 private:
  bool stopped() {
    const std::lock_guard lock(mutex_);
    return stopped_;
  }

  void tell(bool arrived) {
    mailbox_->post([this, arrived] {
      const auto event = arrived ? events_.arrived : events_.left;  // a copy: it may destroy us
      if (event) event();
    });
  }

  /// False where the system has no such events.
  bool listen() {
    return libusb_has_capability(LIBUSB_CAP_HAS_HOTPLUG) != 0 &&
           libusb_hotplug_register_callback(
               context_.get(),
               LIBUSB_HOTPLUG_EVENT_DEVICE_ARRIVED | LIBUSB_HOTPLUG_EVENT_DEVICE_LEFT,
               LIBUSB_HOTPLUG_ENUMERATE, address_.vendor_id, address_.product_id,
               LIBUSB_HOTPLUG_MATCH_ANY, &Watch::on_change, this, nullptr) == LIBUSB_SUCCESS;
  }

  static int LIBUSB_CALL on_change(libusb_context* /*context*/, libusb_device* /*device*/,
                                   libusb_hotplug_event event, void* self) {
    static_cast<Watch*>(self)->tell(event == LIBUSB_HOTPLUG_EVENT_DEVICE_ARRIVED);
    return 0;  // go on listening
  }

  void handle_events() {
    while (!stopped()) {
      timeval patience{.tv_sec = 1, .tv_usec = 0};
      libusb_handle_events_timeout_completed(context_.get(), &patience, nullptr);
    }
  }

  void look() {
    std::set<std::pair<int, int>> known;  // bus and number
    while (!stopped()) {
      std::set<std::pair<int, int>> present;
      const UsbDeviceList list(context_.get());
      for (libusb_device* device : list.all()) {
        libusb_device_descriptor about{};
        libusb_get_device_descriptor(device, &about);
        if (about.idVendor == address_.vendor_id && about.idProduct == address_.product_id) {
          present.emplace(libusb_get_bus_number(device), libusb_get_device_address(device));
        }
      }
      for (const auto& device : known) {
        if (!present.contains(device)) tell(false);
      }
      for (const auto& device : present) {
        if (!known.contains(device)) tell(true);
      }
      known = std::move(present);
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, k_look_pause, [this] { return stopped_; });
    }
  }

  UsbAddress address_;
  UsbWatchEvents events_;
  std::shared_ptr<Mailbox> mailbox_;
  std::unique_ptr<libusb_context, LibusbExit> context_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopped_ = false;
  std::thread thread_;
};

}  // namespace

std::unique_ptr<UsbWatch> watch_usb(api::Runtime& runtime, const UsbAddress& address,
                                    UsbWatchEvents events, UsbWatchBy by) {
  return std::make_unique<Watch>(runtime, address, std::move(events), by);
}

}  // namespace plugtest::drivers
