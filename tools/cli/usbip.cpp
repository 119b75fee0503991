#include "tools/cli/usbip.h"

#include "drivers/usb_models/usb_adapter.h"
#include "drivers/usb_models/usbip_server.h"
#include "harness/api/traffic.h"
#include "harness/session/wall_clock.h"
#include "tools/cli/complain.h"

#include <array>
#include <chrono>
#include <memory>
#include <ostream>
#include <utility>
#include <vector>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <fmt/format.h>
#include <unistd.h>

namespace plugtest::cli {

namespace {

namespace asio = boost::asio;

constexpr std::chrono::milliseconds k_tick{50};
constexpr std::size_t k_longest_order = 256;

/// The devices on offer, and what is told about them.
class Offers {
 public:
  Offers(api::Runtime& runtime, std::vector<UsbIpOffer> offers, std::ostream& out)
      : runtime_(runtime), offers_(std::move(offers)), out_(out), plugged_(offers_.size()) {}

  Result<void> serve(const UsbIpCommand& command) {
    auto server =
        drivers::serve_usbip(runtime_, {.bind_address = command.bind_address,
                                        .port = command.port,
                                        .on_attached = [this](std::uint8_t place, bool attached) {
                                          tell(place, attached ? "is attached" : "is free");
                                        }});
    if (!server) return fail(server.error());
    server_ = std::move(*server);
    for (std::uint8_t place = 1; place <= offers_.size(); ++place) plug(place);
    out_ << fmt::format(
                "on port {}; `usbip list -r {}` shows them, `usbip attach -r {} -b 1-1` as "
                "root takes one (with --tcp-port before list or attach for another port "
                "than 3240)\n",
                server_->port(), command.bind_address, command.bind_address)
         << std::flush;
    return {};
  }

  /// "unplug 1-2", "plug 1-2".
  void obey(std::string_view order) {
    const auto blank = order.find(' ');
    const std::string_view verb = order.substr(0, blank);
    const auto place =
        parse_usbip_place(blank == std::string_view::npos ? "" : order.substr(blank + 1));
    if ((verb != "plug" && verb != "unplug") || !place || *place > offers_.size()) {
      out_ << fmt::format("'{}' is neither plug nor unplug, with the bus id of a device\n", order)
           << std::flush;
    } else if (verb == "plug") {
      plug(*place);
    } else {
      unplug(*place);
    }
  }

 private:
  struct Plugged {
    std::unique_ptr<drivers::UsbModel> model;
    std::unique_ptr<drivers::UsbAdapter> adapter;
  };

  void plug(std::uint8_t place) {
    Plugged& device = plugged_[place - 1U];
    if (device.model) return;
    const UsbIpOffer& offer = offers_[place - 1U];
    const std::string serial = fmt::format("PLUGTEST{}", place);
    device.model = drivers::make_usb_model(offer.kind, {.serial = serial});
    device.adapter = drivers::join_to_port(
        runtime_, *device.model,
        {.port = offer.port,
         .on_lost =
             [this, place](const Error& why) {
               tell(place, "has lost what is behind it: " + to_string(why));
               unplug(place);
             },
         .on_line =
             [this, place](const drivers::SerialLine& line, bool dtr) {
               tell(place,
                    fmt::format("is set to {}, DTR {}", to_string(line), dtr ? "on" : "off"));
             }});
    server_->plug(place, *device.model);
    tell(place, fmt::format("is {} {}/{}, {} behind it", drivers::to_string(offer.kind),
                            drivers::to_string(drivers::usb_model_address(offer.kind)), serial,
                            offer.port.empty() ? "echo" : offer.port));
  }

  void unplug(std::uint8_t place) {
    Plugged& device = plugged_[place - 1U];
    if (!device.model) return;
    server_->unplug(place);
    device.adapter.reset();
    device.model.reset();
    tell(place, "is unplugged");
  }

  void tell(std::uint8_t place, const std::string& what) {
    out_ << drivers::usbip_bus_id(place) << " " << what << "\n" << std::flush;
  }

  api::Runtime& runtime_;
  std::vector<UsbIpOffer> offers_;
  std::ostream& out_;
  std::vector<Plugged> plugged_;  // outlives the server
  std::unique_ptr<drivers::UsbIpServer> server_;
};

/// Lines of this process' standard input, as long as there are any.
class Orders {
 public:
  Orders(asio::io_context& io, Offers& offers) : input_(io), offers_(offers) {
    boost::system::error_code refused;
    input_.assign(dup(STDIN_FILENO), refused);
    if (!refused) read();
  }

 private:
  void read() {
    input_.async_read_some(asio::buffer(buffer_),
                           [this](const boost::system::error_code& error, std::size_t bytes) {
                             if (error) return;
                             take({buffer_.data(), bytes});
                             read();
                           });
  }

  void take(std::string_view text) {
    for (const char c : text) {
      if (c == '\n') {
        offers_.obey(std::exchange(line_, {}));
      } else if (line_.size() < k_longest_order) {
        line_ += c;
      }
    }
  }

  asio::posix::stream_descriptor input_;
  Offers& offers_;
  std::array<char, 1024> buffer_{};
  std::string line_;
};

}  // namespace

ExitCode run_command(const UsbIpCommand& command, const Context& context,
                     const std::stop_token& stop) {
  std::vector<UsbIpOffer> offers;
  for (const std::string& text : command.devices) {
    auto offer = parse_usbip_offer(text);
    if (!offer) return complain(context, offer.error());
    offers.push_back(std::move(*offer));
  }
  asio::io_context io;
  const auto clock = session::make_wall_clock(io);
  api::NoTraffic traffic;
  api::Runtime runtime{io, *clock, traffic, context.log};
  Offers offered(runtime, std::move(offers), context.out);
  if (const auto served = offered.serve(command); !served) return complain(context, served.error());
  const Orders orders(io, offered);
  const auto end = command.seconds
                       ? std::chrono::steady_clock::now() +
                             std::chrono::duration_cast<std::chrono::steady_clock::duration>(
                                 std::chrono::duration<double>(*command.seconds))
                       : std::chrono::steady_clock::time_point::max();
  while (!stop.stop_requested() && std::chrono::steady_clock::now() < end) {
    io.restart();
    io.run_one_for(k_tick);
  }
  return ExitCode::ok;
}

}  // namespace plugtest::cli
