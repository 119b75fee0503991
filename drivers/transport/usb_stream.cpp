#include "drivers/transport/usb_stream.h"

#include "drivers/transport/line_flow.h"
#include "drivers/transport/mailbox.h"
#include "drivers/transport/usb_transfers.h"
#include "harness/api/clock.h"

#include <cassert>
#include <utility>

namespace plugtest::drivers {

namespace {

class Stream final : public LineStream {
 public:
  Stream(api::Runtime& runtime, std::unique_ptr<UsbDevice> device, const UsbOptions& options)
      : runtime_(runtime),
        options_(options),
        outgoing_(usb_flow(device->bus, device->number)),
        name_(device->name),
        mailbox_(std::make_shared<Mailbox>(runtime.io)) {
    UsbTransfers::Events events;
    events.read = [this, box = mailbox_](std::vector<std::uint8_t> bytes) {
      box->post([this, bytes = std::move(bytes)] { take(bytes); });
    };
    events.written = [this, box = mailbox_](std::size_t bytes) {
      box->post([this, bytes] { queued_ -= bytes; });
    };
    events.lost = [this, box = mailbox_](Error why) {
      box->post([this, why = std::move(why)] { end(why); });
    };
    transfers_ = std::make_unique<UsbTransfers>(std::move(device), options.max_queued_bytes,
                                                std::move(events));
    runtime_.traffic.opened(outgoing_);
  }
  ~Stream() override {
    close();
    transfers_->join();
  }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  void start(OnBytes on_bytes, OnClosed on_closed) override {
    assert(!on_bytes_ && "a stream is started once");
    on_bytes_ = std::move(on_bytes);
    on_closed_ = std::move(on_closed);
    if (options_.wire_tap != nullptr) options_.wire_tap->on_link(runtime_.clock.now());
    begin();
  }

  void write(std::span<const std::uint8_t> bytes) override {
    if (ended_ || bytes.empty()) return;
    if (queued_ + bytes.size() > options_.max_queued_bytes) {
      end({ErrorCode::timed_out, name_ + " does not take what is written: more than " +
                                     std::to_string(options_.max_queued_bytes) + " bytes wait"});
      return;
    }
    queued_ += bytes.size();
    tap(options_.outgoing, bytes);
    runtime_.traffic.sent(outgoing_, bytes.size());
    begin();
    transfers_->write(bytes);
  }

  void close() override {
    on_bytes_ = nullptr;
    on_closed_ = nullptr;
    stop();
  }

  api::FlowId outgoing() const override { return outgoing_; }

  Result<void> set_line(const SerialLine& line) override {
    if (ended_) return fail(ErrorCode::link_lost, name_ + " is closed");
    return transfers_->set_line(line);
  }

 private:
  void begin() {
    if (running_ || ended_) return;
    running_ = true;
    transfers_->start();
  }

  void tap(api::Direction direction, std::span<const std::uint8_t> bytes) {
    if (options_.wire_tap != nullptr) {
      options_.wire_tap->on_bytes(direction, runtime_.clock.now(), bytes);
    }
  }

  void take(const std::vector<std::uint8_t>& bytes) {
    if (ended_) return;
    runtime_.traffic.received(outgoing_.reversed(), bytes.size());
    tap(options_.outgoing == api::Direction::to_reader ? api::Direction::from_reader
                                                       : api::Direction::to_reader,
        bytes);
    transfers_->taken(bytes.size());
    const auto on_bytes = on_bytes_;  // a copy: the call may end with close(), or destroy us
    if (on_bytes) on_bytes(bytes);
  }

  /// The link ended without our wish: tells the owner, later.
  void end(Error why) {
    if (ended_) return;
    ended_ = true;
    runtime_.traffic.closed(outgoing_);
    if (running_) transfers_->stop();
    mailbox_->post([this, why = std::move(why)] {
      const auto on_closed = std::exchange(on_closed_, nullptr);
      if (on_closed) on_closed(why);
    });
  }

  void stop() {
    mailbox_->shut();
    if (ended_) return;
    ended_ = true;
    runtime_.traffic.closed(outgoing_);
    if (running_) transfers_->stop();
  }

  api::Runtime runtime_;
  UsbOptions options_;
  api::FlowId outgoing_;
  std::string name_;
  std::shared_ptr<Mailbox> mailbox_;
  std::unique_ptr<UsbTransfers> transfers_;
  OnBytes on_bytes_;
  OnClosed on_closed_;
  std::size_t queued_ = 0;
  bool running_ = false;
  bool ended_ = false;
};

}  // namespace

std::unique_ptr<LineStream> make_usb_stream(api::Runtime& runtime,
                                            std::unique_ptr<UsbDevice> device,
                                            const UsbOptions& options) {
  return std::make_unique<Stream>(runtime, std::move(device), options);
}

}  // namespace plugtest::drivers
