#include "harness/rigs/terminal_prompter.h"

#include "harness/api/clock.h"

#include <array>
#include <optional>
#include <ostream>
#include <string>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

namespace plugtest::rigs {
namespace {

constexpr std::size_t k_longest_line = 4096;

class TerminalPrompter final : public api::Prompter {
 public:
  TerminalPrompter(api::Runtime& runtime, std::ostream& out, int input)
      : out_(out),
        timer_(runtime.clock),
        state_(std::make_shared<State>(runtime.io)),
        input_(input),
        flags_(fcntl(input, F_GETFL)) {
    // A copy, so that closing it leaves standard input open.
    const int copy = fcntl(input, F_DUPFD_CLOEXEC, 0);
    if (copy < 0) return;
    boost::system::error_code error;
    state_->descriptor.assign(copy, error);
    if (error) ::close(copy);
  }

  ~TerminalPrompter() override {
    state_->owner = nullptr;
    boost::system::error_code error;
    state_->descriptor.close(error);
    // Asio reads without blocking; the mode belongs to the open file, which the shell shares.
    if (flags_ >= 0) fcntl(input_, F_SETFL, flags_);
  }
  TerminalPrompter(const TerminalPrompter&) = delete;
  TerminalPrompter& operator=(const TerminalPrompter&) = delete;

  void ask(const std::string& key, const std::string& text, Nanos timeout,
           api::Done<std::string> done) override {
    if (isatty(input_) == 1) {
      tcflush(input_, TCIFLUSH);
      buffer_.clear();
    }
    out_ << text << std::endl;
    key_ = key;
    done_ = std::move(done);
    if (auto line = take_line()) {
      finish_after(Nanos(0), std::move(*line));
      return;
    }
    if (ended_ || !state_->descriptor.is_open()) {
      finish_after(Nanos(0), end_of_input());
      return;
    }
    finish_after(timeout, fail(ErrorCode::timed_out, "no answer to '" + key + "' in time"));
    read();
  }

  void cancel() override {
    if (!done_) return;
    finish_after(Nanos(0), fail(ErrorCode::cancelled, "the question was withdrawn"));
  }

 private:
  /// What a read under way may still touch when the prompter has gone.
  struct State {
    explicit State(boost::asio::io_context& io) : descriptor(io) {}
    boost::asio::posix::stream_descriptor descriptor;
    std::array<char, 1024> bytes{};
    TerminalPrompter* owner = nullptr;
    bool reading = false;
  };

  void read() {
    state_->owner = this;
    if (state_->reading) return;  // of an earlier question, it serves this one too
    state_->reading = true;
    state_->descriptor.async_read_some(
        boost::asio::buffer(state_->bytes),
        [state = state_](boost::system::error_code error, std::size_t count) {
          state->reading = false;
          if (state->owner != nullptr) state->owner->on_read(!error, count);
        });
  }

  void on_read(bool good, std::size_t count) {
    if (!good) {
      ended_ = true;
      if (done_) finish_after(Nanos(0), end_of_input());
      return;
    }
    // Nobody asked: on a terminal this is dropped at the next question.
    buffer_.append(state_->bytes.data(), count);
    if (!done_) return;
    if (auto line = take_line()) {
      finish_after(Nanos(0), std::move(*line));
    } else {
      read();
    }
  }

  std::optional<std::string> take_line() {
    const std::size_t end = buffer_.find('\n');
    if (end == std::string::npos && buffer_.size() < k_longest_line) return std::nullopt;
    std::string line = buffer_.substr(0, std::min(end, k_longest_line));
    buffer_.erase(0, end == std::string::npos ? line.size() : end + 1);
    if (line.ends_with('\r')) line.pop_back();
    return line;
  }

  tl::unexpected<Error> end_of_input() const {
    return fail(ErrorCode::not_found, "the input ended before an answer to '" + key_ + "'");
  }

  void finish_after(Nanos delay, Result<std::string> result) {
    timer_.set_after(delay, [this, result = std::move(result)] {
      if (done_) std::exchange(done_, nullptr)(result);
    });
  }

  std::ostream& out_;
  api::Timer timer_;
  std::shared_ptr<State> state_;
  int input_;
  int flags_;
  std::string key_;
  std::string buffer_;
  bool ended_ = false;
  api::Done<std::string> done_;
};

}  // namespace

std::unique_ptr<api::Prompter> make_terminal_prompter(api::Runtime& runtime, std::ostream& out,
                                                      int input) {
  return std::make_unique<TerminalPrompter>(runtime, out, input);
}

}  // namespace plugtest::rigs
