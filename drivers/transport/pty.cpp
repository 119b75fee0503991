#include "drivers/transport/pty.h"

#include "drivers/transport/file_descriptor.h"
#include "drivers/transport/line_flow.h"
#include "drivers/transport/termios.h"
#include "harness/api/clock.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

namespace plugtest::drivers {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::size_t k_read_bytes = std::size_t{16} * 1024;

/// The parts of a pty. The slave stays open here too, so that the master lives on when a host
/// closes the port.
struct Pty {
  FileDescriptor master;
  FileDescriptor slave;
  std::string path;
  api::FlowId to_host;
};

Result<Pty> make_pty() {
  const auto refused = [](const char* what) {
    return fail(ErrorCode::io, std::string("no pseudo-terminal: ") + what + ": " + strerror(errno));
  };
  Pty pty;
  pty.master = FileDescriptor(posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC));
  if (!pty.master) return refused("posix_openpt");
  if (grantpt(pty.master.get()) != 0 || unlockpt(pty.master.get()) != 0) return refused("unlockpt");
  std::array<char, 64> name{};
  if (ptsname_r(pty.master.get(), name.data(), name.size()) != 0) return refused("ptsname");
  pty.path = name.data();
  // By the master, not by name: where another /dev/pts is mounted the name means another terminal.
  pty.slave = FileDescriptor(ioctl(pty.master.get(), TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC));
  if (!pty.slave) return refused(name.data());
  struct stat about{};
  if (fstat(pty.slave.get(), &about) != 0) return refused("fstat");
  pty.to_host = serial_flow(major(about.st_rdev), minor(about.st_rdev)).reversed();
  // A fresh terminal echoes and edits lines; a serial line does neither.
  if (const auto set = set_terminal(pty.slave.get(), {.baud = 38'400}); !set) {
    return fail(set.error());
  }
  return pty;
}

/// The port proper; asynchronous operations share it.
class Line final : public std::enable_shared_from_this<Line> {
 public:
  Line(api::Runtime& runtime, Pty pty, const PtyOptions& options)
      : runtime_(runtime),
        master_(runtime.io, pty.master.release()),
        slave_(std::move(pty.slave)),
        path_(std::move(pty.path)),
        options_(options),
        to_host_(pty.to_host) {
    runtime_.traffic.line(to_host_);
  }

  const std::string& path() const { return path_; }
  api::FlowId outgoing() const { return to_host_; }
  SerialLine host_line() const {
    return slave_ ? terminal_line(slave_.get()).value_or(SerialLine{}) : SerialLine{};
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
    if (options_.wire_tap != nullptr) {
      options_.wire_tap->on_bytes(options_.outgoing, runtime_.clock.now(), bytes);
    }
    follow_holder();
    if (holder_ == 0) {
      // For a program outside that may hold the port: what the system does not take is lost.
      if (::write(master_.native_handle(), bytes.data(), bytes.size()) < 0) return;
      return;
    }
    const std::size_t waiting = queued_.size() - flushed_;
    const auto taken = bytes.first(std::min(options_.max_queued_bytes - waiting, bytes.size()));
    runtime_.traffic.sent(to_host_, taken.size());
    queued_.insert(queued_.end(), taken.begin(), taken.end());
    if (!waiting_) flush();
  }

  void close() {
    on_bytes_ = nullptr;
    on_closed_ = nullptr;
    if (ended_) return;
    ended_ = true;
    runtime_.traffic.closed(to_host_);
    error_code ignored;
    master_.close(ignored);
    slave_.reset();
  }

 private:
  api::Direction incoming() const {
    return options_.outgoing == api::Direction::to_reader ? api::Direction::from_reader
                                                          : api::Direction::to_reader;
  }

  void read() {
    master_.async_read_some(
        asio::buffer(read_buffer_),
        [self = shared_from_this()](const error_code& error, std::size_t bytes) {
          self->take(error, bytes);
        });
  }

  void take(const error_code& error, std::size_t bytes) {
    if (ended_) return;
    if (error) {
      end({ErrorCode::link_lost, "the pseudo-terminal broke: " + error.message()});
      return;
    }
    const std::span<const std::uint8_t> data(read_buffer_.data(), bytes);
    runtime_.traffic.received(to_host_.reversed(), bytes);
    if (options_.wire_tap != nullptr) {
      options_.wire_tap->on_bytes(incoming(), runtime_.clock.now(), data);
    }
    const auto on_bytes = on_bytes_;  // a copy: the call may end with close()
    on_bytes(data);
    if (!ended_) read();
  }

  /// What is in our queue when the holder changes is lost: it was meant for the one before.
  void follow_holder() {
    const std::uint32_t now = runtime_.traffic.holder(to_host_.reversed());
    if (now == holder_) return;
    holder_ = now;
    forget_queue();
  }

  void forget_queue() {
    queued_.clear();
    flushed_ = 0;
  }

  void flush() {
    follow_holder();
    while (flushed_ < queued_.size()) {
      const auto taken =
          ::write(master_.native_handle(), queued_.data() + flushed_, queued_.size() - flushed_);
      if (taken > 0) {
        flushed_ += static_cast<std::size_t>(taken);
      } else if (taken == 0 || errno != EINTR) {
        break;
      }
    }
    if (flushed_ == queued_.size()) {
      forget_queue();
      return;
    }
    // Not async_write: between its becoming ready and our being told, the holder may have changed.
    waiting_ = true;
    master_.async_wait(asio::posix::stream_descriptor::wait_write,
                       [self = shared_from_this()](const error_code& error) {
                         self->waiting_ = false;
                         if (!error && !self->ended_) self->flush();
                       });
  }

  void end(Error why) {
    ended_ = true;
    runtime_.traffic.closed(to_host_);
    error_code ignored;
    master_.close(ignored);
    slave_.reset();
    asio::post(runtime_.io, [self = shared_from_this(), why = std::move(why)] {
      const auto on_closed = std::exchange(self->on_closed_, nullptr);
      self->on_bytes_ = nullptr;
      if (on_closed) on_closed(why);
    });
  }

  api::Runtime runtime_;
  asio::posix::stream_descriptor master_;
  FileDescriptor slave_;
  std::string path_;
  PtyOptions options_;
  api::FlowId to_host_;
  ByteStream::OnBytes on_bytes_;
  ByteStream::OnClosed on_closed_;
  std::array<std::uint8_t, k_read_bytes> read_buffer_{};
  std::vector<std::uint8_t> queued_;
  std::size_t flushed_ = 0;  // how much of queued_ the system has taken
  std::uint32_t holder_ = 0;
  bool waiting_ = false;
  bool ended_ = false;
};

class Port final : public PtyPort {
 public:
  explicit Port(std::shared_ptr<Line> line) : line_(std::move(line)) {}
  ~Port() override { line_->close(); }
  Port(const Port&) = delete;
  Port& operator=(const Port&) = delete;

  void start(OnBytes on_bytes, OnClosed on_closed) override {
    line_->start(std::move(on_bytes), std::move(on_closed));
  }
  void write(std::span<const std::uint8_t> bytes) override { line_->write(bytes); }
  void close() override { line_->close(); }
  api::FlowId outgoing() const override { return line_->outgoing(); }
  const std::string& path() const override { return line_->path(); }
  SerialLine host_line() const override { return line_->host_line(); }

 private:
  std::shared_ptr<Line> line_;
};

}  // namespace

Result<std::unique_ptr<PtyPort>> open_pty(api::Runtime& runtime, const PtyOptions& options) {
  auto pty = make_pty();
  if (!pty) return fail(pty.error());
  return std::make_unique<Port>(std::make_shared<Line>(runtime, std::move(*pty), options));
}

}  // namespace plugtest::drivers
