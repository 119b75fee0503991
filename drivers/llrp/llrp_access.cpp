#include "drivers/llrp/llrp_access.h"

#include "drivers/llrp/access_request.h"
#include "drivers/llrp/access_results.h"
#include "drivers/llrp/llrp_inventory.h"
#include "drivers/llrp/requests.h"
#include "harness/api/clock.h"
#include "protocols/llrp/codec.h"

#include <algorithm>
#include <utility>

namespace plugtest::drivers {

using llrp::Message;
using llrp::MessageType;

namespace {

/// One access() under way; the requests that it waits for hold it.
class Access final : public std::enable_shared_from_this<Access> {
 public:
  Access(SessionPtr session, CallPtr<std::optional<model::AccessedTag>> call,
         model::AccessOrder order)
      : session_(std::move(session)), call_(std::move(call)), order_(std::move(order)) {}

  void begin() {
    auto request = add_access(order_, session_->peer());
    if (!request) {
      call_->end(fail(request.error()));
      return;
    }
    session_->ask_ok(call_, std::move(*request), [self = shared_from_this()](const Message&) {
      self->session_->request(accessspec_request(MessageType::enable_accessspec, k_access_spec),
                              self->call_->deadline, [self](const Result<Message>& answer) {
                                if (answer) {
                                  self->look_for_tags();
                                } else {
                                  self->give_up(answer.error());
                                }
                              });
    });
  }

 private:
  void look_for_tags() {
    session_->divert_reports([weak = weak_from_this()](std::span<const std::uint8_t> message) {
      if (const auto self = weak.lock()) self->take(message);
    });
    run_rospec(
        session_, call_->deadline, add_access_rospec(order_), k_access_rospec,
        [self = shared_from_this()] { self->search(); },
        [self = shared_from_this()](const Error& why) { self->give_up(why); });
  }

  void search() {
    if (found_) {
      wind_up();
      return;
    }
    const HostTime now = session_->runtime().clock.now();
    const HostTime until = std::min(call_->deadline, now + order_.search);
    wait_ = session_->wait(until, [self = shared_from_this()](const Result<Message>& over) {
      self->wait_.reset();
      if (over.error().code == ErrorCode::timed_out) {
        self->wind_up();
      } else {
        self->call_->end(fail(over.error()));
      }
    });
  }

  void take(std::span<const std::uint8_t> message) {
    const auto report = llrp::decode(message, llrp::DecodeMode::tolerant);
    if (!report || found_) return;
    found_ = read_accessed(*report, order_);
    if (!found_ || !wait_) return;
    session_->stop_waiting(*wait_);
    wait_.reset();
    wind_up();
  }

  /// The answer to DELETE_ROSPEC is the barrier behind the last report.
  void wind_up() {
    const auto self = shared_from_this();
    session_->send(rospec_request(MessageType::stop_rospec, k_access_rospec));
    if (!found_) session_->send(Message(MessageType::get_report));
    session_->ask(call_, rospec_request(MessageType::delete_rospec, k_access_rospec),
                  [self](const Result<Message>& answer) { self->end(answer); });
  }

  void end(const Result<Message>& answer) {
    session_->divert_reports(nullptr);
    // Carried out as often as it was meant to, the AccessSpec has deleted itself.
    session_->send(accessspec_request(MessageType::delete_accessspec, k_access_spec));
    if (answer) {
      call_->end(std::move(found_));
    } else {
      call_->end(fail(answer.error()));
    }
  }

  void give_up(const Error& why) {
    session_->divert_reports(nullptr);
    session_->send(accessspec_request(MessageType::delete_accessspec, k_access_spec));
    call_->end(fail(why));
  }

  SessionPtr session_;
  CallPtr<std::optional<model::AccessedTag>> call_;
  model::AccessOrder order_;
  std::optional<model::AccessedTag> found_;
  std::optional<std::uint32_t> wait_;
};

}  // namespace

void access_tag(const SessionPtr& session, const CallPtr<std::optional<model::AccessedTag>>& call,
                const model::AccessOrder& order) {
  std::make_shared<Access>(session, call, order)->begin();
}

}  // namespace plugtest::drivers
