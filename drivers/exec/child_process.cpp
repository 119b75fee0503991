#include "drivers/exec/child_process.h"

#include "drivers/exec/spawn.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <deque>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <poll.h>
#include <sys/wait.h>

namespace plugtest::drivers {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::size_t k_read_bytes = std::size_t{64} * 1024;
/// A child whose input has ended has so long, on the wall, to go by itself.
constexpr auto k_grace = std::chrono::milliseconds(500);

/// Cuts standard error into lines of bounded length.
class Lines {
 public:
  template <class Take>
  void push(std::string_view text, Take take) {
    for (const char c : text) {
      if (c == '\n') {
        end(take);
      } else if (line_.size() < ChildProcess::k_max_line) {
        // Control characters would do things to the terminal of whoever reads the log.
        line_ += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c;
      }
    }
  }
  template <class Take>
  void end(Take take) {
    if (!line_.empty()) {
      last_ = line_;
      take(line_);
    }
    line_.clear();
  }
  const std::string& last() const { return last_; }

 private:
  std::string line_;
  std::string last_;
};

}  // namespace

std::string ChildEnd::to_string() const {
  std::string text =
      by_signal ? "was ended by signal " + std::to_string(number) + " (" + strsignal(number) + ")"
                : "exited with status " + std::to_string(number);
  if (!last_words.empty()) text += "; its last words: '" + last_words + "'";
  return text;
}

struct ChildProcess::Core : std::enable_shared_from_this<ChildProcess::Core> {
  Core(api::Runtime& runtime, const Spawned& spawned)
      : pid(spawned.pid),
        socket(runtime.io, asio::local::stream_protocol(), spawned.socket),
        error_output(runtime.io, spawned.error_output),
        pidfd(runtime.io, spawned.pidfd),
        guard(runtime.io) {}
  ~Core() { assert(reaped && "the owner has waited for the child"); }
  Core(const Core&) = delete;
  Core& operator=(const Core&) = delete;

  void read_output() {
    socket.async_read_some(asio::buffer(output),
                           [self = shared_from_this()](const error_code& error, std::size_t n) {
                             if (self->reaped) return;
                             if (error) {
                               self->output_over = true;
                               self->wait_for_end();
                               return;
                             }
                             self->deliver({self->output.data(), n});
                             if (!self->reaped) self->read_output();
                           });
  }

  void read_errors() {
    error_output.async_read_some(
        asio::buffer(errors), [self = shared_from_this()](const error_code& error, std::size_t n) {
          if (self->reaped) return;
          if (error) {
            self->errors_over = true;
            self->finish_if_over();
            return;
          }
          self->take_errors({self->errors.data(), n});
          if (!self->reaped) self->read_errors();
        });
  }

  void watch() {
    pidfd.async_wait(asio::posix::stream_descriptor::wait_read,
                     [self = shared_from_this()](const error_code& error) {
                       if (error || self->reaped) return;
                       // The reactor may wake us for what an earlier owner of the descriptor heard.
                       if (!self->has_ended()) {
                         self->watch();
                         return;
                       }
                       self->exited = true;
                       self->kill_group();  // children of its own would keep the pipes open
                       self->wait_for_end();
                     });
  }

  /// Whether it has ended; it stays to be reaped.
  bool has_ended() const {
    siginfo_t what{};
    return waitid(P_PID, static_cast<id_t>(pid), &what, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           what.si_pid == pid;
  }

  void deliver(std::span<const std::uint8_t> bytes) {
    // A copy: the call may end with the owner's destruction.
    const auto call = on_bytes;
    if (call) call(bytes);
  }

  void take_errors(std::string_view text) {
    const auto call = on_line;
    lines.push(text, [&](const std::string& line) {
      if (call) call(line);
    });
  }

  /// Its output has ended, or it has: most often both, and what it wrote before is still to be
  /// read. Without its output a child is of no use; a child that has ended may have left one of its
  /// own, outside its process group, that holds the pipes.
  void wait_for_end() {
    guard.expires_after(k_grace);
    guard.async_wait([self = shared_from_this()](const error_code& error) {
      if (error || self->reaped) return;
      self->kill_group();
      self->output_over = self->errors_over = self->exited;
      self->finish_if_over();
    });
    finish_if_over();
  }

  void finish_if_over() {
    if (reaped || !exited || !output_over || !errors_over) return;
    const auto line = on_line;
    lines.end([&](const std::string& last) {
      if (line) line(last);
    });
    if (reaped) return;  // a callback has destroyed the owner
    const ChildEnd end = reap();
    if (const auto call = std::exchange(on_end, nullptr)) call(end);
  }

  void kill_group() const {
    // The leader is not reaped yet, so the number is still the group's.
    if (!reaped) ::kill(-pid, SIGKILL);
  }

  ChildEnd reap() {
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    reaped = true;
    shut();
    return {.by_signal = WIFSIGNALED(status),
            .number = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status),
            .last_words = lines.last()};
  }

