#include "tests/perf/serial_load.h"

#include "drivers/modules_core/uart_stream.h"
#include "drivers/transport/pty.h"
#include "drivers/transport/serial.h"
#include "harness/api/clock.h"
#include "harness/api/traffic.h"
#include "harness/session/wall_clock.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <spdlog/logger.h>
#include <spdlog/sinks/null_sink.h>
#include <sys/resource.h>

namespace plugtest::perf {

namespace {

using drivers::LineStream;
using drivers::UartStream;

constexpr std::size_t k_piece_bytes = 64;        // as many as a chip's FIFO gives at once
constexpr std::size_t k_ahead_bytes = 8 * 1024;  // written before the line is ready for them
constexpr Nanos k_refill = std::chrono::milliseconds(20);
constexpr Nanos k_open_timeout = std::chrono::seconds(10);
constexpr std::chrono::minutes k_silence{1};

/// The byte at `at` of a port's sequence: its period is longer than any buffer on the way.
std::uint8_t byte_at(std::size_t at) {
  return static_cast<std::uint8_t>((at * 2'654'435'761U) >> 13U);
}

std::chrono::nanoseconds processor_time() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto of = [](const timeval& time) {
    return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
  };
  return of(usage.ru_utime) + of(usage.ru_stime);
}

/// One port with both its ends.
class Port {
 public:
  Port(api::Runtime& runtime, const SerialLoad& load)
      : runtime_(runtime), load_(load), refill_(runtime.clock) {}

  Result<void> open() {
    auto pty = drivers::open_pty(runtime_);
    if (!pty) return fail(pty.error());
    const std::string path = (*pty)->path();
    drivers::UartOptions uart;
    uart.line.baud = load_.baud;
    device_ = drivers::make_uart_stream(runtime_, std::move(*pty), uart);
    device_->start([](std::span<const std::uint8_t>) {}, [](const Error&) {});
    opening_ = drivers::connect_serial(runtime_, path, {.line = uart.line}, k_open_timeout,
                                       [this](Result<std::unique_ptr<LineStream>> opened) {
                                         if (!opened) {
                                           error_ = opened.error();
                                         } else {
                                           host_ = std::move(*opened);
                                         }
                                       });
    return {};
  }

  bool is_open() const { return host_ != nullptr; }

  void begin() {
    host_->start([this](std::span<const std::uint8_t> bytes) { take(bytes); },
                 [this](const Error& why) { error_ = why; });
    send();
  }

  bool over() const { return received_ >= load_.bytes_per_port; }
  std::size_t received() const { return received_; }
  std::size_t misplaced() const { return misplaced_; }
  const std::optional<Error>& error() const { return error_; }

 private:
  void send() {
    std::vector<std::uint8_t> piece;
    while (sent_ < load_.bytes_per_port && device_->waiting() < k_ahead_bytes) {
      piece.resize(std::min(k_piece_bytes, load_.bytes_per_port - sent_));
      for (std::uint8_t& byte : piece) byte = byte_at(sent_++);
      device_->write(piece);
    }
    if (sent_ < load_.bytes_per_port) refill_.set_after(k_refill, [this] { send(); });
  }

  void take(std::span<const std::uint8_t> bytes) {
    for (const std::uint8_t byte : bytes) {
      if (byte != byte_at(received_++)) ++misplaced_;
    }
  }

  api::Runtime& runtime_;
  SerialLoad load_;
  api::Timer refill_;
  std::unique_ptr<UartStream> device_;
  std::unique_ptr<drivers::SerialConnect> opening_;
  std::unique_ptr<LineStream> host_;
  std::optional<Error> error_;
  std::size_t sent_ = 0;
  std::size_t received_ = 0;
  std::size_t misplaced_ = 0;
};

class Load {
 public:
  explicit Load(const SerialLoad& load) {
    for (unsigned i = 0; i < load.ports; ++i) {
      ports_.push_back(std::make_unique<Port>(runtime_, load));
    }
  }

  Result<SerialLoadResult> run() {
    for (const auto& port : ports_) {
      if (auto open = port->open(); !open) return fail(open.error());
    }
    if (auto done = until([](const Port& port) { return port.is_open(); }); !done) {
      return fail(done.error());
    }
    const auto begin = std::chrono::steady_clock::now();
    const auto processor = processor_time();
    for (const auto& port : ports_) port->begin();
    if (auto done = until([](const Port& port) { return port.over(); }); !done) {
      return fail(done.error());
    }
    SerialLoadResult result;
    result.took = std::chrono::steady_clock::now() - begin;
    result.processor = processor_time() - processor;
    for (const auto& port : ports_) {
      result.received += port->received();
      result.misplaced += port->misplaced();
    }
    return result;
  }

 private:
  template <class Is>
  Result<void> until(Is is) {
    std::size_t received = 0;
    auto last = std::chrono::steady_clock::now();
    while (!std::ranges::all_of(ports_, [&](const auto& port) { return is(*port); })) {
      io_.restart();
      io_.run_one_for(std::chrono::milliseconds(20));
      std::size_t now_received = 0;
      for (const auto& port : ports_) {
        if (port->error()) return fail(*port->error());
        now_received += port->received();
      }
      const auto now = std::chrono::steady_clock::now();
      if (std::exchange(received, now_received) != now_received) last = now;
      if (now - last > k_silence) {
        return fail(ErrorCode::timed_out, "bytes are missing: " + std::to_string(received) +
                                              " came, and no more for a minute");
      }
    }
    return {};
  }

  boost::asio::io_context io_;
  std::unique_ptr<api::Clock> clock_ = session::make_wall_clock(io_);
  api::NoTraffic traffic_;
  spdlog::logger log_{"serial", std::make_shared<spdlog::sinks::null_sink_mt>()};
  api::Runtime runtime_{io_, *clock_, traffic_, log_};
  std::vector<std::unique_ptr<Port>> ports_;
};

}  // namespace

Result<SerialLoadResult> run_serial_load(const SerialLoad& load) { return Load(load).run(); }

}  // namespace plugtest::perf
