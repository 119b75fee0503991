#include "drivers/transport/usb.h"
#include "drivers/transport/usb_watch.h"
#include "harness/api/clock.h"

#include <utility>

namespace plugtest::drivers {

namespace {

/// Between two looks, where no event says that the device is back. Also what makes the wait work in
/// lab time, which an event from outside cannot end at a certain moment.
constexpr Nanos k_look_pause = std::chrono::milliseconds(250);

class Wait final : public UsbConnect {
 public:
  Wait(api::Runtime& runtime, const UsbAddress& address, const UsbOptions& options, Nanos timeout,
       api::Done<std::unique_ptr<LineStream>> done)
      : runtime_(runtime),
        address_(address),
        options_(options),
        deadline_(runtime.clock.now() + timeout),
        done_(std::move(done)),
        pause_(runtime.clock) {
    watch_ = watch_usb(runtime_, address_, [this] { look(); });
    look();
  }

 private:
  void look() {
    if (attempt_ || !done_) return;
    pause_.cancel();
    const Nanos left = deadline_ - runtime_.clock.now();
    attempt_ = connect_usb(runtime_, address_, options_, left,
                           [this](Result<std::unique_ptr<LineStream>> opened) {
                             attempt_.reset();
                             take(std::move(opened));
                           });
  }

  void take(Result<std::unique_ptr<LineStream>> opened) {
    const bool absent = !opened && (opened.error().code == ErrorCode::unreachable ||
                                    opened.error().code == ErrorCode::link_lost);
    if (absent && runtime_.clock.now() + k_look_pause < deadline_) {
      pause_.set_after(k_look_pause, [this] { look(); });
      return;
    }
    watch_.reset();
    const auto done = std::exchange(done_, nullptr);
    done(std::move(opened));  // may destroy us
  }

  api::Runtime runtime_;
  UsbAddress address_;
  UsbOptions options_;
  HostTime deadline_;
  api::Done<std::unique_ptr<LineStream>> done_;
  api::Timer pause_;
  std::unique_ptr<UsbWatch> watch_;
  std::unique_ptr<UsbConnect> attempt_;
};

}  // namespace

std::unique_ptr<UsbConnect> reconnect_usb(api::Runtime& runtime, const UsbAddress& address,
                                          const UsbOptions& options, Nanos timeout,
                                          api::Done<std::unique_ptr<LineStream>> done) {
  return std::make_unique<Wait>(runtime, address, options, timeout, std::move(done));
}

}  // namespace plugtest::drivers
