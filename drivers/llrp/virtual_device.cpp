#include "drivers/llrp/virtual_device.h"

#include "drivers/llrp/virtual_capabilities.h"
#include "protocols/llrp/codec.h"

#include <array>
#include <utility>

namespace plugtest::drivers {

namespace {

using llrp::Element;
using llrp::make;
using llrp::Message;
using llrp::MessageType;
using llrp::ParamType;
using llrp::StatusCode;
using model::ReaderFault;

// EventNotificationState.EventType
constexpr std::size_t k_rospec_event = 2;
constexpr std::size_t k_buffer_event = 3;
constexpr std::size_t k_exception_event = 4;
constexpr std::size_t k_aispec_event = 6;

constexpr std::uint8_t k_version = static_cast<std::uint8_t>(llrp::Version::v1_0_1);

/// Whether a client may send this type, and what answers it (0: nothing does).
const llrp::TypeDef* client_message(std::uint16_t type) {
  const auto* definition = llrp::find_message(type, llrp::Version::v1_0_1);
  if (definition == nullptr) return nullptr;
  const bool silent = type == static_cast<std::uint16_t>(MessageType::keepalive_ack) ||
                      type == static_cast<std::uint16_t>(MessageType::enable_events_and_reports) ||
                      type == static_cast<std::uint16_t>(MessageType::error_message);
  const bool from_reader = type == static_cast<std::uint16_t>(MessageType::client_request_op);
  return (definition->response != 0 && !from_reader) || silent ? definition : nullptr;
}

llrp::DecodeError unsupported(std::uint16_t type) {
  llrp::DecodeError error;
  error.error = {ErrorCode::unsupported,
                 "message type " + std::to_string(type) + " is not supported"};
  error.status = StatusCode::m_unsupported_message;
  return error;
}

std::uint64_t to_us(ReaderTime time) {
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch()).count());
}

}  // namespace

VirtualDevice::VirtualDevice(api::Runtime& runtime, api::VirtualRadio& radio)
    : runtime_(runtime),
      radio_(radio),
      config_(radio.capabilities()),
      reports_(radio.capabilities().report_buffer_tags, radio.faults(), radio.endpoint_seed()),
      access_(radio.capabilities()),
      rospecs_(runtime_, radio, config_, access_, reports_, *this),
      keepalive_timer_(runtime.clock),
      stall_timer_(runtime.clock),
      garbage_timer_(runtime.clock),
      drop_timer_(runtime.clock) {}

void VirtualDevice::attach(DeviceOutlet& outlet) {
  outlet_ = &outlet;
  unacknowledged_ = 0;
  muted_ = false;
  holding_ = config_.hold_on_reconnect();
  arm_keepalive();
  if (!holding_) release_events();
}

void VirtualDevice::detach() {
  outlet_ = nullptr;
  keepalive_timer_.cancel();
  stall_timer_.cancel();
  garbage_timer_.cancel();
  drop_timer_.cancel();
}

// --- messages of the client ----------------------------------------------------------------------

void VirtualDevice::on_message(const llrp::Frame& frame) {
  if (outlet_ == nullptr || refuse_early(frame)) return;
  const auto* definition = client_message(frame.header.type);
  auto request = llrp::decode(frame.bytes, llrp::DecodeMode::strict);
  if (!request) {
    const bool bad_header = frame.header.reserved_bits != 0;
    if (definition->response == 0 || bad_header ||
        definition->response == static_cast<std::uint16_t>(MessageType::ro_access_report)) {
      error_message(llrp::status(request.error()), frame.header.id, k_version);
    } else {
      answer(definition->response, llrp::status(request.error()), frame.header.id);
    }
    return;
  }
  execute(*request);
}

/// What cannot be decoded as a request at all. An ERROR_MESSAGE is never answered.
bool VirtualDevice::refuse_early(const llrp::Frame& frame) {
  const auto& header = frame.header;
  if (header.type == static_cast<std::uint16_t>(MessageType::error_message)) return true;
  if (header.version != k_version) {
    llrp::DecodeError error;
    error.error = {ErrorCode::unsupported, "this reader speaks LLRP 1.0.1 only"};
    error.status = StatusCode::m_unsupported_version;
    error_message(llrp::status(error), header.id, header.version);
    return true;
  }
  if (client_message(header.type) == nullptr) {
    error_message(llrp::status(unsupported(header.type)), header.id, k_version);
    return true;
  }
  return false;
}

void VirtualDevice::on_garbage(const Error& why) {
  if (outlet_ == nullptr) return;
  error_message(llrp::status(StatusCode::m_parameter_error, to_string(why)), 0, k_version);
}

