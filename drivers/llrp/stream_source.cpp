#include "drivers/llrp/stream_source.h"

#include "drivers/transport/post.h"
#include "drivers/transport/tcp.h"
#include "drivers/transport/tls.h"
#include "harness/api/clock.h"

#include <utility>

namespace plugtest::drivers {

namespace {

using StreamDone = api::Done<std::unique_ptr<ByteStream>>;

/// Connects to the reader.
class Dialler final : public StreamSource {
 public:
  Dialler(api::Runtime& runtime, const LlrpAddress& address, std::shared_ptr<const TlsContext> tls,
          const TcpOptions& options)
      : runtime_(runtime), address_(address), tls_(std::move(tls)), options_(options) {}

  void open(Nanos timeout, StreamDone done) override {
    if (tls_ == nullptr) {
      attempt_ =
          connect_tcp(runtime_, address_.host, address_.port, timeout, options_, std::move(done));
    } else {
      attempt_ = connect_tls(runtime_, address_.host, address_.port, timeout, tls_,
                             address_.tls.server_name, options_, std::move(done));
    }
  }
  void stop() override { attempt_.reset(); }

 private:
  api::Runtime runtime_;
  LlrpAddress address_;
  std::shared_ptr<const TlsContext> tls_;
  TcpOptions options_;
  std::unique_ptr<TcpConnect> attempt_;
};

/// Waits for the reader's call; listens only while it waits.
class Listening final : public StreamSource {
 public:
  Listening(api::Runtime& runtime, const LlrpAddress& address,
            std::shared_ptr<const TlsContext> tls, const TcpOptions& options,
            std::function<void(const std::string&)> note)
      : runtime_(runtime),
        address_(address),
        tls_(std::move(tls)),
        options_(options),
        note_(std::move(note)),
        timer_(runtime.clock) {}

  void open(Nanos timeout, StreamDone done) override {
    done_ = std::move(done);
    auto listener = listen(timeout);
    if (!listener) {
      post(runtime_, [done = std::exchange(done_, nullptr), why = listener.error()] {
        if (done) done(fail(why));
      });
      return;
    }
    listener_ = std::move(*listener);
    note_("waiting for a call of the reader on " + address_.host + ", port " +
          std::to_string(listener_->port()));
    timer_.set_after(
        timeout, [this] { end(fail(ErrorCode::timed_out, "the reader did not call in time")); });
  }

  void stop() override {
    done_ = nullptr;
    listener_.reset();
    timer_.cancel();
  }

 private:
  Result<std::unique_ptr<TcpListener>> listen(Nanos timeout) {
    const auto on_accept = [this](std::unique_ptr<ByteStream> stream) { take(std::move(stream)); };
    if (tls_ == nullptr) {
      return listen_tcp(runtime_, address_.host, address_.port, options_, on_accept);
    }
    return listen_tls(runtime_, address_.host, address_.port, tls_, timeout, options_, on_accept,
                      [this](const Error& why) { note_(to_string(why)); });
  }

  void take(std::unique_ptr<ByteStream> stream) {
    const std::string caller = stream->peer_address();
    if (!address_.peer.empty() && caller != address_.peer) {
      note_("turned away a call from " + caller + ": only " + address_.peer + " may call");
      stream->close();
      return;
    }
    end(std::move(stream));
  }

  void end(Result<std::unique_ptr<ByteStream>> result) {
    const auto done = std::exchange(done_, nullptr);
    stop();
    if (done) done(std::move(result));
  }

  api::Runtime runtime_;
  LlrpAddress address_;
  std::shared_ptr<const TlsContext> tls_;
  TcpOptions options_;
  std::function<void(const std::string&)> note_;
  api::Timer timer_;
  std::unique_ptr<TcpListener> listener_;
  StreamDone done_;
};

Result<std::shared_ptr<const TlsContext>> load_tls(const LlrpAddress& address) {
  const auto& tls = address.tls;
  if (!tls.wanted) return nullptr;
  const TlsIdentity identity{tls.certificate_file, tls.key_file};
  if (address.listens) {
    return load_tls_server({.identity = identity, .client_ca_file = tls.verify ? tls.ca_file : ""});
  }
  return load_tls_client({.verify = tls.verify, .ca_file = tls.ca_file, .identity = identity});
}

}  // namespace

Result<std::unique_ptr<StreamSource>> make_stream_source(
    api::Runtime& runtime, const LlrpAddress& address, api::WireTap* wire_tap,
    std::function<void(const std::string&)> note) {
  auto tls = load_tls(address);
  if (!tls) return fail(tls.error());
  TcpOptions options;
  options.wire_tap = wire_tap;
  if (address.listens) {
    return std::make_unique<Listening>(runtime, address, std::move(*tls), options, std::move(note));
  }
  return std::make_unique<Dialler>(runtime, address, std::move(*tls), options);
}

}  // namespace plugtest::drivers
