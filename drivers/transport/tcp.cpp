#include "drivers/transport/tcp.h"

#include "drivers/transport/resolve.h"
#include "drivers/transport/tcp_stream.h"
#include "harness/api/clock.h"

#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

namespace plugtest::drivers {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

/// How long a listener rests, on the wall, when the system has no descriptor left for it.
constexpr auto k_accept_pause = std::chrono::milliseconds(100);

class Attempt final : public std::enable_shared_from_this<Attempt> {
 public:
  Attempt(api::Runtime& runtime, std::string host, std::uint16_t port, const TcpOptions& options,
          api::Done<std::unique_ptr<TcpLink>> done)
      : runtime_(runtime),
        timer_(runtime.clock),
        socket_(runtime.io),
        host_(std::move(host)),
        port_(port),
        options_(options),
        done_(std::move(done)) {}

  void begin(Nanos timeout) {
    runtime_.traffic.connecting();
    timer_.set_after(timeout, [self = shared_from_this()] {
      self->end(fail(ErrorCode::timed_out, "no connection to " + self->name() + " in time"));
    });
    error_code error;
    const auto numeric = asio::ip::make_address(host_, error);
    if (!error) {
      addresses_ = {numeric};
      try_next();
      return;
    }
    lookup_ = look_up(runtime_, host_, [self = shared_from_this()](Result<Addresses> found) {
      if (!found) {
        self->end(fail(found.error()));
        return;
      }
      self->addresses_ = std::move(*found);
      self->try_next();
    });
  }

  /// Without calling anybody.
  void forget() {
    done_ = nullptr;
    end(fail(ErrorCode::cancelled, ""));
  }

 private:
  std::string name() const { return host_ + ":" + std::to_string(port_); }

  void try_next() {
    if (ended_) return;
    if (next_ == addresses_.size()) {
      end(fail(ErrorCode::unreachable,
               "no connection to " + name() + ": " +
                   (last_error_ ? last_error_.message() : std::string("the name has no address"))));
      return;
    }
    const tcp::endpoint peer(addresses_[next_++], port_);
    error_code ignored;
    socket_.close(ignored);
    socket_.async_connect(peer, [self = shared_from_this(), peer](const error_code& error) {
      self->connected(error, peer);
    });
  }

  void connected(const error_code& error, const tcp::endpoint& peer) {
    if (ended_) return;
    if (error) {
      last_error_ = error;
      try_next();
      return;
    }
    end(make_tcp_stream(runtime_, std::move(socket_), peer, options_));
  }

  void end(Result<std::unique_ptr<TcpLink>> result) {
    if (ended_) return;
    ended_ = true;
    runtime_.traffic.connect_done();
    timer_.cancel();
    lookup_.reset();
    error_code ignored;
    socket_.close(ignored);
    const auto done = std::exchange(done_, nullptr);
    if (done) done(std::move(result));
  }

  api::Runtime runtime_;
  api::Timer timer_;
  tcp::socket socket_;
  std::string host_;
  std::uint16_t port_;
  TcpOptions options_;
  api::Done<std::unique_ptr<TcpLink>> done_;
  std::unique_ptr<NameLookup> lookup_;
  Addresses addresses_;
  std::size_t next_ = 0;
  error_code last_error_;
  bool ended_ = false;
};

class AttemptHandle final : public TcpConnect {
 public:
  explicit AttemptHandle(std::shared_ptr<Attempt> attempt) : attempt_(std::move(attempt)) {}
  ~AttemptHandle() override { attempt_->forget(); }
  AttemptHandle(const AttemptHandle&) = delete;
  AttemptHandle& operator=(const AttemptHandle&) = delete;

 private:
  std::shared_ptr<Attempt> attempt_;
};

class Acceptor final : public std::enable_shared_from_this<Acceptor> {
 public:
  Acceptor(api::Runtime& runtime, tcp::acceptor acceptor, const TcpOptions& options,
           OnLink on_accept)
      : runtime_(runtime),
        acceptor_(std::move(acceptor)),
        pause_(runtime.io),
        port_(acceptor_.local_endpoint().port()),
        options_(options),
        on_accept_(std::move(on_accept)) {}

  std::uint16_t port() const { return port_; }

  void accept() {
    acceptor_.async_accept(
        peer_, [self = shared_from_this()](const error_code& error, tcp::socket socket) {
          self->accepted(error, std::move(socket));
        });
  }

  void stop() {
    on_accept_ = nullptr;
    pause_.cancel();
    error_code ignored;
    acceptor_.close(ignored);
  }

 private:
  void accepted(const error_code& error, tcp::socket socket) {
    if (!on_accept_) return;
    if (!error) {
      const auto on_accept = on_accept_;
      on_accept(make_tcp_stream(runtime_, std::move(socket), peer_, options_));
    } else if (error != asio::error::connection_aborted) {
      pause_.expires_after(k_accept_pause);
      pause_.async_wait([self = shared_from_this()](const error_code& stopped) {
        if (!stopped && self->on_accept_) self->accept();
      });
      return;
    }
    if (on_accept_) accept();
  }

  api::Runtime runtime_;
  tcp::acceptor acceptor_;
  asio::steady_timer pause_;
  tcp::endpoint peer_;
  std::uint16_t port_;
  TcpOptions options_;
  OnLink on_accept_;
};

class Listener final : public TcpListener {
 public:
  explicit Listener(std::shared_ptr<Acceptor> acceptor) : acceptor_(std::move(acceptor)) {}
  ~Listener() override { acceptor_->stop(); }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  std::uint16_t port() const override { return acceptor_->port(); }

 private:
  std::shared_ptr<Acceptor> acceptor_;
};

}  // namespace

std::unique_ptr<TcpConnect> connect_link(api::Runtime& runtime, const std::string& host,
                                         std::uint16_t port, Nanos timeout,
                                         const TcpOptions& options,
                                         api::Done<std::unique_ptr<TcpLink>> done) {
  auto attempt = std::make_shared<Attempt>(runtime, host, port, options, std::move(done));
  attempt->begin(timeout);
  return std::make_unique<AttemptHandle>(std::move(attempt));
}

Result<std::unique_ptr<TcpListener>> listen_links(api::Runtime& runtime, const std::string& address,
                                                  std::uint16_t port, const TcpOptions& options,
                                                  OnLink on_link) {
  error_code error;
  const auto numeric = asio::ip::make_address(address, error);
  if (error) {
    return fail(ErrorCode::configuration,
                "'" + address + "' is no numeric address to listen on, such as 127.0.0.1");
  }
  const tcp::endpoint endpoint(numeric, port);
  tcp::acceptor acceptor(runtime.io);
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) {
    return fail(ErrorCode::configuration, "cannot listen on " + address + ":" +
                                              std::to_string(port) + ": " + error.message());
  }
  auto made = std::make_shared<Acceptor>(runtime, std::move(acceptor), options, std::move(on_link));
  made->accept();
  return std::make_unique<Listener>(std::move(made));
}

std::unique_ptr<TcpConnect> connect_tcp(api::Runtime& runtime, const std::string& host,
                                        std::uint16_t port, Nanos timeout,
                                        const TcpOptions& options,
                                        api::Done<std::unique_ptr<ByteStream>> done) {
  return connect_link(runtime, host, port, timeout, options, std::move(done));
}

Result<std::unique_ptr<TcpListener>> listen_tcp(api::Runtime& runtime, const std::string& address,
                                                std::uint16_t port, const TcpOptions& options,
                                                OnAccept on_accept) {
  return listen_links(runtime, address, port, options, std::move(on_accept));
}

}  // namespace plugtest::drivers
