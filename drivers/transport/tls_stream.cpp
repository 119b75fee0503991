#include "drivers/transport/tls_stream.h"

#include "drivers/transport/tls_session.h"
#include "harness/api/clock.h"

#include <array>
#include <cassert>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

namespace plugtest::drivers {

namespace {

/// Clear text handed on at a time: one record of TLS (RFC 8446, 5.1).
constexpr std::size_t k_piece_bytes = std::size_t{16} * 1024;

/// The connection proper: a TCP link whose bytes go through a TlsSession. The link calls back
/// weakly, so that whoever drops the stream ends it.
class TlsConnection final : public std::enable_shared_from_this<TlsConnection> {
 public:
  TlsConnection(api::Runtime& runtime, std::unique_ptr<TcpLink> link,
                std::shared_ptr<const TlsContext> context, const std::string& peer_name,
                const TcpOptions& options)
      : runtime_(runtime),
        link_(std::move(link)),
        session_(std::move(context), peer_name),
        options_(options) {}

  void shake_hands(std::function<void(Result<void>)> done) {
    const auto self = shared_from_this();  // the first step may fail, and `done` drop us
    shaken_ = std::move(done);
    link_->start(
        [weak = weak_from_this()](std::span<const std::uint8_t> bytes) {
          if (const auto alive = weak.lock()) alive->take(bytes);
        },
        [weak = weak_from_this()](const Error& why) {
          if (const auto alive = weak.lock()) alive->link_closed(why);
        });
    go_on();
  }

  void start(ByteStream::OnBytes on_bytes, ByteStream::OnClosed on_closed) {
    assert(!on_bytes_ && "a stream is started once");
    on_bytes_ = std::move(on_bytes);
    on_closed_ = std::move(on_closed);
    if (options_.wire_tap != nullptr) options_.wire_tap->on_link(runtime_.clock.now());
    // What came along with the end of the handshake is waiting already.
    boost::asio::post(runtime_.io, [self = shared_from_this()] {
      self->pump();
      if (!self->ended_) self->link_->resume();
    });
  }

  void write(std::span<const std::uint8_t> bytes) {
    if (ended_ || bytes.empty()) return;
    tap(options_.outgoing, bytes);
    session_.write(bytes);
    flush();
  }

  /// The owner has had enough.
  void close() {
    shaken_ = nullptr;
    on_bytes_ = nullptr;
    on_closed_ = nullptr;
    if (ended_) return;
    ended_ = true;
    end_link();
  }

  api::FlowId outgoing() const { return link_->outgoing(); }

 private:
  void tap(api::Direction direction, std::span<const std::uint8_t> bytes) {
    if (options_.wire_tap != nullptr) {
      options_.wire_tap->on_bytes(direction, runtime_.clock.now(), bytes);
    }
  }

  api::Direction incoming() const {
    return options_.outgoing == api::Direction::to_reader ? api::Direction::from_reader
                                                          : api::Direction::to_reader;
  }

  void flush() { link_->write(session_.take_output()); }

  /// Sends what is left, an alert or our goodbye with it, and ends the link in order.
  void end_link() {
    session_.shut_down();
    flush();
    link_->close();
  }

  void take(std::span<const std::uint8_t> bytes) {
    session_.feed(bytes);
    if (shaken_) {
      go_on();
    } else {
      pump();
    }
  }

  /// With the handshake.
  void go_on() {
    const Result<bool> over = session_.handshake();
    flush();
    if (over && !*over) return;
    const auto shaken = std::exchange(shaken_, nullptr);
    if (over) {
      link_->pause();  // until somebody listens
      shaken({});
    } else {
      ended_ = true;
      link_->close();
      shaken(fail(over.error()));
    }
  }

  /// Hands on what can be deciphered. The owner may close or drop us in the middle of it.
  void pump() {
    std::array<std::uint8_t, k_piece_bytes> piece;
    while (!ended_) {
      const Result<std::size_t> bytes = session_.read(piece);
      if (!bytes) {
        end(bytes.error());
        return;
      }
      if (*bytes == 0) break;
      const std::span<const std::uint8_t> clear_text(piece.data(), *bytes);
      tap(incoming(), clear_text);
      const auto on_bytes = on_bytes_;
      on_bytes(clear_text);
    }
    if (ended_) return;
    flush();  // an answer of TLS itself, a new key for example
    if (session_.peer_closed()) end({ErrorCode::link_lost, "the peer closed the connection"});
  }

  void link_closed(const Error& why) {
    if (shaken_) {
      ended_ = true;
      std::exchange(shaken_, nullptr)(
          fail(ErrorCode::unreachable, why.message + " in the middle of the TLS handshake"));
      return;
    }
    if (!ended_) end(why);
  }

  /// The link ended without our wish: tells the owner, later.
  void end(Error why) {
    ended_ = true;
    end_link();
    boost::asio::post(runtime_.io, [self = shared_from_this(), why = std::move(why)] {
      const auto on_closed = std::exchange(self->on_closed_, nullptr);
      self->on_bytes_ = nullptr;
      if (on_closed) on_closed(why);
    });
  }

  api::Runtime runtime_;
  std::unique_ptr<TcpLink> link_;
  TlsSession session_;
  TcpOptions options_;
  std::function<void(Result<void>)> shaken_;  // set while the handshake is under way
  ByteStream::OnBytes on_bytes_;
  ByteStream::OnClosed on_closed_;
  bool ended_ = false;
};

class Stream final : public TlsStream {
 public:
  explicit Stream(std::shared_ptr<TlsConnection> connection) : connection_(std::move(connection)) {}
  ~Stream() override { connection_->close(); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  void shake_hands(std::function<void(Result<void>)> done) override {
    connection_->shake_hands(std::move(done));
  }
  void start(OnBytes on_bytes, OnClosed on_closed) override {
    connection_->start(std::move(on_bytes), std::move(on_closed));
  }
  void write(std::span<const std::uint8_t> bytes) override { connection_->write(bytes); }
  void close() override { connection_->close(); }
  api::FlowId outgoing() const override { return connection_->outgoing(); }

 private:
  std::shared_ptr<TlsConnection> connection_;
};

}  // namespace

std::unique_ptr<TlsStream> make_tls_stream(api::Runtime& runtime, std::unique_ptr<TcpLink> link,
                                           std::shared_ptr<const TlsContext> context,
                                           const std::string& peer_name,
                                           const TcpOptions& options) {
  return std::make_unique<Stream>(std::make_shared<TlsConnection>(
      runtime, std::move(link), std::move(context), peer_name, options));
}

}  // namespace plugtest::drivers