void VirtualDevice::execute(const Message& request) {
  switch (static_cast<MessageType>(request.type())) {
    case MessageType::keepalive_ack:
      unacknowledged_ = 0;
      return;
    case MessageType::enable_events_and_reports:
      holding_ = false;
      release_events();
      return;
    case MessageType::get_report:
      get_report(request.id);
      return;
    case MessageType::close_connection:
      close_by_client(request.id);
      return;
    default:
      break;
  }
  const auto type = static_cast<MessageType>(request.body.definition()->response);
  Message response(type, request.id);
  Message done = response;
  done.body.add(llrp::success_status());
  Verdict verdict = without_extensions(request.body, config_.speaks(model::AirProtocol::type_d));
  if (verdict) verdict = handle(request, done.body);
  if (!verdict) {
    // Nothing of what was asked for goes with a refusal.
    response.body.add(llrp::status(verdict.error()));
    send(std::move(response), true);
    return;
  }
  send(std::move(done), true);
  if (request.is(MessageType::set_reader_config)) {
    keepalive_timer_.cancel();
    arm_keepalive();
  }
}

Verdict VirtualDevice::handle(const Message& request, Element& response) {
  switch (static_cast<MessageType>(request.type())) {
    case MessageType::get_reader_capabilities:
      add_capabilities(radio_.capabilities(), request.body.get_unsigned("RequestedData"), response);
      return {};
    case MessageType::get_reader_config:
      return config_.answer(request.body, response);
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
      return rospecs_.add(request.body);
    case MessageType::delete_rospec:
      return rospecs_.remove(request.body);
    case MessageType::start_rospec:
      if (has_fault(ReaderFault::refuses_start)) {
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
      for (auto& rospec : rospecs_.list()) response.add(std::move(rospec));
      return {};
    default:
      return tl::unexpected(unsupported(request.type()));
  }
}

Verdict VirtualDevice::handle_access(const Message& request, Element& response) {
  switch (static_cast<MessageType>(request.type())) {
    case MessageType::add_accessspec:
      return access_.add(request.body);
    case MessageType::get_accessspecs:
      for (auto& spec : access_.list()) response.add(std::move(spec));
      return {};
    default:
      return change_access(request);
  }
}

/// DELETE, ENABLE and DISABLE take effect with the next tag of the ROSpec that runs.
Verdict VirtualDevice::change_access(const Message& request) {
  const VirtualAccess before = access_;
  const Verdict changed = request.is(MessageType::delete_accessspec) ? access_.remove(request.body)
                          : request.is(MessageType::enable_accessspec)
                              ? access_.enable(request.body)
                              : access_.disable(request.body);
  if (!changed) return changed;
  if (auto taken = rospecs_.access_changed(); !taken) {
    access_ = before;
    return taken;
  }
  return {};
}

void VirtualDevice::get_report(std::uint32_t id) {
  reports_.close();
  bool first = true;
  reports_.send([&] { return std::exchange(first, false) ? id : next_id_++; }, true,
                [this](std::span<const std::uint8_t> bytes) { send_bytes(bytes); });
}

void VirtualDevice::close_by_client(std::uint32_t id) {
  Message response(MessageType::close_connection_response, id);
  response.body.add(llrp::success_status());
  send(std::move(response), true);
  auto* outlet = outlet_;
  detach();
  outlet->hang_up();
}

// --- what is sent --------------------------------------------------------------------------------

void VirtualDevice::answer(std::uint16_t response_type, const Element& status, std::uint32_t id) {
  Message response(static_cast<MessageType>(response_type), id);
  response.body.add(status);
  send(std::move(response), true);
}

void VirtualDevice::error_message(const Element& status, std::uint32_t id, std::uint8_t version) {
  Message message(MessageType::error_message, id, static_cast<llrp::Version>(version));
  message.body.add(status);
  send(std::move(message), true);
}

void VirtualDevice::send(Message message, bool is_answer) {
  constexpr std::uint32_t k_wrong = 1'000'000;
  if (is_answer && has_fault(ReaderFault::wrong_message_id)) message.id += k_wrong;
  send_bytes(llrp::encode(message));
}

void VirtualDevice::send_bytes(std::span<const std::uint8_t> bytes) {
  if (outlet_ != nullptr && !muted_) outlet_->send(bytes);
}

std::vector<std::uint8_t> VirtualDevice::event_message(Element event) {
  Message message(MessageType::reader_event_notification, next_id_++);
  const auto now = to_us(radio_.reader_time(runtime_.clock.now()));
  message.body.add(make(ParamType::reader_event_notification_data)
                       .add(make(ParamType::utc_timestamp).set("Microseconds", now))
                       .add(std::move(event)));
  return llrp::encode(message);
}

Element VirtualDevice::connection_event(std::string_view status) {
  return make(ParamType::connection_attempt_event).set_name("Status", status);
}

void VirtualDevice::notify(std::size_t event_type, Element event) {
  if (!config_.event_enabled(event_type)) return;
  const bool gone = outlet_ == nullptr;
  if (gone && !config_.hold_on_reconnect()) return;
  auto bytes = event_message(std::move(event));
  if (gone || holding_) {
    if (held_events_.size() < k_max_held_events) held_events_.push_back(std::move(bytes));
    return;
  }
  send_bytes(bytes);
}

/// What was held back, in the order of its kind: events, then reports.
void VirtualDevice::release_events() {
  for (const auto& bytes : std::exchange(held_events_, {})) send_bytes(bytes);
  on_report_due();
}

void VirtualDevice::on_report_due() {
  if (outlet_ == nullptr && !config_.hold_on_reconnect()) {
    reports_.drop();  // nobody wants them
    return;
  }
  if (outlet_ == nullptr || holding_) return;
  reports_.send([this] { return next_id_++; }, false,
                [this](std::span<const std::uint8_t> bytes) { send_bytes(bytes); });
}

// --- keepalive (LLRP 1.0.1, 12.1.3)
// ----------------------------------------------------------------

void VirtualDevice::arm_keepalive() {
  if (config_.keepalive() == Nanos{0} || outlet_ == nullptr) {
    keepalive_timer_.cancel();
  } else if (!keepalive_timer_.pending()) {
    keepalive_timer_.set_after(config_.keepalive(), [this] { keep_alive(); });
  }
}

void VirtualDevice::keep_alive() {
  if (unacknowledged_ == k_give_up_after) {
    give_up();
    return;
  }
  if (!muted_) ++unacknowledged_;
  send(Message(MessageType::keepalive, next_id_++), false);
  arm_keepalive();
}

void VirtualDevice::give_up() {
  send_bytes(event_message(Element(ParamType::connection_close_event)));
  auto* outlet = outlet_;
  detach();
  outlet->hang_up();
}

// --- what the ROSpecs do
// ---------------------------------------------------------------------------

void VirtualDevice::on_rospec(std::uint32_t id, bool started) {
  if (started) arm_faults();
  notify(k_rospec_event, make(ParamType::rospec_event)
                             .set_name("EventType", started ? "start_of_rospec" : "end_of_rospec")
                             .set("ROSpecID", id));
}

void VirtualDevice::on_aispec_end(std::uint32_t id, std::uint16_t spec_index) {
  notify(k_aispec_event, make(ParamType::aispec_event)
                             .set_name("EventType", "end_of_aispec")
                             .set("ROSpecID", id)
                             .set("SpecIndex", spec_index));
}

void VirtualDevice::on_buffer_level(unsigned percent) {
  if (percent >= 100) {
    notify(k_buffer_event, Element(ParamType::report_buffer_overflow_error_event));
  } else {
    notify(k_buffer_event, make(ParamType::report_buffer_level_warning_event)
                               .set("ReportBufferPercentageFull", percent));
  }
}

void VirtualDevice::on_trouble(std::uint32_t id, const std::string& what) {
  notify(k_exception_event, make(ParamType::reader_exception_event)
                                .set_text("Message", what)
                                .add(make(ParamType::rospec_id).set("ROSpecID", id)));
}

// --- planted faults
// --------------------------------------------------------------------------------

bool VirtualDevice::has_fault(ReaderFault fault) const {
  return model::find(radio_.faults(), fault).has_value();
}

std::optional<Nanos> VirtualDevice::fault_delay(ReaderFault fault) const {
  const auto planted = model::find(radio_.faults(), fault);
  if (!planted) return std::nullopt;
  return std::chrono::milliseconds(planted->parameter);
}

/// The faults that strike some time after an inventory began.
void VirtualDevice::arm_faults() {
  if (outlet_ == nullptr) return;
  if (const auto delay = fault_delay(ReaderFault::stalls)) {
    stall_timer_.set_after(*delay, [this] { muted_ = true; });
  }
  if (const auto delay = fault_delay(ReaderFault::garbage)) {
    garbage_timer_.set_after(*delay, [this] {
      std::array<std::uint8_t, 64> noise{};
      noise.fill(0xFF);  // version 7 is none
      send_bytes(noise);
    });
  }
  if (const auto delay = fault_delay(ReaderFault::drops_link)) {
    drop_timer_.set_after(*delay, [this] {
      auto* outlet = outlet_;
      detach();
      outlet->hang_up();
    });
  }
}

}  // namespace plugtest::drivers
