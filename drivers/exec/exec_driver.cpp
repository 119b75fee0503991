#include "drivers/exec/exec_driver.h"

#include "drivers/transport/post.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include <spdlog/logger.h>

namespace plugtest::drivers {

namespace {

using contract::Answer;

constexpr std::size_t k_max_events = 256;      // of one connection; what comes more is dropped
constexpr std::size_t k_max_log_lines = 2000;  // of standard error, likewise

/// What is told the program of a call's time-out: a little less, so that its own "timed out" comes
/// before we lose patience.
std::uint32_t told_timeout_ms(Nanos timeout) {
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(timeout).count();
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(ms - ms / 10, 1, 0xFFFFFFFF));
}

Result<void> without_value(Result<ExecDriver::Value> answer) {
  if (!answer) return fail(answer.error());
  return {};
}

Error wrong_answer(const std::string& call) {
  return {ErrorCode::protocol, "the program's answer to '" + call + "' is of another kind"};
}

}  // namespace

ExecDriver::ExecDriver(api::Runtime& runtime, std::vector<std::string> words,
                       const api::ReaderOptions& options, const ExecReaderOptions& exec_options)
    : runtime_(runtime),
      words_(std::move(words)),
      wire_tap_(options.wire_tap),
      options_(exec_options),
      patience_(runtime.clock) {}

void ExecDriver::connect(Nanos timeout, api::Done<void> done) {
  assert(listener_ != nullptr && "set_listener() comes before connect()");
  drop();
  state_ = State{};
  auto spawned = ChildProcess::spawn(runtime_, words_);
  if (!spawned) {
    later([done = std::move(done), error = spawned.error()] { done(fail(error)); });
    return;
  }
  child_ = std::move(*spawned);
  if (wire_tap_ != nullptr) wire_tap_->on_link(runtime_.clock.now());
  state_.connecting = true;
  child_->start([self = shared_from_this()](auto bytes) { self->on_bytes(bytes); },
                [self = shared_from_this()](const auto& line) { self->on_line(line); },
                [self = shared_from_this()](const auto& end) { self->on_end(end); });
  const HostTime deadline = runtime_.clock.now() + timeout;
  ask(contract::Hello{.name = "plugtest"}, timeout,
      [self = shared_from_this(), done = std::move(done), deadline](Result<Value> greeted) {
        self->on_greeting(std::move(greeted), deadline, done);
      });
}

void ExecDriver::call(contract::Call::What what, Nanos timeout, Then then) {
  ask(std::move(what), timeout, std::move(then));
}

void ExecDriver::start(const api::InventorySpec& spec, Nanos timeout, api::Done<void> done) {
  state_.inventory = spec.id;
  state_.reports = 0;
  ask(contract::Start{spec.id}, timeout,
      [self = shared_from_this(), done = std::move(done)](Result<Value> answer) {
        if (!answer) self->state_.inventory = 0;
        done(without_value(std::move(answer)));
      });
}

void ExecDriver::drain(Nanos timeout, api::Done<void> done) {
  ask(contract::Drain{}, timeout,
      [self = shared_from_this(), done = std::move(done)](Result<Value> answer) {
        self->state_.inventory = 0;
        done(without_value(std::move(answer)));
      });
}

void ExecDriver::call_void(contract::Call::What what, Nanos timeout, api::Done<void> done) {
  ask(std::move(what), timeout,
      [done = std::move(done)](Result<Value> answer) { done(without_value(std::move(answer))); });
}

void ExecDriver::close(Nanos timeout, api::Done<void> done) {
  state_.closing = true;
  if (!child_) {
    later([done = std::move(done)] { done({}); });
    return;
  }
  ask(contract::Close{}, timeout,
      [self = shared_from_this(), done = std::move(done)](const Result<Value>& answer) {
        self->drop();
        // A program that just ends has closed as well.
        if (answer || answer.error().code == ErrorCode::link_lost) {
          done({});
        } else {
          done(fail(answer.error()));
        }
      });
}

void ExecDriver::cancel() {
  drop();
  fail_pending({ErrorCode::cancelled, "the call was cancelled"});
}

void ExecDriver::later(std::function<void()> task) { post(runtime_, std::move(task)); }

// --- calls -----------------------------------------------------------------------------------

void ExecDriver::ask(contract::Call::What what, Nanos timeout, Then then) {
  assert(!pending_ && "one call at a time");
  if (!child_ || state_.down) {
    later([then = std::move(then)] {
      then(fail(ErrorCode::link_lost, "the program is not running"));
    });
    return;
  }
  pending_ = std::move(then);
  pending_name_ = contract::name_of(what);
  const contract::Call call{
      .id = ++last_id_, .timeout_ms = told_timeout_ms(timeout), .what = std::move(what)};
  const auto bytes = contract::encode(call);
  tap(api::Direction::to_reader, bytes);
  child_->write(bytes);
  patience_.set_after(timeout, [this] {
    const auto self = shared_from_this();
    std::string why =
        "the program did not answer to '" + pending_name_ + "' in time and was killed";
    if (const auto left = state_.framer.pending(); left > 0) {
      why += "; " + std::to_string(left) + " bytes of it are no whole message";
    }
    go_down({ErrorCode::timed_out, std::move(why)});
  });
}