  void shut() {
    error_code ignored;
    socket.close(ignored);
    error_output.close(ignored);
    pidfd.close(ignored);
    guard.cancel();
  }

  void write_next() {
    if (reaped || writing || queue.empty()) return;
    writing = true;
    asio::async_write(socket, asio::buffer(queue.front()),
                      [self = shared_from_this()](const error_code& error, std::size_t) {
                        self->writing = false;
                        self->queue.pop_front();
                        // A child that does not read any more is about to end, or hangs.
                        if (error) self->queue.clear();
                        self->write_next();
                        self->end_input_if_wanted();
                      });
  }

  void end_input_if_wanted() {
    if (!input_over || writing || reaped) return;
    error_code ignored;
    socket.shutdown(asio::local::stream_protocol::socket::shutdown_send, ignored);
  }

  /// The owner goes: no more callbacks, and the child is not left behind.
  void dismiss() {
    on_bytes = nullptr;
    on_line = nullptr;
    on_end = nullptr;
    if (reaped) return;
    error_code ignored;
    socket.close(ignored);
    error_output.close(ignored);
    pollfd wait{.fd = pidfd.native_handle(), .events = POLLIN, .revents = 0};
    poll(&wait, 1, static_cast<int>(k_grace.count()));
    kill_group();
    reap();
  }

  int pid;
  asio::local::stream_protocol::socket socket;
  asio::posix::stream_descriptor error_output;
  asio::posix::stream_descriptor pidfd;
  asio::steady_timer guard;
  OnBytes on_bytes;
  OnLine on_line;
  OnEnd on_end;
  std::array<std::uint8_t, k_read_bytes> output{};
  std::array<char, 4096> errors{};
  Lines lines;
  std::deque<std::vector<std::uint8_t>> queue;
  bool writing = false;
  bool input_over = false;
  bool output_over = false;
  bool errors_over = false;
  bool exited = false;
  bool reaped = false;
};

ChildProcess::ChildProcess(std::shared_ptr<Core> core) : core_(std::move(core)) {}

ChildProcess::~ChildProcess() { core_->dismiss(); }

Result<std::unique_ptr<ChildProcess>> ChildProcess::spawn(api::Runtime& runtime,
                                                          const std::vector<std::string>& words) {
  assert(!words.empty());
  const auto spawned = spawn_child(words);
  if (!spawned) return fail(spawned.error());
  return std::unique_ptr<ChildProcess>(new ChildProcess(std::make_shared<Core>(runtime, *spawned)));
}

void ChildProcess::start(OnBytes on_bytes, OnLine on_line, OnEnd on_end) {
  assert(!core_->on_end && "a child is started once");
  core_->on_bytes = std::move(on_bytes);
  core_->on_line = std::move(on_line);
  core_->on_end = std::move(on_end);
  core_->read_output();
  core_->read_errors();
  core_->watch();
}

void ChildProcess::write(std::span<const std::uint8_t> bytes) {
  if (core_->reaped || core_->input_over) return;
  core_->queue.emplace_back(bytes.begin(), bytes.end());
  core_->write_next();
}

void ChildProcess::end_input() {
  core_->input_over = true;
  if (core_->queue.empty()) core_->end_input_if_wanted();
}

void ChildProcess::kill() { core_->kill_group(); }

int ChildProcess::pid() const { return core_->pid; }

}  // namespace plugtest::drivers
