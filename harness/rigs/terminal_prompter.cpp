#include "harness/rigs/terminal_prompter.h"

#include "harness/api/clock.h"
#include "harness/rigs/terminal.h"

#include <string>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <fcntl.h>
#include <unistd.h>

namespace plugtest::rigs {
namespace {

class TerminalPrompter final : public api::Prompter {
 public:
  TerminalPrompter(api::Runtime& runtime, Terminal& terminal)
      : terminal_(terminal), timer_(runtime.clock), state_(std::make_shared<State>(runtime.io)) {
    state_->owner = this;
    // A copy, so that closing it leaves standard input open.
    const int copy = fcntl(terminal.input(), F_DUPFD_CLOEXEC, 0);
    if (copy < 0) return;
    boost::system::error_code error;
    state_->descriptor.assign(copy, error);
    if (error) ::close(copy);
  }

  ~TerminalPrompter() override {
    state_->owner = nullptr;
    boost::system::error_code error;
    state_->descriptor.close(error);
  }
  TerminalPrompter(const TerminalPrompter&) = delete;
  TerminalPrompter& operator=(const TerminalPrompter&) = delete;

  void ask(const std::string& key, const std::string& text, Nanos timeout,
           api::Done<std::string> done) override {
    terminal_.show(text);
    key_ = key;
    done_ = std::move(done);
    open_ = true;
    end_after(timeout, fail(ErrorCode::timed_out, "no answer to '" + key + "' in time"));
    look();
  }

  void cancel() override {
    if (!done_) return;
    end_soon(fail(ErrorCode::cancelled, "the question was withdrawn"));
  }

 private:
  /// What a wait under way may still touch when the prompter has gone.
  struct State {
    explicit State(boost::asio::io_context& io) : descriptor(io) {}
    boost::asio::posix::stream_descriptor descriptor;
    TerminalPrompter* owner = nullptr;
    bool waiting = false;
  };

  /// Takes the answer if it is there, else waits for more. Nothing is read while no question is
  /// open: it may be the answer to somebody else's.
  void look() {
    if (!open_) return;
    if (auto line = terminal_.take_line()) {
      end_soon(std::move(*line));
    } else if (terminal_.ended() || !state_->descriptor.is_open()) {
      end_soon(fail(ErrorCode::not_found, "the input ended before an answer to '" + key_ + "'"));
    } else {
      wait();
    }
  }

  void wait() {
    if (state_->waiting) return;  // of an earlier question, it serves this one too
    state_->waiting = true;
    state_->descriptor.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                                  [state = state_](boost::system::error_code error) {
                                    state->waiting = false;
                                    if (!error && state->owner != nullptr) state->owner->look();
                                  });
  }

  /// Ends the question with this, unless something else does before.
  void end_after(Nanos delay, Result<std::string> result) {
    timer_.set_after(delay, [this, result = std::move(result)] {
      open_ = false;
      std::exchange(done_, nullptr)(result);
    });
  }

  /// Ends the question with this, never from inside a call.
  void end_soon(Result<std::string> result) {
    open_ = false;
    end_after(Nanos(0), std::move(result));
  }

  Terminal& terminal_;
  api::Timer timer_;
  std::shared_ptr<State> state_;
  std::string key_;
  bool open_ = false;  ///< an answer is still to come
  api::Done<std::string> done_;
};

}  // namespace

std::unique_ptr<api::Prompter> make_terminal_prompter(api::Runtime& runtime, Terminal& terminal) {
  return std::make_unique<TerminalPrompter>(runtime, terminal);
}

}  // namespace plugtest::rigs
