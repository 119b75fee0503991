#include "drivers/transport/serial.h"

#include "drivers/transport/background.h"
#include "drivers/transport/serial_ports.h"
#include "drivers/transport/serial_stream.h"
#include "drivers/transport/termios.h"
#include "harness/api/clock.h"

#include <cerrno>
#include <filesystem>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>

namespace plugtest::drivers {

namespace {

Result<OpenPort> open_now(const std::string& path, const SerialOptions& options) {
  OpenPort open;
  open.path = path;
  if (options.lock) {
    std::error_code error;
    const std::filesystem::path device = std::filesystem::canonical(path, error);
    if (error) return fail(cannot_open_port(path, error.value(), serial_ports()));
    auto lock = PortLock::take(device);
    if (!lock) return fail(lock.error());
    open.lock = std::move(*lock);
  }
  open.port = FileDescriptor(::open(path.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC));
  if (!open.port) return fail(cannot_open_port(path, errno, serial_ports()));
  // Programs that do not look at lock files may look at this.
  if (options.lock && flock(open.port.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    return fail(cannot_open_port(path, EBUSY, {}));
  }
  if (auto set = set_terminal(open.port.get(), options.line); !set) {
    return fail(set.error().code, path + ": " + set.error().message);
  }
  set_modem_lines(open.port.get(), options.dtr, options.rts);
  return open;
}

class Attempt final : public SerialConnect {
 public:
  Attempt(api::Runtime& runtime, std::string path, const SerialOptions& options, Nanos timeout,
          api::Done<std::unique_ptr<LineStream>> done)
      : runtime_(runtime),
        timer_(runtime.clock),
        path_(std::move(path)),
        options_(options),
        done_(std::move(done)) {
    runtime_.traffic.connecting();
    timer_.set_after(timeout,
                     [this] { end(fail(ErrorCode::timed_out, path_ + " does not open in time")); });
    opening_ = in_background<OpenPort>(
        runtime_, [path = path_, options = options_] { return open_now(path, options); },
        [this](Result<OpenPort> open) {
          if (!open) {
            end(fail(open.error()));
          } else {
            end(make_serial_stream(runtime_, std::move(*open), options_));
          }
        });
  }
  ~Attempt() override {
    if (!ended_) runtime_.traffic.connect_done();
  }
  Attempt(const Attempt&) = delete;
  Attempt& operator=(const Attempt&) = delete;

 private:
  void end(Result<std::unique_ptr<LineStream>> result) {
    ended_ = true;
    runtime_.traffic.connect_done();
    timer_.cancel();
    opening_.reset();
    const auto done = std::exchange(done_, nullptr);
    done(std::move(result));  // may destroy us
  }

  api::Runtime runtime_;
  api::Timer timer_;
  std::string path_;
  SerialOptions options_;
  api::Done<std::unique_ptr<LineStream>> done_;
  std::unique_ptr<BackgroundTask> opening_;
  bool ended_ = false;
};

}  // namespace

std::unique_ptr<SerialConnect> connect_serial(api::Runtime& runtime, const std::string& path,
                                              const SerialOptions& options, Nanos timeout,
                                              api::Done<std::unique_ptr<LineStream>> done) {
  return std::make_unique<Attempt>(runtime, path, options, timeout, std::move(done));
}

}  // namespace plugtest::drivers
