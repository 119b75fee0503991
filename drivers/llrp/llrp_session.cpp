#include "drivers/llrp/llrp_session.h"

#include "drivers/llrp/requests.h"
#include "drivers/transport/post.h"
#include "protocols/llrp/framer.h"

#include <algorithm>
#include <utility>

namespace plugtest::drivers {

using llrp::Message;
using llrp::MessageType;

LlrpSession::LlrpSession(api::Runtime& runtime, const LlrpReaderOptions& options,
                         std::uint32_t extension_vendor)
    : runtime_(runtime),
      options_(options),
      extension_vendor_(extension_vendor),
      watchdog_(runtime.clock),
      translator_(extension_vendor) {}

// --- the life of a connection --------------------------------------------------------------------

void LlrpSession::adopt(std::unique_ptr<ByteStream> stream, Greeted greeted) {
  drop();
  state_ = State::greeting;
  told_of_missing_keepalives_ = false;
  greeted_ = std::move(greeted);
  link_ = std::make_unique<LlrpLink>(runtime_, std::move(stream));
  link_->start([this](std::span<const std::uint8_t> message) { on_message(message); },
               [this](const Error& why) { on_down(why); });
}

void LlrpSession::set_version(llrp::Version version) {
  if (link_) link_->set_version(version);
}

void LlrpSession::establish(LlrpPeer peer) {
  if (!link_) return;
  peer_ = std::move(peer);
  state_ = State::established;
  watch();
}

LlrpSession::Answers LlrpSession::drop() {
  watchdog_.cancel();
  state_ = State::down;
  silent_ = false;
  greeted_ = nullptr;
  take_report_ = nullptr;
  Answers open;
  if (link_) open = link_->close();
  link_.reset();
  return open;
}

/// Open requests have got their error already.
void LlrpSession::on_down(const Error& why) {
  const auto self = shared_from_this();
  const bool tell = state_ == State::established && !silent_;
  const auto greeted = std::exchange(greeted_, nullptr);
  drop();
  if (greeted) greeted(fail(why));
  if (tell) listener_->on_link_down(why);
}

// --- asking --------------------------------------------------------------------------------------

void LlrpSession::request(Message message, HostTime deadline, Answer answer) {
  if (!link_) {
    post(runtime_, [self = shared_from_this(), answer = std::move(answer)] {
      answer(fail(ErrorCode::link_lost, "there is no connection to the reader"));
    });
    return;
  }
  const Nanos left = std::max(Nanos{0}, Nanos{deadline - runtime_.clock.now()});
  link_->request(std::move(message), left,
                 [self = shared_from_this(), answer = std::move(answer)](Result<Message> got) {
                   answer(std::move(got));
                 });
}

void LlrpSession::send(Message message) {
  if (link_) link_->send(std::move(message));
}

std::uint32_t LlrpSession::wait(HostTime deadline, Answer on_over) {
  if (!link_) return 0;
  const Nanos left = std::max(Nanos{0}, Nanos{deadline - runtime_.clock.now()});
  return link_->wait(left, [self = shared_from_this(), on_over = std::move(on_over)](
                               Result<Message> got) { on_over(std::move(got)); });
}

void LlrpSession::stop_waiting(std::uint32_t id) {
  if (link_) link_->stop_waiting(id);
}

// --- what the reader sends unasked

void LlrpSession::on_message(std::span<const std::uint8_t> message) {
  const auto self = shared_from_this();
  const auto header = llrp::read_header(message);
  if (take_report_ && header &&
      header->type == static_cast<std::uint16_t>(MessageType::ro_access_report)) {
    const auto take = take_report_;
    take(message);
    return;
  }
  auto done = translator_.translate(message, runtime_.clock.now(), *this);
  if (!done && link_) {
    Error why = done.error();
    why.code = ErrorCode::protocol;
    link_->fail_link(why);
  }
}

void LlrpSession::on_observations(std::span<const model::Observation> observations) {
  switch (state_) {
    case State::greeting:
      link_->fail_link(
          {ErrorCode::protocol, "the reader sent reports before the connection event"});
      return;
    case State::established:
      if (!silent_) listener_->on_observations(observations);
      return;
    case State::down:
    case State::setting_up:  // of ROSpecs that an earlier client has left: not ours
      return;
  }
}

void LlrpSession::on_event(const LlrpEvent& event) {
  if (!link_) return;
  const HostTime now = runtime_.clock.now();
  if (event.when) offset_.add(*event.when, now);
  if (state_ == State::greeting) {
    on_greeting(event);
  } else if (event.kind == LlrpEvent::Kind::input_changed && !silent_) {
    listener_->on_input({.port = static_cast<std::uint16_t>(event.number),
                         .high = event.high,
                         .received = now,
                         .when = event.when});
  } else if (event.notable()) {
    note(event.text);
  }
}

void LlrpSession::on_greeting(const LlrpEvent& event) {
  if (event.kind != LlrpEvent::Kind::connection_attempt) {
    link_->fail_link(
        {ErrorCode::protocol,
         "the first message of a reader is a ConnectionAttemptEvent, not: " + event.text});
    return;
  }
  state_ = State::setting_up;
  if (const auto greeted = std::exchange(greeted_, nullptr)) greeted(event.number);
}

void LlrpSession::note(const std::string& text) {
  if (!silent_ && listener_ != nullptr) listener_->on_reader_event(runtime_.clock.now(), text);
}

// --- the watch over the link

/// A keepalive and a half without any message: the reader is asked for a sign of life, because some
/// accept a KeepaliveSpec and send none. Silence for longer ends the link.
void LlrpSession::watch() {
  const HostTime heard = link_->last_heard();
  const Nanos patience = options_.keepalive + options_.keepalive / 2;
  watchdog_.set(heard + patience, [this, heard] {
    if (link_->last_heard() != heard) {
      watch();
      return;
    }
    probe();
    watchdog_.set(heard + options_.silence_limit, [this, heard] {
      const auto self = shared_from_this();
      if (link_->last_heard() != heard) {
        watch();
        return;
      }
      const auto seconds =
          std::chrono::duration_cast<std::chrono::seconds>(options_.silence_limit).count();
      link_->fail_link(
          {ErrorCode::timed_out,
           "the reader sent nothing, not even a keepalive, for " + std::to_string(seconds) + " s"});
    });
  });
}

void LlrpSession::probe() {
  link_->request(config_request("keepalive_spec"), options_.silence_limit,
                 [self = shared_from_this()](const Result<Message>& answer) {
                   const bool alive = answer || answer.error().code == ErrorCode::refused;
                   if (!alive || std::exchange(self->told_of_missing_keepalives_, true)) return;
                   self->note(
                       "the reader does not send the keepalives that it was asked for; it "
                       "is asked for a sign of life instead");
                 });
}

}  // namespace plugtest::drivers
