#include "drivers/llrp/llrp_inventory.h"

#include "drivers/llrp/requests.h"

#include <optional>
#include <utility>
#include <vector>

namespace plugtest::drivers {

using llrp::Message;
using llrp::MessageType;

namespace {

/// A step on a ROSpec that exists: when the reader says no, the ROSpec is taken away again.
void step_on(const SessionPtr& session, HostTime deadline, MessageType type, std::uint32_t id,
             std::function<void()> next, std::function<void(const Error&)> failed) {
  session->request(rospec_request(type, id), deadline,
                   [session, id, next = std::move(next),
                    failed = std::move(failed)](const Result<Message>& answer) {
                     if (answer) {
                       next();
                       return;
                     }
                     session->send(rospec_request(MessageType::delete_rospec, id));
                     failed(answer.error());
                   });
}

}  // namespace

void run_rospec(const SessionPtr& session, HostTime deadline, Message add_request, std::uint32_t id,
                std::function<void()> started, std::function<void(const Error&)> failed) {
  const auto start = [session, deadline, id, started = std::move(started), failed] {
    step_on(session, deadline, MessageType::start_rospec, id, started, failed);
  };
  const auto enable = [session, deadline, id, start, failed] {
    step_on(session, deadline, MessageType::enable_rospec, id, start, failed);
  };
  session->request(std::move(add_request), deadline,
                   [enable, failed](const Result<Message>& answer) {
                     if (answer) {
                       enable();
                     } else {
                       failed(answer.error());
                     }
                   });
}

namespace {

void begin_inventory(const SessionPtr& session, const CallPtr<void>& call, std::uint32_t id) {
  const LlrpWork& work = session->work();
  // Without configure(): antenna 0 means all of them.
  const std::vector<std::uint16_t> antennas =
      work.antennas.empty() ? std::vector<std::uint16_t>{0} : work.antennas;
  const ReportOptions report{.wishes = work.report,
                             .impinj = session->peer().impinj,
                             .zebra = session->peer().tables.zebra_phase,
                             .lab = session->peer().tables.has_own_extension};
  run_rospec(
      session, call->deadline,
      add_rospec(id, antennas, work.protocols, report, session->extension_vendor()), id,
      [session, call, id] {
        session->work().inventory = id;
        call->end({});
      },
      [call](const Error& why) { call->end(fail(why)); });
}

}  // namespace

void start_inventory(const SessionPtr& session, const CallPtr<void>& call, std::uint32_t id) {
  const std::optional<std::uint32_t> left = session->work().inventory;
  if (!left) {
    begin_inventory(session, call, id);
    return;
  }
  // One that was taken up after a lost link, of a pass that is over: as long as it is active, a
  // reader starts no other.
  session->request(rospec_request(MessageType::delete_rospec, *left), call->deadline,
                   [session, call, id](const Result<Message>& answer) {
                     if (!answer && answer.error().code != ErrorCode::refused) {
                       call->end(fail(answer.error()));
                       return;
                     }
                     session->work().inventory.reset();
                     begin_inventory(session, call, id);
                   });
}

void stop_inventory(const SessionPtr& session, const CallPtr<void>& call, std::uint32_t id) {
  session->ask_ok(call, rospec_request(MessageType::stop_rospec, id),
                  [call](const Message&) { call->end({}); });
}

void drain_inventory(const SessionPtr& session, const CallPtr<void>& call, std::uint32_t id) {
  session->send(Message(MessageType::get_report));
  session->ask_ok(call, rospec_request(MessageType::delete_rospec, id),
                  [session, call](const Message&) {
                    session->work().inventory.reset();
                    call->end({});
                  });
}

}  // namespace plugtest::drivers
