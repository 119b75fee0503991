#include "drivers/modules_core/module_transport.h"

#include "drivers/transport/tcp.h"
#include "drivers/transport/usb.h"

#include <map>
#include <utility>

namespace plugtest::drivers {

namespace {

class TcpTransport final : public ModuleTransport {
 public:
  TcpTransport(api::Runtime& runtime, std::string host, std::uint16_t port, api::WireTap* wire_tap)
      : runtime_(runtime), host_(std::move(host)), port_(port), wire_tap_(wire_tap) {}

  void open(Nanos timeout, api::Done<std::unique_ptr<ByteStream>> done) override {
    attempt_ =
        connect_tcp(runtime_, host_, port_, timeout, {.wire_tap = wire_tap_}, std::move(done));
  }
  void forget() override { attempt_.reset(); }

 private:
  api::Runtime runtime_;
  std::string host_;
  std::uint16_t port_;
  api::WireTap* wire_tap_;
  std::unique_ptr<TcpConnect> attempt_;
};

/// A line is a stream of bytes to whoever never changes its speed.
api::Done<std::unique_ptr<LineStream>> as_line(api::Done<std::unique_ptr<ByteStream>> done) {
  return [done = std::move(done)](Result<std::unique_ptr<LineStream>> opened) {
    if (!opened) {
      done(fail(opened.error()));
    } else {
      done(std::unique_ptr<ByteStream>(std::move(*opened)));
    }
  };
}

class SerialTransport final : public ModuleTransport {
 public:
  SerialTransport(api::Runtime& runtime, std::string path, const SerialOptions& options)
      : runtime_(runtime), path_(std::move(path)), options_(options) {}

  void open(Nanos timeout, api::Done<std::unique_ptr<ByteStream>> done) override {
    attempt_ = connect_serial(runtime_, path_, options_, timeout, as_line(std::move(done)));
  }
  void forget() override { attempt_.reset(); }

 private:
  api::Runtime runtime_;
  std::string path_;
  SerialOptions options_;
  std::unique_ptr<SerialConnect> attempt_;
};

class UsbTransport final : public ModuleTransport {
 public:
  UsbTransport(api::Runtime& runtime, UsbAddress address, const UsbOptions& options)
      : runtime_(runtime), address_(std::move(address)), options_(options) {}

  void open(Nanos timeout, api::Done<std::unique_ptr<ByteStream>> done) override {
    // A device that was there is waited for; one that never was is told at once.
    const auto connect = was_there_ ? reconnect_usb : connect_usb;
    attempt_ = connect(
        runtime_, address_, options_, timeout,
        [this, done = as_line(std::move(done))](Result<std::unique_ptr<LineStream>> opened) {
          was_there_ |= opened.has_value();
          done(std::move(opened));
        });
  }
  void forget() override { attempt_.reset(); }

 private:
  api::Runtime runtime_;
  UsbAddress address_;
  UsbOptions options_;
  std::unique_ptr<UsbConnect> attempt_;
  bool was_there_ = false;
};

Result<std::unique_ptr<ModuleTransport>> make_usb_transport(
    api::Runtime& runtime, const api::ReaderUri& uri,
    const std::map<std::string, std::string>& query, const SerialOptions& serial,
    api::WireTap* wire_tap) {
  auto address = parse_usb_address(uri.path);
  if (!address) return fail(address.error());
  UsbOptions defaults{.line = serial.line, .wire_tap = wire_tap};
  defaults.bridge_options.dtr = serial.dtr;
  defaults.bridge_options.rts = serial.rts;
  const auto options = usb_options(query, defaults);
  if (!options) return fail(options.error());
  return std::make_unique<UsbTransport>(runtime, std::move(*address), *options);
}

}  // namespace

Result<std::unique_ptr<ModuleTransport>> make_module_transport(api::Runtime& runtime,
                                                               const api::ReaderUri& uri,
                                                               const ModuleAddressing& addressing,
                                                               api::WireTap* wire_tap) {
  std::map<std::string, std::string> query = uri.query;
  for (const std::string& key : addressing.query_keys) query.erase(key);
  if (uri.transport == "serial") {
    auto options = serial_options(query, addressing.serial);
    if (!options) return fail(options.error());
    options->wire_tap = wire_tap;
    return std::make_unique<SerialTransport>(runtime, uri.path, *options);
  }
  if (uri.transport == "usb") {
    return make_usb_transport(runtime, uri, query, addressing.serial, wire_tap);
  }
  if (uri.transport != "tcp") {
    return fail(ErrorCode::configuration,
                "reader address '" + uri.text + "': a module is reached by tcp, serial or usb");
  }
  if (!query.empty()) {
    return fail(ErrorCode::configuration, "reader address '" + uri.text + "': the key '" +
                                              query.begin()->first + "' has no meaning over tcp");
  }
  return std::make_unique<TcpTransport>(runtime, uri.host, uri.port.value_or(addressing.tcp_port),
                                        wire_tap);
}

}  // namespace plugtest::drivers
