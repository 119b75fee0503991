#include "drivers/transport/tls.h"

#include "drivers/transport/tls_context.h"
#include "drivers/transport/tls_stream.h"
#include "harness/api/clock.h"

#include <map>
#include <utility>

#include <spdlog/logger.h>

namespace plugtest::drivers {

namespace {

/// The tap belongs inside of TLS.
TcpOptions without_tap(TcpOptions options) {
  options.wire_tap = nullptr;
  return options;
}

Error named(const std::string& peer, const Error& error) {
  return {error.code, "no TLS connection to " + peer + ": " + error.message, error.where};
}

class TlsAttempt final : public std::enable_shared_from_this<TlsAttempt> {
 public:
  TlsAttempt(api::Runtime& runtime, std::string peer, std::shared_ptr<const TlsContext> context,
             std::string server_name, const TcpOptions& options,
             api::Done<std::unique_ptr<ByteStream>> done)
      : runtime_(runtime),
        timer_(runtime.clock),
        peer_(std::move(peer)),
        context_(std::move(context)),
        server_name_(std::move(server_name)),
        options_(options),
        done_(std::move(done)) {}

  void begin(const std::string& host, std::uint16_t port, Nanos timeout) {
    tcp_ = connect_link(runtime_, host, port, timeout, without_tap(options_),
                        [self = shared_from_this()](Result<std::unique_ptr<TcpLink>> link) {
                          self->connected(std::move(link));
                        });
    timer_.set_after(timeout, [self = shared_from_this()] {
      self->end(fail(ErrorCode::timed_out,
                     "no TLS connection to " + self->peer_ +
                         " in time: it does not go on with the handshake; is this a TLS port?"));
    });
  }

  /// Without calling anybody.
  void forget() {
    done_ = nullptr;
    end(fail(ErrorCode::cancelled, ""));
  }

 private:
  void connected(Result<std::unique_ptr<TcpLink>> link) {
    if (ended_) return;
    if (!link) {
      end(fail(link.error()));
      return;
    }
    stream_ = make_tls_stream(runtime_, std::move(*link), context_, server_name_, options_);
    stream_->shake_hands([weak = weak_from_this()](const Result<void>& shaken) {
      if (const auto self = weak.lock()) self->shaken(shaken);
    });
  }

  void shaken(const Result<void>& result) {
    if (!result) {
      end(tl::unexpected(named(peer_, result.error())));
      return;
    }
    end(std::unique_ptr<ByteStream>(std::move(stream_)));
  }

  void end(Result<std::unique_ptr<ByteStream>> result) {
    if (ended_) return;
    ended_ = true;
    timer_.cancel();
    tcp_.reset();
    stream_.reset();
    const auto done = std::exchange(done_, nullptr);
    if (done) done(std::move(result));
  }

  api::Runtime runtime_;
  api::Timer timer_;
  std::string peer_;
  std::shared_ptr<const TlsContext> context_;
  std::string server_name_;
  TcpOptions options_;
  api::Done<std::unique_ptr<ByteStream>> done_;
  std::unique_ptr<TcpConnect> tcp_;
  std::unique_ptr<TlsStream> stream_;
  bool ended_ = false;
};

class TlsAttemptHandle final : public TcpConnect {
 public:
  explicit TlsAttemptHandle(std::shared_ptr<TlsAttempt> attempt) : attempt_(std::move(attempt)) {}
  ~TlsAttemptHandle() override { attempt_->forget(); }
  TlsAttemptHandle(const TlsAttemptHandle&) = delete;
  TlsAttemptHandle& operator=(const TlsAttemptHandle&) = delete;

 private:
  std::shared_ptr<TlsAttempt> attempt_;
};

/// The handshakes of a listener that are under way.
class TlsAcceptor final : public std::enable_shared_from_this<TlsAcceptor> {
 public:
  TlsAcceptor(api::Runtime& runtime, std::shared_ptr<const TlsContext> context, Nanos timeout,
              const TcpOptions& options, OnAccept on_accept, OnTlsRefused on_refused)
      : runtime_(runtime),
        context_(std::move(context)),
        timeout_(timeout),
        options_(options),
        on_accept_(std::move(on_accept)),
        on_refused_(std::move(on_refused)) {}

