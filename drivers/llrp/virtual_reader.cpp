#include "drivers/llrp/virtual_reader.h"

#include "drivers/llrp/virtual_device.h"
#include "drivers/transport/tcp.h"
#include "drivers/transport/tls.h"
#include "harness/api/uri.h"
#include "protocols/llrp/lab_extension.h"

#include <iterator>
#include <list>
#include <string>
#include <utility>

#include <spdlog/logger.h>

namespace plugtest::drivers {

namespace {

/// How long a second client waits for the established one to turn out dead: time for the reset that
/// answers our event. Then it is refused (LLRP 1.0.1, 19.1.2).
constexpr Nanos k_takeover_grace = std::chrono::milliseconds(100);
constexpr std::size_t k_max_waiting = 8;

/// A reader that calls its client does so again after a failure, and after the end of a connection.
constexpr Nanos k_call_again = std::chrono::seconds(1);
constexpr Nanos k_call_timeout = std::chrono::seconds(5);

constexpr Nanos k_handshake_timeout = std::chrono::seconds(10);
const TcpOptions k_tcp{.outgoing = api::Direction::from_reader};

/// A client's request is small; this bounds what one connection can make us hold.
constexpr std::size_t k_max_request_bytes = std::size_t{1024} * 1024;

class VirtualReader final : public api::Endpoint, private DeviceOutlet {
 public:
  VirtualReader(api::Runtime& runtime, api::VirtualRadio& radio, const model::LlrpProfile& profile)
      : runtime_(runtime),
        device_(runtime_, radio, profile),
        type_d_vendor_(profile.type_d_vendor),
        call_timer_(runtime.clock) {}

  ~VirtualReader() override {
    if (peers_.empty()) return;
    device_.detach();
    send(device_.event_message(llrp::Element(llrp::ParamType::connection_close_event)));
  }
  VirtualReader(const VirtualReader&) = delete;
  VirtualReader& operator=(const VirtualReader&) = delete;

  Result<void> listen(const api::EndpointOptions& options) {
    const auto on_accept = [this](std::unique_ptr<ByteStream> stream) {
      accept(std::move(stream));
    };
    Result<std::unique_ptr<TcpListener>> made;
    if (options.certificate_file.empty()) {
      made = listen_tcp(runtime_, options.bind_address, options.port, k_tcp, on_accept);
    } else {
      auto context = load_tls_server(
          {.identity = {.certificate_file = options.certificate_file, .key_file = options.key_file},
           .client_ca_file = options.client_ca_file});
      if (!context) return fail(context.error());
      secure_ = true;
      made = listen_tls(runtime_, options.bind_address, options.port, std::move(*context),
                        k_handshake_timeout, k_tcp, on_accept,
                        [this](const Error& why) { note_failure(why); });
    }
    if (!made) return fail(made.error());
    listener_ = std::move(*made);
    address_ = {options.bind_address, listener_->port()};
    return {};
  }

  /// Calls the client at `options.call`, as long as there is no connection. With TLS the reader is
  /// the one that looks at the other's certificate.
  Result<void> call(const api::EndpointOptions& options) {
    const auto client = api::parse_host_port(options.call);
    if (!client) {
      return fail(ErrorCode::configuration,
                  "'" + options.call + "' is no client to call; expected HOST:PORT");
    }
    address_ = *client;
    calls_ = true;
    if (!options.certificate_file.empty()) {
      auto context = load_tls_client({.ca_file = options.client_ca_file,
                                      .identity = {.certificate_file = options.certificate_file,
                                                   .key_file = options.key_file}});
      if (!context) return fail(context.error());
      secure_ = true;
      call_context_ = std::move(*context);
    }
    dial();
    return {};
  }

  std::string uri() const override {
    const bool own_number = type_d_vendor_ != llrp::lab_extension::k_vendor;
    return (secure_ ? "llrps://" : "llrp://") + api::to_string(address_) +
           (own_number ? "?pen=" + std::to_string(type_d_vendor_) : "");
  }

 private:
  /// One connection: the established client's, or one that came while there was another.
  struct Peer {
    Peer(std::unique_ptr<ByteStream> byte_stream, api::Clock& clock)
        : stream(std::move(byte_stream)), timer(clock) {}
    std::unique_ptr<ByteStream> stream;
    api::Timer timer;  // of a waiting one
  };
  using Peers = std::list<Peer>;

