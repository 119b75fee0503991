#include "drivers/transport/usb_watch.h"

#include "drivers/transport/mailbox.h"
#include "drivers/transport/usb_device.h"

#include <atomic>
#include <thread>
#include <utility>

namespace plugtest::drivers {

namespace {

class Watch final : public UsbWatch {
 public:
  Watch(api::Runtime& runtime, const UsbAddress& address, std::function<void()> arrived)
      : arrived_(std::move(arrived)), mailbox_(std::make_shared<Mailbox>(runtime.io)) {
    libusb_context* context = nullptr;
    if (libusb_init(&context) != 0) return;
    context_.reset(context);
    if (!listen(address)) return;
    thread_ = std::thread([this] { handle_events(); });
  }
  ~Watch() override {
    mailbox_->shut();
    if (!thread_.joinable()) return;
    stopped_ = true;
    libusb_interrupt_event_handler(context_.get());
    thread_.join();
  }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

 private:
  /// False where the system has no such events.
  bool listen(const UsbAddress& address) {
    return libusb_has_capability(LIBUSB_CAP_HAS_HOTPLUG) != 0 &&
           libusb_hotplug_register_callback(context_.get(), LIBUSB_HOTPLUG_EVENT_DEVICE_ARRIVED,
                                            LIBUSB_HOTPLUG_ENUMERATE, address.vendor_id,
                                            address.product_id, LIBUSB_HOTPLUG_MATCH_ANY,
                                            &Watch::on_arrival, this, nullptr) == LIBUSB_SUCCESS;
  }

  static int LIBUSB_CALL on_arrival(libusb_context* /*context*/, libusb_device* /*device*/,
                                    libusb_hotplug_event /*event*/, void* self) {
    auto* const watch = static_cast<Watch*>(self);
    watch->mailbox_->post([watch] {
      const auto arrived = watch->arrived_;  // a copy: it may destroy us
      arrived();
    });
    return 0;  // go on listening
  }

  void handle_events() {
    while (!stopped_) {
      timeval patience{.tv_sec = 1, .tv_usec = 0};
      libusb_handle_events_timeout_completed(context_.get(), &patience, nullptr);
    }
  }

  std::function<void()> arrived_;
  std::shared_ptr<Mailbox> mailbox_;
  std::unique_ptr<libusb_context, LibusbExit> context_;
  std::atomic<bool> stopped_ = false;
  std::thread thread_;
};

}  // namespace

std::unique_ptr<UsbWatch> watch_usb(api::Runtime& runtime, const UsbAddress& address,
                                    std::function<void()> arrived) {
  return std::make_unique<Watch>(runtime, address, std::move(arrived));
}

}  // namespace plugtest::drivers