  void accept(std::unique_ptr<TcpLink> link) {
    const std::string peer = "port " + std::to_string(link->outgoing().to);
    if (handshakes_.size() >= k_max_tls_handshakes) {
      refuse({ErrorCode::timed_out, "a peer at " + peer +
                                        " is turned away: " + std::to_string(handshakes_.size()) +
                                        " TLS handshakes are under way"});
      return;
    }
    const std::uint64_t number = ++last_;
    Handshake& handshake =
        handshakes_
            .try_emplace(number, runtime_.clock, peer,
                         make_tls_stream(runtime_, std::move(link), context_, "", options_))
            .first->second;
    handshake.timer.set_after(timeout_, [weak = weak_from_this(), number] {
      if (const auto self = weak.lock()) {
        self->over(number, fail(ErrorCode::timed_out, "the TLS handshake takes too long"));
      }
    });
    handshake.stream->shake_hands([weak = weak_from_this(), number](const Result<void>& shaken) {
      if (const auto self = weak.lock()) self->over(number, shaken);
    });
  }

  void stop() {
    on_accept_ = nullptr;
    on_refused_ = nullptr;
    handshakes_.clear();
  }

 private:
  struct Handshake {
    Handshake(api::Clock& clock, std::string from, std::unique_ptr<TlsStream> under_way)
        : timer(clock), peer(std::move(from)), stream(std::move(under_way)) {}
    api::Timer timer;
    std::string peer;
    std::unique_ptr<TlsStream> stream;
  };

  void over(std::uint64_t number, const Result<void>& result) {
    auto node = handshakes_.extract(number);
    if (node.empty()) return;
    if (!result) {
      refuse({result.error().code,
              "no TLS connection from " + node.mapped().peer + ": " + result.error().message});
      return;
    }
    const auto on_accept = on_accept_;
    if (on_accept) on_accept(std::move(node.mapped().stream));
  }

  void refuse(const Error& why) {
    runtime_.log.warn("{}", why.message);
    const auto on_refused = on_refused_;
    if (on_refused) on_refused(why);
  }

  api::Runtime runtime_;
  std::shared_ptr<const TlsContext> context_;
  Nanos timeout_;
  TcpOptions options_;
  OnAccept on_accept_;
  OnTlsRefused on_refused_;
  std::map<std::uint64_t, Handshake> handshakes_;
  std::uint64_t last_ = 0;
};

class TlsListener final : public TcpListener {
 public:
  TlsListener(std::unique_ptr<TcpListener> tcp, std::shared_ptr<TlsAcceptor> acceptor)
      : tcp_(std::move(tcp)), acceptor_(std::move(acceptor)) {}
  ~TlsListener() override { acceptor_->stop(); }
  TlsListener(const TlsListener&) = delete;
  TlsListener& operator=(const TlsListener&) = delete;
  std::uint16_t port() const override { return tcp_->port(); }

 private:
  std::unique_ptr<TcpListener> tcp_;
  std::shared_ptr<TlsAcceptor> acceptor_;
};

}  // namespace

std::unique_ptr<TcpConnect> connect_tls(api::Runtime& runtime, const std::string& host,
                                        std::uint16_t port, Nanos timeout,
                                        std::shared_ptr<const TlsContext> client,
                                        const std::string& server_name, const TcpOptions& options,
                                        api::Done<std::unique_ptr<ByteStream>> done) {
  auto attempt = std::make_shared<TlsAttempt>(
      runtime, host + ":" + std::to_string(port), std::move(client),
      server_name.empty() ? host : server_name, options, std::move(done));
  attempt->begin(host, port, timeout);
  return std::make_unique<TlsAttemptHandle>(std::move(attempt));
}

Result<std::unique_ptr<TcpListener>> listen_tls(api::Runtime& runtime, const std::string& address,
                                                std::uint16_t port,
                                                std::shared_ptr<const TlsContext> server,
                                                Nanos handshake_timeout, const TcpOptions& options,
                                                OnAccept on_accept, OnTlsRefused on_refused) {
  auto acceptor =
      std::make_shared<TlsAcceptor>(runtime, std::move(server), handshake_timeout, options,
                                    std::move(on_accept), std::move(on_refused));
  auto tcp = listen_links(
      runtime, address, port, without_tap(options),
      [acceptor](std::unique_ptr<TcpLink> link) { acceptor->accept(std::move(link)); });
  if (!tcp) return fail(tcp.error());
  return std::make_unique<TlsListener>(std::move(*tcp), std::move(acceptor));
}

}  // namespace plugtest::drivers
