#include "tools/cli/reader_probe.h"

#include "drivers/transport/serial_ports.h"
#include "drivers/transport/usb_layout.h"
#include "harness/api/clock.h"
#include "harness/api/reader.h"
#include "harness/api/registry.h"
#include "harness/api/traffic.h"
#include "harness/session/wall_clock.h"
#include "tools/cli/waited.h"

#include <chrono>
#include <memory>
#include <utility>

#include <boost/asio/io_context.hpp>

namespace plugtest::cli {

namespace {

class Deaf final : public api::ReaderListener {
 public:
  void on_observations(std::span<const model::Observation> /*observations*/) override {}
  void on_link_down(const Error& /*why*/) override {}
  void on_reader_event(HostTime /*when*/, const std::string& /*what*/) override {}
};

}  // namespace

Result<model::ReaderIdentity> ask_identity(const api::ReaderRegistry& registry,
                                           const std::string& uri, Nanos patience,
                                           spdlog::logger& log, const std::stop_token& stop) {
  boost::asio::io_context io;
  const auto clock = session::make_wall_clock(io);
  api::NoTraffic traffic;
  api::Runtime runtime{io, *clock, traffic, log};
  Deaf listener;
  auto made = registry.make_reader(runtime, uri, {.ask_serial = true, .look_only = true});
  if (!made) return fail(made.error());
  api::Reader& reader = **made;
  reader.set_listener(listener);
  const auto connected =
      waited<void>(io, reader, stop, [&](const auto& done) { reader.connect(patience, done); });
  if (!connected) return fail(connected.error());
  auto identity = waited<model::ReaderIdentity>(
      io, reader, stop, [&](const auto& done) { reader.identify(patience, done); });
  // How the goodbye goes does not matter.
  waited<void>(io, reader, stop, [&](const auto& done) { reader.close(patience, done); });
  return identity;
}

namespace {

std::vector<std::string> candidates(const api::ReaderRegistry& registry, std::string_view transport,
                                    const std::string& path) {
  std::vector<std::string> addresses;
  for (const std::string& scheme : registry.schemes()) {
    if (scheme.ends_with(transport)) addresses.push_back(scheme + "://" + path);
  }
  return addresses;
}

}  // namespace

std::vector<std::string> serial_candidates(const api::ReaderRegistry& registry,
                                           std::string_view path) {
  return candidates(registry, "+serial", std::string(path));
}

std::vector<std::string> usb_candidates(const api::ReaderRegistry& registry,
                                        const drivers::UsbIdentity& device) {
  const drivers::UsbAddress address{device.vendor_id, device.product_id, device.serial};
  return candidates(registry, "+usb", "/" + drivers::to_string(address));
}

}  // namespace plugtest::cli
