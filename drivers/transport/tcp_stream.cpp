#include "drivers/transport/tcp_stream.h"

#include "harness/api/clock.h"

#include <array>
#include <cassert>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

namespace plugtest::drivers {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::size_t k_read_bytes = std::size_t{64} * 1024;
/// How long a closed stream waits, on the wall, for the peer to take the rest and to close too.
/// It guards the descriptor only: for the owner and for the ledger the stream has ended before.
constexpr auto k_linger = std::chrono::seconds(2);

/// The connection proper. Asynchronous operations share it, so that it outlives its owner for as
/// long as an orderly end takes.
class Connection final : public std::enable_shared_from_this<Connection> {
 public:
  Connection(api::Runtime& runtime, asio::ip::tcp::socket socket,
             const asio::ip::tcp::endpoint& peer, const TcpOptions& options)
      : runtime_(runtime), socket_(std::move(socket)), linger_(runtime.io), options_(options) {
    error_code ignored;
    socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
    const auto local = socket_.local_endpoint(ignored);
    outgoing_ = {local.port(), peer.port()};
    peer_address_ = peer.address().to_string();
    runtime_.traffic.opened(outgoing_);
  }

  void start(ByteStream::OnBytes on_bytes, ByteStream::OnClosed on_closed) {
    assert(!on_bytes_ && "a stream is started once");
    on_bytes_ = std::move(on_bytes);
    on_closed_ = std::move(on_closed);
    if (options_.wire_tap != nullptr) options_.wire_tap->on_link(runtime_.clock.now());
    read();
  }

  void write(std::span<const std::uint8_t> bytes) {
    if (ended_ || half_ended_ || bytes.empty()) return;
    if (queued_.size() + writing_.size() + bytes.size() > options_.max_queued_bytes) {
      end({ErrorCode::timed_out, "the peer does not read: more than " +
                                     std::to_string(options_.max_queued_bytes) +
                                     " bytes wait to be sent"});
      return;
    }
    tap(options_.outgoing, bytes);
    runtime_.traffic.sent(outgoing_, bytes.size());
    queued_.insert(queued_.end(), bytes.begin(), bytes.end());
    if (writing_.empty()) write_next();
  }

  /// In the books of the traffic this side has closed: the peer is to see an end, and what it had
  /// sent before it did is of no interest to anybody.
  void end_sending() {
    if (ended_ || half_ended_) return;
    half_ended_ = true;
    runtime_.traffic.closed(outgoing_);
    if (writing_.empty()) finish_sending();
  }

  /// The owner has had enough.
  void close() {
    on_bytes_ = nullptr;
    on_closed_ = nullptr;
    if (ended_) return;
    ended_ = true;
    if (!half_ended_) runtime_.traffic.closed(outgoing_);
    linger_.expires_after(k_linger);
    linger_.async_wait([self = shared_from_this()](const error_code& error) {
      if (!error) self->drop();
    });
    if (!reading_) read();
    if (writing_.empty()) finish_sending();
  }

  void pause() { paused_ = true; }

  void resume() {
    paused_ = false;
    if (on_bytes_ && !ended_ && !reading_) read();
  }

  api::FlowId outgoing() const { return outgoing_; }
  const std::string& peer_address() const { return peer_address_; }

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

  void read() {
    reading_ = true;
    socket_.async_read_some(
        asio::buffer(read_buffer_),
        [self = shared_from_this()](const error_code& error, std::size_t bytes) {
          self->reading_ = false;
          self->take(error, bytes);
        });
  }

  void take(const error_code& error, std::size_t bytes) {
    if (error) {
      if (ended_) {
        drop();
      } else {
        end({ErrorCode::link_lost, error == asio::error::eof
                                       ? std::string("the peer closed the connection")
                                       : "the connection broke: " + error.message()});
      }
      return;
    }
    if (!ended_) {
      const std::span<const std::uint8_t> data(read_buffer_.data(), bytes);
      if (!half_ended_) runtime_.traffic.received(outgoing_.reversed(), bytes);
      tap(incoming(), data);
      // A copy: the call may end with close(), which clears the member.
      const auto on_bytes = on_bytes_;
      on_bytes(data);
    }
    // After our end: read on to the peer's end, paused or not.
    if (socket_.is_open() && !reading_ && (ended_ || !paused_)) read();
  }

  void write_next() {
    writing_.swap(queued_);
    queued_.clear();
    asio::async_write(socket_, asio::buffer(writing_),
                      [self = shared_from_this()](const error_code& error, std::size_t) {
                        self->writing_.clear();
                        self->written(error);
                      });
  }

  void written(const error_code& error) {
    if (error) {
      // What the peer sent before it went is still there to be read; the read reports the end.
      queued_.clear();
      if (ended_) drop();
      return;
    }
    if (!queued_.empty()) {
      write_next();
    } else if (ended_ || half_ended_) {
      finish_sending();
    }
  }

  void finish_sending() {
    error_code ignored;
    socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  }

  /// The link ended without our wish: tells the owner, later.
  void end(Error why) {
    ended_ = true;
    if (!half_ended_) runtime_.traffic.closed(outgoing_);
    drop();
    asio::post(runtime_.io, [self = shared_from_this(), why = std::move(why)] {
      const auto on_closed = std::exchange(self->on_closed_, nullptr);
      self->on_bytes_ = nullptr;
      if (on_closed) on_closed(why);
    });
  }

  void drop() {
    linger_.cancel();
    error_code ignored;
    socket_.close(ignored);
  }

  api::Runtime runtime_;
  asio::ip::tcp::socket socket_;
  asio::steady_timer linger_;
  TcpOptions options_;
  api::FlowId outgoing_;
  std::string peer_address_;
  ByteStream::OnBytes on_bytes_;
  ByteStream::OnClosed on_closed_;
  std::array<std::uint8_t, k_read_bytes> read_buffer_{};
  std::vector<std::uint8_t> queued_;   // waits for writing_ to be on its way
  std::vector<std::uint8_t> writing_;  // handed to the system
  bool reading_ = false;
  bool paused_ = false;
  bool half_ended_ = false;  // we send no more
  bool ended_ = false;       // closed by us or by the peer: `closed` was reported
};

class TcpStream final : public TcpLink {
 public:
  explicit TcpStream(std::shared_ptr<Connection> connection) : connection_(std::move(connection)) {}
  ~TcpStream() override { connection_->close(); }
  TcpStream(const TcpStream&) = delete;
  TcpStream& operator=(const TcpStream&) = delete;

  void start(OnBytes on_bytes, OnClosed on_closed) override {
    connection_->start(std::move(on_bytes), std::move(on_closed));
  }
  void write(std::span<const std::uint8_t> bytes) override { connection_->write(bytes); }
  bool end_sending() override {
    connection_->end_sending();
    return true;
  }
  void close() override { connection_->close(); }
  void pause() override { connection_->pause(); }
  void resume() override { connection_->resume(); }
  api::FlowId outgoing() const override { return connection_->outgoing(); }
  std::string peer_address() const override { return connection_->peer_address(); }

 private:
  std::shared_ptr<Connection> connection_;
};

}  // namespace

std::unique_ptr<TcpLink> make_tcp_stream(api::Runtime& runtime, asio::ip::tcp::socket socket,
                                         const asio::ip::tcp::endpoint& peer,
                                         const TcpOptions& options) {
  return std::make_unique<TcpStream>(
      std::make_shared<Connection>(runtime, std::move(socket), peer, options));
}

}  // namespace plugtest::drivers
