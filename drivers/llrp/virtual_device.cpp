#include "drivers/llrp/virtual_device.h"

#include "protocols/llrp/codec.h"

#include <utility>

namespace plugtest::drivers {

namespace {

using llrp::Element;
using llrp::Message;
using llrp::MessageType;
using llrp::StatusCode;
using model::ReaderFault;

constexpr unsigned k_silent_after = 2;
constexpr unsigned k_give_up_after = 5;

bool is(const llrp::Header& header, MessageType type) {
  return header.type == static_cast<std::uint16_t>(type);
}

/// The bytes of a message with another version in its header.
std::vector<std::uint8_t> in_version(std::span<const std::uint8_t> bytes, llrp::Version version) {
  constexpr unsigned k_version_shift = 2;
  std::vector<std::uint8_t> out(bytes.begin(), bytes.end());
  out[0] = static_cast<std::uint8_t>((out[0] & 0xE3U) |
                                     (static_cast<unsigned>(version) << k_version_shift));
  return out;
}

}  // namespace

VirtualDevice::VirtualDevice(api::Runtime& runtime, api::VirtualRadio& radio,
                             model::LlrpProfile profile)
    : runtime_(runtime),
      radio_(radio),
      profile_(std::move(profile)),
      stamp_(runtime_.clock, radio, profile_),
      config_(radio.capabilities(), profile_, radio.ports()),
      reports_(radio.capabilities().report_buffer_tags, profile_, stamp_.started(), radio.faults(),
               radio.endpoint_seed()),
      access_(radio.capabilities().antenna_count),
      outbox_(config_, stamp_, reports_,
              model::find(radio.faults(), ReaderFault::wrong_message_id).has_value()),
      events_(config_, outbox_),
      faults_(runtime_.clock, radio.faults(),
              {.fall_silent = [this] { outbox_.mute(); },
               .send_garbage = [this](std::span<const std::uint8_t> bytes) { outbox_.send(bytes); },
               .hang_up = [this] { hang_up(); },
               .end_sending = [this] { outbox_.end_sending(); },
               .burst = [this] { outbox_.burst(); }}),
      rospecs_({runtime_, radio, config_, access_, reports_, stamp_, *this}),
      version_(profile_.highest_version),
      keepalive_timer_(runtime.clock) {
  if (radio_.ports() != nullptr) radio_.ports()->listen(this);
}

VirtualDevice::~VirtualDevice() {
  if (radio_.ports() != nullptr) radio_.ports()->listen(nullptr);
}

void VirtualDevice::attach(DeviceOutlet& outlet) {
  unacknowledged_ = 0;
  extended_ = false;
  version_.restart();
  access_.set_version(version_.current());
  outbox_.attach(outlet);
  arm_keepalive();
}

void VirtualDevice::detach() { let_go(); }

DeviceOutlet* VirtualDevice::let_go() {
  DeviceOutlet* outlet = outbox_.detach();
  if (outlet == nullptr) return nullptr;
  keepalive_timer_.cancel();
  faults_.disarm();
  if (!profile_.has(model::LlrpQuirk::forgets_on_close)) return outlet;
  rospecs_.clear();
  access_.clear();
  config_.reset();
  return outlet;
}

void VirtualDevice::hang_up() {
  if (DeviceOutlet* outlet = let_go(); outlet != nullptr) outlet->hang_up();
}

bool VirtualDevice::client_silent() const { return unacknowledged_ >= k_silent_after; }

// --- messages of the client

/// Whether a client may send this type, and what answers it (0: nothing does).
const llrp::TypeDef* VirtualDevice::client_message(std::uint16_t type) const {
  const auto* definition = llrp::find_message(type, version_.current());
  if (definition == nullptr) return nullptr;
  const auto is_one_of = [type](std::initializer_list<MessageType> types) {
    for (const MessageType one : types) {
      if (type == static_cast<std::uint16_t>(one)) return true;
    }
    return false;
  };
  if (is_one_of({MessageType::client_request_op, MessageType::get_supported_version,
                 MessageType::set_protocol_version})) {
    return nullptr;
  }
  if (is_one_of({MessageType::enable_events_and_reports})) {
    return profile_.event_holding ? definition : nullptr;
  }
  if (is_one_of({MessageType::custom_message})) {
    return profile_.extension == model::LlrpExtension::none ? nullptr : definition;
  }
  const bool silent = is_one_of({MessageType::keepalive_ack, MessageType::error_message});
  return definition->response != 0 || silent ? definition : nullptr;
}

void VirtualDevice::on_message(const llrp::Frame& frame) {
  if (!outbox_.attached() || refuse_early(frame)) return;
  const auto& definition = *client_message(frame.header.type);
  auto request = llrp::decode(frame.bytes, llrp::DecodeMode::strict);
  if (request) {
    execute(*request);
  } else {
    refuse(request.error(), definition, frame.header);
  }
}

/// What cannot be decoded as a request at all. An ERROR_MESSAGE is never answered.
bool VirtualDevice::refuse_early(const llrp::Frame& frame) {
  const auto& header = frame.header;
  if (is(header, MessageType::error_message)) return true;
  if (version_.concerns(header)) {
    negotiate(frame);
    return true;
  }
  if (!version_.admit(header.version)) {
    llrp::DecodeError error;
    error.error = {ErrorCode::unsupported, profile_.highest_version == 1
                                               ? "this reader speaks LLRP 1.0.1 only"
                                               : "this connection speaks another version"};
    error.status = StatusCode::m_unsupported_version;
    outbox_.error(llrp::status(error), header.id, header.version);
    return true;
  }
  outbox_.set_version(version_.current());
  access_.set_version(version_.current());
  if (client_message(header.type) == nullptr) {
    outbox_.error(llrp::status(unsupported_message(header.type)), header.id, header.version);
    return true;
  }
  return false;
}

/// GET_SUPPORTED_VERSION and SET_PROTOCOL_VERSION (LLRP 1.1, 9). They exist since version 2, and
/// are understood as that version has them, also in a connection that has agreed on version 1.
void VirtualDevice::negotiate(const llrp::Frame& frame) {
  auto request =
      llrp::decode(in_version(frame.bytes, llrp::Version::v1_1), llrp::DecodeMode::strict);
  if (!request) {
    refuse(request.error(), *llrp::find_message(frame.header.type, llrp::Version::v1_1),
           frame.header);
    return;
  }
  Message response = version_.answer(request->body, frame.header.id, frame.header.version);
  outbox_.answer(std::move(response));
  outbox_.set_version(version_.current());
  access_.set_version(version_.current());
}

void VirtualDevice::refuse(const llrp::DecodeError& error, const llrp::TypeDef& definition,
                           const llrp::Header& header) {
  const bool bad_header = header.reserved_bits != 0;
  const bool answered_by_report =
      definition.response == static_cast<std::uint16_t>(MessageType::ro_access_report);
  if (definition.response == 0 || bad_header || answered_by_report) {
    outbox_.error(llrp::status(error), header.id, header.version);
    return;
  }
  Message response(static_cast<MessageType>(definition.response), header.id,
                   static_cast<llrp::Version>(header.version));
  if (response.is(MessageType::get_supported_version_response)) {
    response.body.set("CurrentVersion", static_cast<std::uint8_t>(version_.current()))
        .set("SupportedVersion", profile_.highest_version);
  }
  response.body.add(llrp::status(error));
  outbox_.answer(std::move(response));
}

void VirtualDevice::on_garbage(const Error& why) {
  if (!outbox_.attached()) return;
  outbox_.error(llrp::status(StatusCode::m_parameter_error, to_string(why)), 0,
                static_cast<std::uint8_t>(version_.current()));
}

// --- keepalive (LLRP 1.1, 13.2.4, 14.1.3 and 14.1.4)

void VirtualDevice::arm_keepalive() {
  if (config_.keepalive() == Nanos{0} || !outbox_.attached()) {
    keepalive_timer_.cancel();
  } else if (!keepalive_timer_.pending()) {
    keepalive_timer_.set_after(config_.keepalive(), [this] { keep_alive(); });
  }
}

void VirtualDevice::keep_alive() {
  if (unacknowledged_ == k_give_up_after && lets_go()) {
    outbox_.announce(Element(llrp::ParamType::connection_close_event));
    hang_up();
    return;
  }
  if (!outbox_.muted() && unacknowledged_ < k_give_up_after) ++unacknowledged_;
  outbox_.tell(MessageType::keepalive);
  arm_keepalive();
}

// --- what the reader does

void VirtualDevice::on_rospec_start(std::uint32_t id) {
  if (outbox_.attached()) faults_.arm();
  events_.rospec_start(id);
}

void VirtualDevice::on_rospec_end(std::uint32_t id, std::optional<std::uint32_t> preempted_by) {
  events_.rospec_end(id, preempted_by);
}

void VirtualDevice::on_aispec_end(std::uint32_t id, std::uint16_t spec,
                                  const api::SlotCounts& slots) {
  events_.aispec_end(id, spec, slots);
}

void VirtualDevice::on_survey(std::uint32_t id, std::uint16_t spec, bool started) {
  events_.survey(id, spec, started);
}

void VirtualDevice::on_loop(std::uint32_t id, std::uint32_t loops) { events_.loop(id, loops); }

void VirtualDevice::on_hop(std::uint16_t channel) { events_.hop(channel); }

/// The end of a ROSpec causes a report, also of nothing (14.2.1): clients wait for it.
void VirtualDevice::on_report_due(bool rospec_over, bool silent) {
  if (faults_.keeps_back()) outbox_.keep_back();
  outbox_.flush(rospec_over && (silent || profile_.has(model::LlrpQuirk::empty_reports)));
}

void VirtualDevice::on_buffer_level(unsigned percent) { events_.buffer_level(percent); }

void VirtualDevice::on_trouble(std::uint32_t id, std::uint16_t spec, const std::string& what) {
  events_.exception(id, spec, what);
}

/// An input that is not enabled is as good as not there (13.2.6.3).
void VirtualDevice::on_input(std::uint16_t port, bool high) {
  if (!config_.input_enabled(port)) return;
  events_.input(port, high);
  rospecs_.on_input(port, high);
}

void VirtualDevice::on_antenna(std::uint16_t port, bool connected) {
  events_.antenna(port, connected);
  rospecs_.antennas_changed();
}

}  // namespace plugtest::drivers
