// What a client asks for, done: each request goes to the part of the reader that it concerns.

#include "drivers/llrp/expressible.h"
#include "drivers/llrp/vendor_customs.h"
#include "drivers/llrp/virtual_capabilities.h"
#include "drivers/llrp/virtual_device.h"

#include <utility>

namespace plugtest::drivers {

using llrp::Element;
using llrp::Message;
using llrp::MessageType;

void VirtualDevice::execute(const Message& request) {
  switch (static_cast<MessageType>(request.type())) {
    case MessageType::keepalive_ack:
      unacknowledged_ = 0;
      return;
    case MessageType::enable_events_and_reports:
      // As GET_REPORT does, it also brings what no trigger has asked for yet (14.1.6).
      reports_.close();
      outbox_.release();
      return;
    case MessageType::get_report:
      outbox_.answer_get_report(request.id);
      return;
    case MessageType::custom_message:
      execute_custom(request);
      return;
    default:
      break;
  }
  Message response(static_cast<MessageType>(request.body.definition()->response), request.id,
                   request.version);
  Message done = response;
  done.body.add(llrp::success_status());
  KnownCustoms known{.impinj = extended_};
  if (config_.speaks(model::AirProtocol::type_d)) known.lab_vendor = profile_.type_d_vendor;
  Verdict verdict = check_customs(request.body, known);
  if (verdict) verdict = handle(request, done.body);
  if (!verdict) {
    // Nothing of what was asked for goes with a refusal.
    response.body.add(llrp::status(verdict.error()));
    outbox_.answer(std::move(response));
    return;
  }
  outbox_.answer(std::move(done));
  if (request.is(MessageType::close_connection)) hang_up();
  if (request.is(MessageType::set_reader_config)) {
    keepalive_timer_.cancel();
    arm_keepalive();
  }
}

/// The handshake of a vendor's extension; any other CUSTOM_MESSAGE is unknown.
void VirtualDevice::execute_custom(const Message& request) {
  if (!enables_impinj(request.body)) {
    outbox_.error(llrp::status(unsupported_message(request.type())), request.id,
                  static_cast<std::uint8_t>(request.version));
    return;
  }
  extended_ = true;
  outbox_.answer(Message(impinj_enabled(llrp::success_status(), request.version), request.id,
                         request.version));
}

Verdict VirtualDevice::handle(const Message& request, Element& response) {
  switch (static_cast<MessageType>(request.type())) {
    case MessageType::close_connection:
      return {};
    case MessageType::get_reader_capabilities:
      add_capabilities(radio_.capabilities(), profile_, request.version,
                       request.body.get_unsigned("RequestedData"), response);
      return {};
    case MessageType::get_reader_config:
      return config_.answer(request.body, request.version, response);
    case MessageType::set_reader_config:
      return config_.apply(request.body);
    case MessageType::add_accessspec:
    case MessageType::delete_accessspec:
    case MessageType::enable_accessspec:
    case MessageType::disable_accessspec:
    case MessageType::get_accessspecs:
      return handle_access(request, response);
    default:
      return handle_rospec(request, response);
  }
}

Verdict VirtualDevice::handle_rospec(const Message& request, Element& response) {
  switch (static_cast<MessageType>(request.type())) {
    case MessageType::add_rospec:
      return rospecs_.add(request.body, request.version);
    case MessageType::delete_rospec:
      return rospecs_.remove(request.body);
    case MessageType::start_rospec:
      if (faults_.has(model::ReaderFault::refuses_start)) {
        return device_error("the radio cannot be started");
      }
      return rospecs_.start(request.body);
    case MessageType::stop_rospec:
      return rospecs_.stop(request.body);
    case MessageType::enable_rospec:
      return rospecs_.enable(request.body);
    case MessageType::disable_rospec:
      return rospecs_.disable(request.body);
    case MessageType::get_rospecs:
      for (auto& rospec : rospecs_.list()) {
        if (is_expressible(rospec, request.version)) response.add(std::move(rospec));
      }
      return {};
    default:
      return tl::unexpected(unsupported_message(request.type()));
  }
}

Verdict VirtualDevice::handle_access(const Message& request, Element& response) {
  switch (static_cast<MessageType>(request.type())) {
    case MessageType::add_accessspec: {
      auto added = access_.add(request.body);
      if (added) config_.note_change();
      return added;
    }
    case MessageType::get_accessspecs:
      for (auto& spec : access_.list()) {
        if (is_expressible(spec, request.version)) response.add(std::move(spec));
      }
      return {};
    default:
      return change_access(request);
  }
}

/// DELETE, ENABLE and DISABLE take effect with the next tag of the ROSpec that runs.
Verdict VirtualDevice::change_access(const Message& request) {
  const VirtualAccess before = access_;
  const bool deletes = request.is(MessageType::delete_accessspec);
  Verdict changed = deletes                                      ? access_.remove(request.body)
                    : request.is(MessageType::enable_accessspec) ? access_.enable(request.body)
                                                                 : access_.disable(request.body);
  if (!changed) return changed;
  if (auto taken = rospecs_.access_changed(); !taken) {
    access_ = before;
    return taken;
  }
  if (deletes) config_.note_change();
  return {};
}

}  // namespace plugtest::drivers
