#include "drivers/modules_core/module_link.h"

#include "drivers/transport/post.h"
#include "harness/api/clock.h"

#include <deque>
#include <utility>

namespace plugtest::drivers {

namespace {

std::string garbage_text(std::size_t bytes, modules::SkipReason reason) {
  return std::to_string(bytes) + (bytes == 1 ? " byte that is" : " bytes that are") +
         " no frame (" + std::string(to_string(reason)) + ")";
}

}  // namespace

struct ModuleLink::Core : std::enable_shared_from_this<ModuleLink::Core> {
  Core(api::Runtime& rt, std::unique_ptr<ByteStream> byte_stream,
       const modules::FrameFormat& format, Options opts)
      : runtime(rt),
        stream(std::move(byte_stream)),
        scanner(format),
        options(opts),
        answer_timer(rt.clock),
        silence_timer(rt.clock) {}

  struct Question {
    ModuleRequest request;
    Answer answer;
  };

  // --- what comes --------------------------------------------------------------------------------

  void on_bytes(std::span<const std::uint8_t> bytes) {
    const auto self = shared_from_this();
    scanner.push(bytes);
    take_pieces();
    watch_silence();
  }

  void take_pieces() {
    while (!down) {
      const auto piece = scanner.next();
      if (!piece) return;
      if (piece->is_frame) {
        garbage_bytes = 0;
        take_frame(piece->bytes);
      } else if (piece->is_garbage()) {
        take_garbage(*piece);
      }
    }
  }

  void watch_silence() {
    if (down || scanner.pending() == 0) {
      silence_timer.cancel();
      return;
    }
    silence_timer.set_after(options.silence, [this] {
      const auto self = shared_from_this();
      scanner.settle();
      take_pieces();
    });
  }

  void take_frame(std::span<const std::uint8_t> frame) {
    if (waiting && questions.front().request.is_answer(frame)) {
      finish(std::vector<std::uint8_t>(frame.begin(), frame.end()));
      return;
    }
    if (waiting) await_rest(frame);
    const auto call = callbacks.on_frame;  // a copy: the call may end with close()
    if (call) call(frame);
  }

  void await_rest(std::span<const std::uint8_t> frame) {
    const ModuleRequest& asked = questions.front().request;
    if (asked.is_part && asked.is_part(frame)) {
      answer_timer.set_after(asked.timeout, [this] { expire(); });
    }
  }

  void take_garbage(const modules::Piece& piece) {
    garbage_bytes += piece.bytes.size();
    last_garbage = garbage_text(piece.bytes.size(), piece.reason);
    if (garbage_bytes > options.max_garbage_bytes) {
      end({ErrorCode::protocol,
           "no frame in " + std::to_string(garbage_bytes) +
               " bytes: the other end speaks another protocol, or at another speed",
           {.byte_offset = static_cast<std::size_t>(piece.offset)}});
      return;
    }
    const auto call = callbacks.on_garbage;
    if (call) call(last_garbage, piece.bytes);
  }

  // --- questions ---------------------------------------------------------------------------------

  void request(ModuleRequest request, Answer answer) {
    if (down) {
      post(runtime, [answer = std::move(answer), error = why_down] { answer(fail(error)); });
      return;
    }
    questions.push_back({std::move(request), std::move(answer)});
    if (!waiting) ask();
  }

  void ask() {
    tries = 0;
    last_garbage.clear();
    waiting = true;
    send_question();
  }

  void send_question() {
    ++tries;
    const ModuleRequest& request = questions.front().request;
    stream->write(request.bytes);
    answer_timer.set_after(request.timeout, [this] { expire(); });
  }

  void expire() {
    const auto self = shared_from_this();
    scanner.settle();  // what came so far will become no answer
    take_pieces();
    if (down || !waiting || answer_timer.pending()) return;
    if (tries < questions.front().request.tries) {
      send_question();
      return;
    }
    const std::string text = questions.front().request.name + " was not answered in time";
    if (last_garbage.empty()) {
      finish(fail(ErrorCode::timed_out, text));
    } else {
      finish(fail(ErrorCode::protocol, text + "; what came were " + last_garbage));
    }
  }

  void finish(Result<std::vector<std::uint8_t>> result) {
    answer_timer.cancel();
    Question question = std::move(questions.front());
    questions.pop_front();
    waiting = false;
    question.answer(std::move(result));
    if (!down && !waiting && !questions.empty()) ask();
  }

  // --- the end -----------------------------------------------------------------------------------

  void end(const Error& why) {
    if (down) return;
    const auto self = shared_from_this();
    down = true;
    why_down = why;
    halt();
    auto open = std::exchange(questions, {});
    const auto call = callbacks.on_down;
    for (auto& question : open) question.answer(fail(why));
    if (!closed && call) call(why);
  }

  void close() {
    closed = true;
    down = true;
    halt();
    questions.clear();
  }

  void halt() {
    answer_timer.cancel();
    silence_timer.cancel();
    stream->close();
  }

  api::Runtime runtime;
  std::unique_ptr<ByteStream> stream;
  modules::FrameScanner scanner;
  Options options;
  Callbacks callbacks;
  api::Timer answer_timer;
  api::Timer silence_timer;
  std::deque<Question> questions;  // the first one has been sent when `waiting`
  unsigned tries = 0;
  bool waiting = false;
  bool down = false;
  bool closed = false;            // by the owner
  std::size_t garbage_bytes = 0;  // since the last frame
  std::string last_garbage;       // since the question that waits
  Error why_down{ErrorCode::link_lost, "the connection is closed"};
};

ModuleLink::ModuleLink(api::Runtime& runtime, std::unique_ptr<ByteStream> stream,
                       const modules::FrameFormat& format, Options options)
    : core_(std::make_shared<Core>(runtime, std::move(stream), format, options)) {}

ModuleLink::~ModuleLink() { close(); }

void ModuleLink::start(Callbacks callbacks) {
  core_->callbacks = std::move(callbacks);
  core_->stream->start(
      [core = core_.get()](std::span<const std::uint8_t> bytes) { core->on_bytes(bytes); },
      [core = core_.get()](const Error& why) { core->end(why); });
}

void ModuleLink::request(ModuleRequest request, Answer answer) {
  core_->request(std::move(request), std::move(answer));
}

void ModuleLink::send(std::span<const std::uint8_t> frame) {
  if (!core_->down) core_->stream->write(frame);
}

void ModuleLink::fail_link(const Error& why) {
  const auto core = core_;  // the owner may destroy us
  core->end(why);
}

void ModuleLink::close() { core_->close(); }

}  // namespace plugtest::drivers