  void dial() {
    auto on_made = [this](Result<std::unique_ptr<ByteStream>> made) {
      if (made) {
        accept(std::move(*made));
      } else {
        note_failure(made.error());
        call_again();
      }
    };
    connecting_ = secure_ ? connect_tls(runtime_, address_.host, address_.port, k_call_timeout,
                                        call_context_, "", k_tcp, std::move(on_made))
                          : connect_tcp(runtime_, address_.host, address_.port, k_call_timeout,
                                        k_tcp, std::move(on_made));
  }

  void call_again() {
    if (calls_) call_timer_.set_after(k_call_again, [this] { dial(); });
  }

  void note_failure(const Error& why) {
    runtime_.log.info("virtual reader {}: no connection: {}", uri(), why.message);
  }

  void accept(std::unique_ptr<ByteStream> stream) {
    if (peers_.size() > k_max_waiting) return;  // the stream closes
    peers_.emplace_back(std::move(stream), runtime_.clock);
    const auto peer = std::prev(peers_.end());
    peer->stream->start(
        [this, peer](std::span<const std::uint8_t> bytes) { on_bytes(*peer, bytes); },
        [this, peer](const Error&) { on_closed(peer); });
    if (peers_.size() == 1) {
      establish();
    } else if (device_.client_silent() && device_.lets_go()) {
      take_over();
    } else {
      send(device_.event_message(VirtualEvents::connection("another_connection_attempted")));
      peer->timer.set_after(k_takeover_grace, [this, peer] {
        peer->stream->write(device_.event_message(
            VirtualEvents::connection("failed_client_initiated_connection_exists")));
        peers_.erase(peer);
      });
    }
  }

  /// The first one in the list becomes the client.
  void establish() {
    Peer& peer = peers_.front();
    peer.timer.cancel();
    framer_ = llrp::Framer({.max_message_bytes = k_max_request_bytes, .any_version = true});
    peer.stream->write(device_.event_message(VirtualEvents::connection("success")));
    device_.attach(*this);
  }

  /// The established client is gone: the longest waiting one has its place.
  void take_over() {
    device_.detach();
    peers_.pop_front();
    if (!peers_.empty()) {
      establish();
    } else {
      call_again();
    }
  }

  void on_closed(Peers::iterator peer) {
    if (peer == peers_.begin()) {
      take_over();
    } else {
      peers_.erase(peer);
    }
  }

  void on_bytes(const Peer& peer, std::span<const std::uint8_t> bytes) {
    // A client is silent before it has heard of its attempt: what it says then is not listened to.
    if (&peer != &peers_.front()) return;
    framer_.push(bytes);
    while (!peers_.empty() && &peer == &peers_.front()) {
      const auto frame = framer_.next();
      if (!frame) {
        device_.on_garbage(frame.error());
        take_over();
        return;
      }
      if (!*frame) return;
      device_.on_message(**frame);
    }
  }

  void send(std::span<const std::uint8_t> bytes) override { peers_.front().stream->write(bytes); }
  void end_sending() override {
    if (!peers_.front().stream->end_sending()) take_over();
  }
  void hang_up() override { take_over(); }

  api::Runtime runtime_;
  VirtualDevice device_;
  std::uint32_t type_d_vendor_;
  api::HostPort address_;  // ours, or the client's whom the reader calls
  bool calls_ = false;
  bool secure_ = false;
  Peers peers_;  // the first one is established
  llrp::Framer framer_;
  std::unique_ptr<TcpListener> listener_;
  std::shared_ptr<const TlsContext> call_context_;
  std::unique_ptr<TcpConnect> connecting_;
  api::Timer call_timer_;
};

}  // namespace

Result<std::unique_ptr<api::Endpoint>> make_virtual_llrp_reader(
    api::Runtime& runtime, api::VirtualRadio& radio, const api::EndpointOptions& options) {
  auto reader = std::make_unique<VirtualReader>(runtime, radio, options.llrp);
  auto begun = options.call.empty() ? reader->listen(options) : reader->call(options);
  if (!begun) return fail(begun.error());
  return reader;
}

}  // namespace plugtest::drivers
