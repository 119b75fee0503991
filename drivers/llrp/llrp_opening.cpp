#include "drivers/llrp/llrp_opening.h"

#include "drivers/llrp/requests.h"
#include "drivers/transport/post.h"

#include <algorithm>
#include <string>
#include <utility>

namespace plugtest::drivers {

using llrp::Message;
using llrp::MessageType;

namespace {

/// ConnectionAttemptStatusType: somebody else holds the reader, or a connection of ours that it
/// does not know to be over.
bool is_taken(std::uint32_t status) { return status == 1 || status == 2; }

}  // namespace

LlrpOpening::LlrpOpening(SessionPtr session, std::shared_ptr<StreamSource> source,
                         const LlrpAddress& address, const LlrpReaderOptions& options,
                         CallPtr<void> call)
    : session_(std::move(session)),
      source_(std::move(source)),
      address_(address),
      options_(options),
      call_(std::move(call)),
      timer_(session_->runtime().clock),
      may_negotiate_(address.versions != LlrpVersions::only_1_0_1) {}

void LlrpOpening::begin() {
  ++attempts_;
  const Nanos left = call_->deadline - session_->runtime().clock.now();
  source_->open(std::max(Nanos{0}, left),
                [self = shared_from_this()](Result<std::unique_ptr<ByteStream>> stream) {
                  if (self->over()) return;
                  if (!stream) {
                    self->end(fail(stream.error()));
                  } else {
                    self->adopt(std::move(*stream));
                  }
                });
}

void LlrpOpening::cancel() {
  source_->stop();
  timer_.cancel();
  post(session_->runtime(),
       [call = call_] { call->end(fail(ErrorCode::cancelled, "the call was cancelled")); });
}

// --- the greeting

/// The client is silent until the reader has said how the attempt went (19.1.1).
void LlrpOpening::adopt(std::unique_ptr<ByteStream> stream) {
  timer_.set(call_->deadline, [self = shared_from_this()] {
    self->end(fail(ErrorCode::timed_out,
                   "the reader accepted the connection, but sent no ConnectionAttemptEvent"));
  });
  session_->adopt(std::move(stream),
                  [self = shared_from_this()](const Result<std::uint32_t>& status) {
                    if (self->over()) return;
                    self->timer_.cancel();
                    if (!status) {
                      self->end(fail(status.error()));
                    } else {
                      self->greeted(*status);
                    }
                  });
}

void LlrpOpening::greeted(std::uint32_t status) {
  if (status == 0) {
    negotiate();
  } else if (is_taken(status)) {
    busy(status);
  } else {
    end(fail(ErrorCode::refused,
             "the reader refused the connection: " + connection_status_text(status)));
  }
}

/// A reader notices the unclean end of a connection only when its keepalives are not acknowledged.
void LlrpOpening::busy(std::uint32_t status) {
  session_->drop();
  if (session_->runtime().clock.now() + options_.retry_after >= call_->deadline) {
    end(fail(ErrorCode::refused,
             "the reader refused the connection: " + connection_status_text(status) + "; tried " +
                 std::to_string(attempts_) + " times"));
    return;
  }
  if (attempts_ == 1) {
    session_->note(connection_status_text(status) +
                   "; it may be a connection that ended uncleanly, so it is tried again until the "
                   "time is up");
  }
  timer_.set_after(options_.retry_after, [self = shared_from_this()] { self->begin(); });
}

// --- what is left of earlier connections

/// An inventory that ran when the link was lost goes on: the reader has kept its reports.
void LlrpOpening::look_for_inventory() {
  if (!session_->work().inventory) {
    delete_leftovers();
    return;
  }
  const std::uint32_t id = *session_->work().inventory;
  ask(Message(MessageType::get_rospecs), [this, id](Result<Message> answer) {
    if (!answer && answer.error().code != ErrorCode::refused) {
      end(fail(answer.error()));
      return;
    }
    if (answer && has_enabled_rospec(*answer, id)) {
      session_->note("inventory " + std::to_string(id) +
                     " is still there; what the reader saw meanwhile follows");
      set_up();
      return;
    }
    session_->note("inventory " + std::to_string(id) + " is gone from the reader");
    session_->work().inventory.reset();
    delete_leftovers();
  });
}

/// ROSpecs of an earlier client would keep ours from running, its AccessSpecs would act on tags.
void LlrpOpening::delete_leftovers() {
  ask_leniently(rospec_request(MessageType::delete_rospec, 0), &LlrpOpening::delete_access);
}

void LlrpOpening::delete_access() {
  ask_leniently(accessspec_request(MessageType::delete_accessspec, 0), &LlrpOpening::set_up);
}

// --- settings of the connection

void LlrpOpening::set_up() {
  const auto period = std::chrono::duration_cast<std::chrono::milliseconds>(options_.keepalive);
  ask(connection_settings(static_cast<std::uint32_t>(period.count()), peer_.tables),
      [this](Result<Message> answer) {
        if (!answer) {
          end(fail(answer.error()));
        } else {
          enable_inputs();
        }
      });
}

void LlrpOpening::enable_inputs() {
  if (peer_.tables.inputs == 0) {
    finish();
    return;
  }
  ask_leniently(input_settings(peer_.tables.inputs), &LlrpOpening::finish);
}

void LlrpOpening::finish() {
  session_->establish(std::move(peer_));
  session_->send(Message(MessageType::enable_events_and_reports));
  end({});
}

// --- asking, and the end

void LlrpOpening::ask(Message message, Answer next) {
  session_->request(std::move(message), call_->deadline,
                    [self = shared_from_this(), next = std::move(next)](Result<Message> answer) {
                      if (!self->over()) next(std::move(answer));
                    });
}

void LlrpOpening::ask_for_a_while(Message message, Answer next, Nanos patience) {
  const HostTime until = std::min(call_->deadline, session_->runtime().clock.now() + patience);
  session_->request(std::move(message), until,
                    [self = shared_from_this(), next = std::move(next)](Result<Message> answer) {
                      if (self->over()) return;
                      const bool late =
                          !answer && answer.error().code == ErrorCode::timed_out &&
                          self->session_->runtime().clock.now() >= self->call_->deadline;
                      if (late) {
                        self->end(fail(answer.error()));
                      } else {
                        next(std::move(answer));
                      }
                    });
}

void LlrpOpening::ask_leniently(Message message, void (LlrpOpening::*next)()) {
  ask(std::move(message), [this, next](Result<Message> answer) {
    if (!answer && answer.error().code != ErrorCode::refused) {
      end(fail(answer.error()));
      return;
    }
    if (!answer) session_->note(answer.error().message);  // no reason to give up
    (this->*next)();
  });
}

void LlrpOpening::end(Result<void> result) {
  const auto self = shared_from_this();
  timer_.cancel();
  source_->stop();
  if (!result) session_->drop();
  if (!result && !doubt_.empty()) {
    result.error().message += "; before that, " + doubt_ +
                              ": with ?version=1.0.1 at the end of its address it is not asked";
  }
  call_->end(std::move(result));
}

}  // namespace plugtest::drivers
