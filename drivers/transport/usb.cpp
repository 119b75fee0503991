#include "drivers/transport/usb.h"

#include "drivers/transport/background.h"
#include "drivers/transport/serial.h"
#include "drivers/transport/usb_stream.h"
#include "harness/api/clock.h"

#include <charconv>
#include <utility>

namespace plugtest::drivers {

namespace {

constexpr std::chrono::seconds k_busy_patience{3};

class Attempt final : public UsbConnect {
 public:
  Attempt(api::Runtime& runtime, const UsbAddress& address, const UsbOptions& options,
          Nanos timeout, api::Done<std::unique_ptr<LineStream>> done)
      : runtime_(runtime), timer_(runtime.clock), options_(options), done_(std::move(done)) {
    runtime_.traffic.connecting();
    timer_.set_after(timeout, [this, name = to_string(address)] {
      end(fail(ErrorCode::timed_out, "USB device " + name + " does not open in time"));
    });
    using Device = std::unique_ptr<UsbDevice>;
    opening_ = in_background<Device>(
        runtime_,
        [address, options] {
          return open_usb_device(address, options,
                                 std::chrono::steady_clock::now() + k_busy_patience);
        },
        [this](Result<Device> device) {
          if (!device) {
            end(fail(device.error()));
          } else {
            end(make_usb_stream(runtime_, std::move(*device), options_));
          }
        });
  }
  ~Attempt() override {
    if (!ended_) runtime_.traffic.connect_done();
  }
  Attempt(const Attempt&) = delete;
  Attempt& operator=(const Attempt&) = delete;

 private:
  void end(Result<std::unique_ptr<LineStream>> result) {
    ended_ = true;
    runtime_.traffic.connect_done();
    timer_.cancel();
    opening_.reset();
    const auto done = std::exchange(done_, nullptr);
    done(std::move(result));  // may destroy us
  }

  api::Runtime runtime_;
  api::Timer timer_;
  UsbOptions options_;
  api::Done<std::unique_ptr<LineStream>> done_;
  std::unique_ptr<BackgroundTask> opening_;
  bool ended_ = false;
};

}  // namespace

Result<UsbOptions> usb_options(const std::map<std::string, std::string>& query,
                               UsbOptions defaults) {
  std::map<std::string, std::string> serial = query;
  if (const auto bridge = serial.extract("bridge")) {
    const auto kind = bridge_kind_named(bridge.mapped());
    if (!kind) return fail(ErrorCode::configuration, "bridge=" + kind.error().message);
    defaults.bridge = *kind;
  }
  if (const auto report = serial.extract("report")) {
    const std::string& text = report.mapped();
    const char* last = text.data() + text.size();
    const auto [end, error] =
        std::from_chars(text.data(), last, defaults.bridge_options.hid_report);
    if (error != std::errc{} || end != last) {
      return fail(ErrorCode::configuration, "report=" + text + " is no HID report id (0 to 255)");
    }
  }
  const auto line = serial_options(serial, {.line = defaults.line,
                                            .dtr = defaults.bridge_options.dtr,
                                            .rts = defaults.bridge_options.rts});
  if (!line) return fail(line.error());
  defaults.line = line->line;
  defaults.bridge_options.dtr = line->dtr;
  defaults.bridge_options.rts = line->rts;
  return defaults;
}

std::unique_ptr<UsbConnect> connect_usb(api::Runtime& runtime, const UsbAddress& address,
                                        const UsbOptions& options, Nanos timeout,
                                        api::Done<std::unique_ptr<LineStream>> done) {
  return std::make_unique<Attempt>(runtime, address, options, timeout, std::move(done));
}

}  // namespace plugtest::drivers
