#include "drivers/modules_core/virtual_module.h"

#include "drivers/modules_core/uart_stream.h"
#include "drivers/transport/pty.h"
#include "drivers/transport/tcp.h"
#include "harness/api/clock.h"

#include <optional>
#include <utility>

namespace plugtest::drivers {

namespace {

using model::ReaderFault;

/// Reports that wait for the line; more are lost, as in a module's own buffer.
constexpr std::size_t k_report_buffer_bytes = std::size_t{8} * 1024;

class VirtualModule final : public api::Endpoint, private VirtualModuleLine {
 public:
  VirtualModule(api::Runtime& runtime, api::VirtualRadio& radio, VirtualModuleOptions options)
      : runtime_(runtime),
        options_(std::move(options)),
        faults_(runtime_, radio.faults(), radio.endpoint_seed(), options_.spoil_check, actions_),
        wrong_baud_(model::find(radio.faults(), ReaderFault::wrong_baud)),
        device_(options_.make_device(*this)) {}

  Result<void> open(const api::EndpointOptions& endpoint) {
    return options_.attachment == ModuleAttachment::tcp ? listen(endpoint) : hold_pty();
  }

  std::string uri() const override { return uri_; }

 private:
  Result<void> listen(const api::EndpointOptions& endpoint) {
    auto made = listen_tcp(
        runtime_, endpoint.bind_address, endpoint.port, {.outgoing = api::Direction::from_reader},
        [this](std::unique_ptr<ByteStream> stream) { accept(std::move(stream)); });
    if (!made) return fail(made.error());
    listener_ = std::move(*made);
    const bool v6 = endpoint.bind_address.find(':') != std::string::npos;
    uri_ = options_.family + "+tcp://" +
           (v6 ? "[" + endpoint.bind_address + "]" : endpoint.bind_address) + ":" +
           std::to_string(listener_->port());
    return {};
  }

  Result<void> hold_pty() {
    auto pty = open_pty(runtime_);
    if (!pty) return fail(pty.error());
    uri_ =
        options_.family + "+serial://" + (*pty)->path() + "?baud=" + std::to_string(options_.baud);
    const PtyPort* const port = pty->get();
    attach_uart(std::move(*pty), [port] { return port->host_line(); });
    return {};
  }

  void attach_uart(std::unique_ptr<ByteStream> inner, std::function<SerialLine()> host_line) {
    UartOptions options;
    options.line.baud =
        wrong_baud_ ? static_cast<std::uint32_t>(wrong_baud_->parameter) : options_.baud;
    options.host_line = std::move(host_line);
    auto paced = make_uart_stream(runtime_, std::move(inner), options);
    uart_ = paced.get();
    attach(std::move(paced));
  }

  /// One host at a time: a second one is turned away.
  void accept(std::unique_ptr<ByteStream> stream) {
    if (stream_) return;
    if (wrong_baud_) {
      // The device server's own end of the line is as it should be.
      attach_uart(std::move(stream), [baud = options_.baud] { return SerialLine{.baud = baud}; });
    } else {
      attach(std::move(stream));
    }
  }

  void attach(std::unique_ptr<ByteStream> stream) {
    stream_ = std::move(stream);
    device_->on_host();
    stream_->start([this](std::span<const std::uint8_t> bytes) { device_->on_bytes(bytes); },
                   [this](const Error&) { detach(); });
  }

  void detach() {
    faults_.host_gone();
    uart_ = nullptr;
    stream_.reset();
  }

  // --- VirtualModuleLine -------------------------------------------------------------------------

  void answer(std::vector<std::uint8_t> frame) override { faults_.answer(std::move(frame)); }

  bool report(std::vector<std::uint8_t> frame) override {
    if (uart_ != nullptr && uart_->waiting() + frame.size() > k_report_buffer_bytes) return false;
    faults_.report(std::move(frame));
    return true;
  }

  void inventory_began() override { faults_.inventory_began(); }
  bool has_fault(ReaderFault fault) const override { return faults_.has(fault); }
  bool strikes(ReaderFault fault) override { return faults_.strikes(fault); }

  /// What the faults do to the line.
  class Actions final : public LineFaultActions {
   public:
    explicit Actions(VirtualModule& module) : module_(module) {}
    void write(std::span<const std::uint8_t> bytes) override {
      if (module_.stream_) module_.stream_->write(bytes);
    }
    void hang_up() override {
      if (module_.stream_) module_.stream_->close();
      module_.detach();
    }
    void end_sending() override {
      if (!module_.stream_ || !module_.stream_->end_sending()) hang_up();
    }
    void restart() override {
      const auto banner = module_.device_->restart();
      if (module_.uart_ != nullptr) module_.uart_->break_off();
      write(banner);
    }

   private:
    VirtualModule& module_;
  };

  api::Runtime runtime_;
  VirtualModuleOptions options_;
  Actions actions_{*this};
  LineFaults faults_;
  std::optional<model::PlantedFault> wrong_baud_;
  std::unique_ptr<VirtualModuleDevice> device_;
  std::unique_ptr<TcpListener> listener_;
  std::unique_ptr<ByteStream> stream_;
  UartStream* uart_ = nullptr;  // stream_, when it is paced
  std::string uri_;
};

/// For looking, not for listening.
class Nobody final : public api::TagReadListener {
  void on_tag_read(const api::TagRead&) override {}
};

}  // namespace

std::vector<std::uint8_t> text_bytes(std::string_view text) { return {text.begin(), text.end()}; }

void spoil_last_byte(std::span<std::uint8_t> frame) {
  if (!frame.empty()) frame.back() ^= 0x01U;
}

void spoil_uii(std::span<std::uint8_t> uii) {
  if (!uii.empty()) uii[uii.size() / 2] ^= 0x80U;
}

std::vector<std::uint16_t> connected_antennas(api::VirtualRadio& radio) {
  const api::RadioCapabilities& can = radio.capabilities();
  Nobody nobody;
  std::vector<std::uint16_t> ports;
  for (std::uint16_t port = 1; port <= can.antenna_count; ++port) {
    api::RadioInventory look;
    look.antennas = {port};
    look.power_mdbm = {can.power_table_mdbm.front()};
    look.protocols = {can.protocols.front()};
    if (!radio.start(look, nobody)) continue;
    radio.stop();
    ports.push_back(port);
  }
  return ports;
}

Result<std::unique_ptr<api::Endpoint>> make_virtual_module(api::Runtime& runtime,
                                                           api::VirtualRadio& radio,
                                                           const api::EndpointOptions& endpoint,
                                                           VirtualModuleOptions options) {
  auto module = std::make_unique<VirtualModule>(runtime, radio, std::move(options));
  if (auto open = module->open(endpoint); !open) return fail(open.error());
  return module;
}

}  // namespace plugtest::drivers
