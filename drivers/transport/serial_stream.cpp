#include "drivers/transport/serial_stream.h"

#include "drivers/transport/line_flow.h"
#include "drivers/transport/termios.h"
#include "harness/api/clock.h"

#include <array>
#include <cassert>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/serial_port.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <sys/stat.h>
#include <sys/sysmacros.h>

namespace plugtest::drivers {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::size_t k_read_bytes = std::size_t{16} * 1024;
/// How long a closed port may take, on the wall, to send what was written; a device that holds the
/// line by flow control would keep the system's close for half a minute.
constexpr auto k_linger = std::chrono::seconds(2);
constexpr auto k_linger_step = std::chrono::milliseconds(5);

api::FlowId flow_of(int fd) {
  struct stat about{};
  fstat(fd, &about);
  return serial_flow(major(about.st_rdev), minor(about.st_rdev));
}

/// The open port; asynchronous operations share it, so that it outlives its owner until the rest is
/// sent.
class Port final : public std::enable_shared_from_this<Port> {
 public:
  Port(api::Runtime& runtime, OpenPort open, const SerialOptions& options)
      : runtime_(runtime),
        lock_(std::move(open.lock)),
        path_(std::move(open.path)),
        outgoing_(flow_of(open.port.get())),
        port_(runtime.io, open.port.release()),
        linger_(runtime.io),
        options_(options) {
    lock_.hold();
    discard_input(port_.native_handle());
    runtime_.traffic.opened(outgoing_);
  }

  api::FlowId outgoing() const { return outgoing_; }

  Result<void> set_line(const SerialLine& line) {
    if (ended_) return fail(ErrorCode::link_lost, path_ + " is closed");
    return set_terminal(port_.native_handle(), line).map_error([this](Error error) {
      error.message = path_ + ": " + error.message;
      return error;
    });
  }

  void start(ByteStream::OnBytes on_bytes, ByteStream::OnClosed on_closed) {
    assert(!on_bytes_ && "a stream is started once");
    on_bytes_ = std::move(on_bytes);
    on_closed_ = std::move(on_closed);
    if (options_.wire_tap != nullptr) options_.wire_tap->on_link(runtime_.clock.now());
    if (!ended_) read();
  }

  void write(std::span<const std::uint8_t> bytes) {
    if (ended_ || bytes.empty()) return;
    if (queued_.size() + writing_.size() + bytes.size() > options_.max_queued_bytes) {
      end({ErrorCode::timed_out, path_ + " does not take what is written: more than " +
                                     std::to_string(options_.max_queued_bytes) + " bytes wait"});
      return;
    }
    tap(options_.outgoing, bytes);
    runtime_.traffic.sent(outgoing_, bytes.size());
    queued_.insert(queued_.end(), bytes.begin(), bytes.end());
    if (writing_.empty()) write_next();
  }

  /// The owner has had enough.
  void close() {
    on_bytes_ = nullptr;
    on_closed_ = nullptr;
    if (ended_) return;
    ended_ = true;
    runtime_.traffic.closed(outgoing_);
    lock_.closing();
    give_up_ = std::chrono::steady_clock::now() + k_linger;
    wait_until_sent();
  }

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
    port_.async_read_some(asio::buffer(read_buffer_),
                          [self = shared_from_this()](const error_code& error, std::size_t bytes) {
                            self->take(error, bytes);
                          });
  }

  void take(const error_code& error, std::size_t bytes) {
    if (ended_) return;
    if (error) {
      // A hang-up reads as the end of the file, later as EIO.
      end({ErrorCode::link_lost,
           path_ + " is gone" +
               (error == asio::error::eof ? std::string() : ": " + error.message())});
      return;
    }
    const std::span<const std::uint8_t> data(read_buffer_.data(), bytes);
    runtime_.traffic.received(outgoing_.reversed(), bytes);
    tap(incoming(), data);
    const auto on_bytes = on_bytes_;  // a copy: the call may end with close()
    on_bytes(data);
    if (!ended_) read();
  }

  void write_next() {
    writing_.swap(queued_);
    queued_.clear();
    asio::async_write(port_, asio::buffer(writing_),
                      [self = shared_from_this()](const error_code& error, std::size_t) {
                        self->writing_.clear();
                        self->written(error);
                      });
  }

  void written(const error_code& error) {
    if (error) {
      queued_.clear();  // the read reports the end
    } else if (!queued_.empty()) {
      write_next();
    } else if (ended_ && port_.is_open()) {
      wait_until_sent();
    }
  }

  /// After close(): waits, without blocking, until the system has sent all, then lets go of the
  /// port.
  void wait_until_sent() {
    const bool sent = writing_.empty() && unsent_bytes(port_.native_handle()) == 0;
    const bool late = std::chrono::steady_clock::now() >= give_up_;
    if (late) discard_output(port_.native_handle());  // else the system's close waits for it
    if (sent || late) {
      drop();
      return;
    }
    linger_.expires_after(k_linger_step);
    linger_.async_wait([self = shared_from_this()](const error_code& error) {
      if (!error) self->wait_until_sent();
    });
  }

  /// The link ended without our wish: tells the owner, later.
  void end(Error why) {
    ended_ = true;
    runtime_.traffic.closed(outgoing_);
    if (!writing_.empty()) discard_output(port_.native_handle());
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
    port_.close(ignored);
    const PortLock unlock = std::move(lock_);
  }

  api::Runtime runtime_;
  PortLock lock_;  // let go of after the port
  std::string path_;
  api::FlowId outgoing_;
  asio::serial_port port_;
  asio::steady_timer linger_;
  SerialOptions options_;
  ByteStream::OnBytes on_bytes_;
  ByteStream::OnClosed on_closed_;
  std::array<std::uint8_t, k_read_bytes> read_buffer_{};
  std::vector<std::uint8_t> queued_;   // waits for writing_ to be on its way
  std::vector<std::uint8_t> writing_;  // handed to the system
  std::chrono::steady_clock::time_point give_up_;
  bool ended_ = false;
};

class Stream final : public LineStream {
 public:
  explicit Stream(std::shared_ptr<Port> port) : port_(std::move(port)) {}
  ~Stream() override { port_->close(); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  void start(OnBytes on_bytes, OnClosed on_closed) override {
    port_->start(std::move(on_bytes), std::move(on_closed));
  }
  void write(std::span<const std::uint8_t> bytes) override { port_->write(bytes); }
  void close() override { port_->close(); }
  api::FlowId outgoing() const override { return port_->outgoing(); }
  Result<void> set_line(const SerialLine& line) override { return port_->set_line(line); }

 private:
  std::shared_ptr<Port> port_;
};

}  // namespace

std::unique_ptr<LineStream> make_serial_stream(api::Runtime& runtime, OpenPort port,
                                               const SerialOptions& options) {
  return std::make_unique<Stream>(std::make_shared<Port>(runtime, std::move(port), options));
}

}  // namespace plugtest::drivers
