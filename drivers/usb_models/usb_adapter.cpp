#include "drivers/usb_models/usb_adapter.h"

#include "drivers/transport/mailbox.h"
#include "drivers/transport/serial.h"

#include <utility>

#include <spdlog/logger.h>

namespace plugtest::drivers {

namespace {

constexpr Nanos k_open_timeout = std::chrono::seconds(10);
constexpr std::size_t k_most_waiting = std::size_t{64} * 1024;  // before the port is open

class Cable final : public UsbAdapter {
 public:
  Cable(api::Runtime& runtime, UsbModel& model, UsbAdapterOptions options)
      : runtime_(runtime),
        model_(model),
        options_(std::move(options)),
        mailbox_(std::make_shared<Mailbox>(runtime.io)) {
    runtime_.traffic.line(options_.to_host);
    model_.on_from_host([this, box = mailbox_](std::span<const std::uint8_t> bytes) {
      box->post([this, copy = UsbBytes(bytes.begin(), bytes.end())] { from_host(copy); });
    });
    model_.on_line([this, box = mailbox_] { box->post([this] { follow_line(); }); });
    if (!options_.port.empty()) open_port();
  }
  ~Cable() override {
    mailbox_->shut();
    model_.on_from_host(nullptr);
    model_.on_line(nullptr);
    runtime_.traffic.closed(options_.to_host);
  }
  Cable(const Cable&) = delete;
  Cable& operator=(const Cable&) = delete;

 private:
  void open_port() {
    opening_ = connect_serial(runtime_, options_.port, {.line = model_.line()}, k_open_timeout,
                              [this](Result<std::unique_ptr<LineStream>> opened) {
                                opening_.reset();
                                if (!opened) {
                                  lose(opened.error());
                                } else {
                                  open(std::move(*opened));
                                }
                              });
  }

  void open(std::unique_ptr<LineStream> port) {
    port_ = std::move(port);
    port_->start([this](std::span<const std::uint8_t> bytes) { to_host(bytes); },
                 [this](const Error& why) { lose(why); });
    follow_line();
    port_->write(std::exchange(waiting_, {}));
  }

  void from_host(const UsbBytes& bytes) {
    runtime_.traffic.received(options_.to_host.reversed(), bytes.size());
    if (options_.port.empty()) {
      to_host(bytes);
    } else if (port_) {
      port_->write(bytes);
    } else if (waiting_.size() + bytes.size() <= k_most_waiting) {
      waiting_.insert(waiting_.end(), bytes.begin(), bytes.end());
    }
  }

  /// Nobody who holds the line here: lost, as Traffic::line() says, and not kept for the next.
  void to_host(std::span<const std::uint8_t> bytes) {
    if (runtime_.traffic.holder(options_.to_host.reversed()) == 0) return;
    runtime_.traffic.sent(options_.to_host, bytes.size());
    model_.to_host(bytes);
  }

  /// A line that the port cannot do leaves it as it was; the ends then do not understand each
  /// other, as on a real cable.
  void follow_line() {
    if (options_.on_line) options_.on_line(model_.line(), model_.dtr());
    if (!port_) return;
    if (const auto set = port_->set_line(model_.line()); !set) {
      runtime_.log.debug("USB adapter: {}", to_string(set.error()));
    }
  }

  void lose(const Error& why) {
    const auto on_lost = std::exchange(options_.on_lost, nullptr);
    if (on_lost) on_lost(why);  // may destroy us
  }

  api::Runtime runtime_;
  UsbModel& model_;
  UsbAdapterOptions options_;
  std::shared_ptr<Mailbox> mailbox_;
  std::unique_ptr<SerialConnect> opening_;
  std::unique_ptr<LineStream> port_;
  UsbBytes waiting_;
};

}  // namespace

std::unique_ptr<UsbAdapter> join_to_port(api::Runtime& runtime, UsbModel& model,
                                         UsbAdapterOptions options) {
  return std::make_unique<Cable>(runtime, model, std::move(options));
}

}  // namespace plugtest::drivers
