// The program under test of the USB tiers: an ordinary host program with our USB transport and the
// system's libusb. It sends back what it gets, says on standard output what happens ("open",
// "lost", "got N"), and comes back when the device does.
//
// Usage: usb_client VENDOR:PRODUCT[/SERIAL] [once]     once: an error of connecting ends it
// A device ends it by the byte EOT, or by typing the line "bye".

#include "drivers/transport/usb.h"
#include "harness/api/traffic.h"
#include "harness/session/wall_clock.h"

#include <chrono>
#include <cstdio>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>
#include <spdlog/logger.h>
#include <spdlog/sinks/null_sink.h>

namespace plugtest {
namespace {

constexpr Nanos k_connect_timeout = std::chrono::seconds(20);
constexpr Nanos k_retry = std::chrono::milliseconds(20);
constexpr std::uint8_t k_end = 0x04;

void say(const std::string& text) {
  std::printf("%s\n", text.c_str());
  std::fflush(stdout);
}

class Client {
 public:
  Client(api::Runtime& runtime, drivers::UsbAddress address, bool once)
      : runtime_(runtime), timer_(runtime.clock), address_(std::move(address)), once_(once) {}

  void connect() {
    attempt_ = drivers::connect_usb(runtime_, address_, {}, k_connect_timeout, [this](auto stream) {
      if (stream) {
        opened(std::move(*stream));
      } else if (once_) {
        say(to_string(stream.error()));
        over_ = true;
      } else {
        timer_.set_after(k_retry, [this] { connect(); });
      }
    });
  }

  bool over() const { return over_; }

 private:
  void opened(std::unique_ptr<drivers::LineStream> stream) {
    stream_ = std::move(stream);
    stream_->start([this](std::span<const std::uint8_t> bytes) { take(bytes); },
                   [this](const Error& why) { lost(why); });
    say("open");
  }

  void take(std::span<const std::uint8_t> bytes) {
    total_ += bytes.size();
    text_.append(bytes.begin(), bytes.end());
    if (bytes.back() == k_end || text_.ends_with("bye\n")) {
      say("got " + std::to_string(total_ - (bytes.back() == k_end ? 1 : 0)));
      if (bytes.back() != k_end) say(text_.substr(0, text_.size() - 1));
      stream_.reset();
      over_ = true;
      return;
    }
    stream_->write(bytes);
  }

  void lost(const Error& why) {
    say("lost " + std::string(to_string(why.code)));
    stream_.reset();
    connect();
  }

  api::Runtime& runtime_;
  api::Timer timer_;
  drivers::UsbAddress address_;
  bool once_;
  std::unique_ptr<drivers::UsbConnect> attempt_;
  std::unique_ptr<drivers::LineStream> stream_;
  std::string text_;
  std::size_t total_ = 0;
  bool over_ = false;
};

int run(int argc, char** argv) {
  const auto address = drivers::parse_usb_address(argc > 1 ? argv[1] : "");
  if (!address) {
    say(to_string(address.error()));
    return 2;
  }
  boost::asio::io_context io;
  const auto clock = session::make_wall_clock(io);
  api::NoTraffic traffic;
  spdlog::logger log("usb_client", std::make_shared<spdlog::sinks::null_sink_mt>());
  api::Runtime runtime{io, *clock, traffic, log};
  Client client(runtime, *address, argc > 2);
  client.connect();
  while (!client.over()) {
    io.restart();
    io.run_one_for(std::chrono::milliseconds(20));
  }
  return 0;
}

}  // namespace
}  // namespace plugtest

int main(int argc, char** argv) { return plugtest::run(argc, argv); }