void ExecDriver::on_greeting(Result<Value> greeted, HostTime deadline,
                             const api::Done<void>& done) {
  const auto end = [this, &done](const Error& error) {
    drop();
    done(fail(error));
  };
  if (!greeted) return end(greeted.error());
  const auto* hello = std::get_if<contract::Hello>(&*greeted);
  if (hello == nullptr) return end(wrong_answer("hello"));
  if (hello->version != contract::k_version) {
    return end({ErrorCode::refused, "the program speaks version " + std::to_string(hello->version) +
                                        " of the reader contract, and this is version " +
                                        std::to_string(contract::k_version)});
  }
  runtime_.log.info("exec: {} is '{}', version {} of the contract", words_.front(), hello->name,
                    hello->version);
  const Nanos left = std::max(Nanos{0}, Nanos{deadline - runtime_.clock.now()});
  ask(contract::Connect{}, left, [self = shared_from_this(), done](Result<Value> connected) {
    self->state_.connecting = false;
    if (!connected) self->drop();
    done(without_value(std::move(connected)));
  });
}

void ExecDriver::on_answer(const Answer& answer) {
  if (!pending_ || answer.id != last_id_) {
    go_down({ErrorCode::protocol,
             "the program answered a call that was not made, or twice",
             {.message_id = answer.id}});
    return;
  }
  if (answer.clock_offset) state_.clock_offset = answer.clock_offset;
  patience_.cancel();
  const auto then = std::exchange(pending_, nullptr);
  if (const auto* error = std::get_if<Error>(&answer.value)) {
    Error why = *error;
    // To a caller it is a no, whoever lacks the function.
    if (why.code == ErrorCode::unsupported) why.code = ErrorCode::refused;
    then(fail(std::move(why)));
  } else {
    then(answer.value);
  }
}

// --- what comes ------------------------------------------------------------------------------

void ExecDriver::on_bytes(std::span<const std::uint8_t> bytes) {
  const auto self = shared_from_this();
  if (state_.down) return;
  tap(api::Direction::from_reader, bytes);
  state_.framer.push(bytes);
  while (!state_.down) {
    const std::size_t offset = state_.framer.offset();
    const auto message = state_.framer.next();
    if (!message) return break_protocol(message.error(), offset);
    if (!*message) return;
    auto decoded = contract::decode_adapter_message(**message);
    if (!decoded) return break_protocol(decoded.error(), offset);
    on_message(*decoded);
  }
}

void ExecDriver::on_message(contract::AdapterMessage& message) {
  if (const auto* answer = std::get_if<Answer>(&message)) {
    on_answer(*answer);
  } else if (auto* reports = std::get_if<contract::Reports>(&message)) {
    on_reports(*reports);
  } else if (const auto* event = std::get_if<contract::Event>(&message)) {
    on_event(event->what);
  } else if (const auto* down = std::get_if<contract::LinkDown>(&message)) {
    go_down(down->error);
  }
}

void ExecDriver::on_reports(contract::Reports& reports) {
  if (state_.closing || reports.observations.empty()) return;
  if (state_.inventory == 0) {
    go_down({ErrorCode::protocol, "the program sent tag reports outside an inventory"});
    return;
  }
  state_.reports += reports.observations.size();
  if (state_.reports > options_.max_reports) {
    go_down({ErrorCode::protocol, "the program sent more than " +
                                      std::to_string(options_.max_reports) +
                                      " tag reports in one inventory"});
    return;
  }
  const HostTime now = runtime_.clock.now();
  for (auto& observation : reports.observations) {
    observation.received = now;
    if (observation.inventory_id != state_.inventory) {
      go_down({ErrorCode::protocol,
               "a tag report names another inventory than " + std::to_string(state_.inventory)});
      return;
    }
  }
  listener_->on_observations(reports.observations);
}

void ExecDriver::on_event(const std::string& what) {
  if (state_.closing || ++state_.events > k_max_events) return;
  const bool last = state_.events == k_max_events;
  listener_->on_reader_event(runtime_.clock.now(),
                             last ? what + " (further events are not shown)" : what);
}

void ExecDriver::on_line(const std::string& line) {
  if (++state_.lines > k_max_log_lines) return;
  runtime_.log.info("exec: {}: {}{}", words_.front(), line,
                    state_.lines == k_max_log_lines ? " (further lines are not logged)" : "");
}

// --- the end ---------------------------------------------------------------------------------

void ExecDriver::on_end(const ChildEnd& end) {
  const auto self = shared_from_this();
  std::string what = "the program '" + words_.front() + "' " + end.to_string();
  if (state_.framer.pending() > 0) what += ", in the middle of a message";
  go_down({ErrorCode::link_lost, std::move(what)});
}

void ExecDriver::break_protocol(Error why, std::size_t offset) {
  why.code = ErrorCode::protocol;
  why.where.byte_offset = offset;
  go_down(why);
}

void ExecDriver::go_down(const Error& why) {
  if (std::exchange(state_.down, true)) return;
  if (child_) child_->kill();
  const bool tell = !state_.connecting && !state_.closing;
  fail_pending(why);
  if (tell) {
    later([self = shared_from_this(), why] {
      if (self->state_.down && !self->state_.closing) self->listener_->on_link_down(why);
    });
  }
}

void ExecDriver::fail_pending(const Error& why) {
  patience_.cancel();
  if (!pending_) return;
  later([then = std::exchange(pending_, nullptr), why] { then(fail(why)); });
}

void ExecDriver::drop() {
  state_.closing = true;
  child_.reset();
}

void ExecDriver::tap(api::Direction direction, std::span<const std::uint8_t> bytes) {
  if (wire_tap_ != nullptr) wire_tap_->on_bytes(direction, runtime_.clock.now(), bytes);
}

}  // namespace plugtest::drivers
