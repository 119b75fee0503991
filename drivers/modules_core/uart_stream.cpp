#include "drivers/modules_core/uart_stream.h"

#include "harness/api/clock.h"

#include <deque>
#include <utility>
#include <vector>

namespace plugtest::drivers {

namespace {

/// Two ends whose speeds differ by more than this do not understand each other.
constexpr std::int64_t k_tolerance_percent = 3;

bool same_speed(std::uint32_t a, std::uint32_t b) {
  const auto difference = static_cast<std::int64_t>(a) - static_cast<std::int64_t>(b);
  return difference * 100 <= k_tolerance_percent * b &&
         -difference * 100 <= k_tolerance_percent * b;
}

/// What a receiver at another speed makes of characters. Which bits it takes depends on phases that
/// nobody knows; this is as unlike and as repeatable as those would be.
std::vector<std::uint8_t> misheard(std::vector<std::uint8_t> bytes) {
  for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>((byte * 0x53U + 0x80U) | 0x80U);
  return bytes;
}

/// One direction: pieces that pass one after the other.
class Lane {
 public:
  using Deliver = std::function<void(std::vector<std::uint8_t>)>;

  Lane(api::Clock& clock, Nanos per_character, Deliver deliver)
      : clock_(clock), per_character_(per_character), deliver_(std::move(deliver)), timer_(clock) {}

  void put(std::vector<std::uint8_t> bytes) {
    waiting_ += bytes.size();
    pieces_.push_back(std::move(bytes));
    if (timer_.pending()) return;
    free_ = clock_.now();
    wait();
  }

  void clear() {
    timer_.cancel();
    pieces_.clear();
    waiting_ = 0;
  }

  /// Nothing goes out any more but half of the first piece.
  void break_off() {
    if (pieces_.empty()) return;
    std::vector<std::uint8_t> first = std::move(pieces_.front());
    clear();
    first.resize(first.size() / 2);
    if (!first.empty()) put(std::move(first));
  }

  std::size_t waiting() const { return waiting_; }

 private:
  void wait() {
    // Counted from when the line was free, not from when we were woken: the rate is the line's.
    free_ += per_character_ * static_cast<std::int64_t>(pieces_.front().size());
    timer_.set(free_, [this] { pass(); });
  }

  void pass() {
    std::vector<std::uint8_t> bytes = std::move(pieces_.front());
    pieces_.pop_front();
    waiting_ -= bytes.size();
    if (!pieces_.empty()) wait();
    deliver_(std::move(bytes));  // may destroy us
  }

  api::Clock& clock_;
  Nanos per_character_;
  Deliver deliver_;
  api::Timer timer_;
  std::deque<std::vector<std::uint8_t>> pieces_;
  std::size_t waiting_ = 0;
  HostTime free_{};  ///< when the last character under way has passed
};

class Uart final : public UartStream {
 public:
  Uart(api::Runtime& runtime, std::unique_ptr<ByteStream> inner, UartOptions options)
      : inner_(std::move(inner)),
        options_(std::move(options)),
        out_(runtime.clock, per_character(options_.line),
             [this](std::vector<std::uint8_t> bytes) { inner_->write(heard(std::move(bytes))); }),
        in_(runtime.clock, per_character(options_.line), [this](std::vector<std::uint8_t> bytes) {
          const auto call = on_bytes_;  // a copy: the call may end with close()
          if (call) call(heard(std::move(bytes)));
        }) {}

  void start(OnBytes on_bytes, OnClosed on_closed) override {
    on_bytes_ = std::move(on_bytes);
    on_closed_ = std::move(on_closed);
    inner_->start(
        [this](std::span<const std::uint8_t> bytes) { in_.put({bytes.begin(), bytes.end()}); },
        [this](const Error& why) {
          in_.clear();
          out_.clear();
          const auto call = on_closed_;
          if (call) call(why);
        });
  }

  void write(std::span<const std::uint8_t> bytes) override {
    if (closed_ || bytes.empty() || out_.waiting() + bytes.size() > options_.max_waiting_bytes) {
      return;
    }
    out_.put({bytes.begin(), bytes.end()});
  }

  /// What waits has not been on the line: it is gone.
  void close() override {
    closed_ = true;
    out_.clear();
    in_.clear();
    on_bytes_ = nullptr;
    on_closed_ = nullptr;
    inner_->close();
  }

  api::FlowId outgoing() const override { return inner_->outgoing(); }
  std::size_t waiting() const override { return out_.waiting(); }
  void break_off() override { out_.break_off(); }

 private:
  static Nanos per_character(const SerialLine& line) {
    return Nanos(std::int64_t{1'000'000'000} * bits_per_character(line) / line.baud);
  }

  std::vector<std::uint8_t> heard(std::vector<std::uint8_t> bytes) const {
    if (!options_.host_line) return bytes;
    return same_speed(options_.host_line().baud, options_.line.baud) ? bytes
                                                                     : misheard(std::move(bytes));
  }

  std::unique_ptr<ByteStream> inner_;
  UartOptions options_;
  OnBytes on_bytes_;
  OnClosed on_closed_;
  Lane out_;
  Lane in_;
  bool closed_ = false;
};

}  // namespace

std::unique_ptr<UartStream> make_uart_stream(api::Runtime& runtime,
                                             std::unique_ptr<ByteStream> inner,
                                             const UartOptions& options) {
  return std::make_unique<Uart>(runtime, std::move(inner), options);
}

}  // namespace plugtest::drivers
