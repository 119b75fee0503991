#include "drivers/exec/adapter_dialogue.h"

#include "harness/api/clock.h"

#include <utility>

#include <boost/asio/io_context.hpp>
#include <spdlog/logger.h>

namespace plugtest::drivers {

namespace {

/// How often, on the wall, a wait looks whether it was stopped.
constexpr auto k_look = std::chrono::milliseconds(20);
/// A check needs no more; what a flood brings besides is let go.
constexpr std::size_t k_max_kept = 100'000;

}  // namespace

Result<void> AdapterDialogue::run(const std::vector<std::string>& words) {
  auto spawned = ChildProcess::spawn(runtime_, words);
  if (!spawned) return fail(spawned.error());
  child_ = std::move(*spawned);
  child_->start([this](std::span<const std::uint8_t> bytes) { on_bytes(bytes); },
                [this](const std::string& line) { runtime_.log.info("adapter: {}", line); },
                [this](const ChildEnd& end) { end_ = end; });
  return {};
}

Result<contract::Answer> AdapterDialogue::ask(contract::Call::What what, Nanos patience,
                                              bool byte_by_byte) {
  const std::string name(contract::name_of(what));
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(patience);
  const auto bytes =
      contract::encode(contract::Call{.id = ++last_id_,
                                      .timeout_ms = static_cast<std::uint32_t>(ms.count()),
                                      .what = std::move(what)});
  answer_.reset();
  for (std::size_t i = 0; i < bytes.size();) {
    const std::size_t n = byte_by_byte ? 1 : bytes.size();
    child_->write(std::span(bytes).subspan(i, n));
    i += n;
    if (byte_by_byte) wait(k_look, [] { return false; });
  }
  if (!wait(patience, [this] { return answer_.has_value(); })) {
    return fail(trouble("an answer to '" + name + "'"));
  }
  if (answer_->id != last_id_) {
    return fail(ErrorCode::protocol, "the answer has the id " + std::to_string(answer_->id) +
                                         ", the call had " + std::to_string(last_id_));
  }
  return *answer_;
}

Result<void> AdapterDialogue::listen(Nanos span) {
  if (!wait(span, [] { return false; }) && (broken_ || end_ || stop_.stop_requested())) {
    return fail(trouble("it to go on"));
  }
  return {};
}

Result<ChildEnd> AdapterDialogue::end(Nanos patience) {
  child_->end_input();
  wait(patience, [this] { return end_.has_value(); });
  if (!end_) return fail(trouble("the end of the program"));
  return *end_;
}

bool AdapterDialogue::wait(Nanos patience, const std::function<bool()>& over) {
  bool late = false;
  api::Timer timer(runtime_.clock);
  timer.set_after(patience, [&late] { late = true; });
  while (!over()) {
    if (late || broken_ || end_ || stop_.stop_requested()) return false;
    runtime_.io.restart();
    runtime_.io.run_one_for(k_look);
  }
  return true;
}

void AdapterDialogue::on_bytes(std::span<const std::uint8_t> bytes) {
  if (broken_) return;
  framer_.push(bytes);
  while (true) {
    const std::size_t offset = framer_.offset();
    const auto message = framer_.next();
    if (message && !*message) return;
    auto decoded = message ? contract::decode_adapter_message(**message)
                           : Result<contract::AdapterMessage>(fail(message.error()));
    if (!decoded) {
      broken_ = decoded.error();
      broken_->code = ErrorCode::protocol;
      broken_->where.byte_offset = offset;
      return;
    }
    if (auto* answer = std::get_if<contract::Answer>(&*decoded)) {
      if (answer_) broken_ = Error{ErrorCode::protocol, "it answered twice"};
      answer_ = std::move(*answer);
      before_answer_ = observations_.size();
    } else if (const auto* reports = std::get_if<contract::Reports>(&*decoded)) {
      if (observations_.size() < k_max_kept) {
        observations_.insert(observations_.end(), reports->observations.begin(),
                             reports->observations.end());
      }
    } else if (const auto* down = std::get_if<contract::LinkDown>(&*decoded)) {
      broken_ = down->error;
    }
  }
}

Error AdapterDialogue::trouble(const std::string& awaited) const {
  if (broken_) return *broken_;
  if (end_) return {ErrorCode::link_lost, "the program " + end_->to_string()};
  if (stop_.stop_requested()) return {ErrorCode::cancelled, "stopped"};
  return {ErrorCode::timed_out, "waited for " + awaited + " in vain"};
}

}  // namespace plugtest::drivers
