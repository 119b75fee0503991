#include "drivers/llrp/virtual_outbox.h"

#include "drivers/llrp/expressible.h"
#include "protocols/llrp/codec.h"

#include <utility>

namespace plugtest::drivers {

using llrp::Element;
using llrp::Message;
using llrp::MessageType;

void VirtualOutbox::attach(DeviceOutlet& outlet) {
  outlet_ = &outlet;
  muted_ = kept_back_ = false;
  holding_ = config_.hold_on_reconnect();
  if (!holding_) release();
}

DeviceOutlet* VirtualOutbox::detach() {
  version_ = llrp::Version::v1_0_1;
  return std::exchange(outlet_, nullptr);
}

void VirtualOutbox::end_sending() {
  if (outlet_ == nullptr) return;
  mute();
  outlet_->end_sending();
}

void VirtualOutbox::burst() {
  kept_back_ = false;
  flush();
}

void VirtualOutbox::answer(Message message) {
  constexpr std::uint32_t k_wrong = 1'000'000;
  if (wrong_answer_ids_) message.id += k_wrong;
  send(llrp::encode(message));
}

void VirtualOutbox::tell(MessageType type) {
  send(llrp::encode(Message(type, next_id_++, version_)));
}

void VirtualOutbox::error(const Element& status, std::uint32_t id, std::uint8_t version) {
  Message message(MessageType::error_message, id, static_cast<llrp::Version>(version));
  message.body.add(status);
  answer(std::move(message));
}

Message VirtualOutbox::event_of(Element event) {
  Message message(MessageType::reader_event_notification, next_id_++, version_);
  message.body.add(llrp::make(llrp::ParamType::reader_event_notification_data)
                       .add(stamp_.element())
                       .add(std::move(event)));
  return message;
}

std::vector<std::uint8_t> VirtualOutbox::event_message(Element event) {
  return llrp::encode(event_of(std::move(event)));
}

void VirtualOutbox::notify(std::size_t event_type, Element event) {
  if (!config_.event_enabled(event_type)) return;
  const bool gone = outlet_ == nullptr;
  if (gone && !config_.hold_on_reconnect()) return;
  Message message = event_of(std::move(event));
  if (gone || holding_) {
    if (held_events_.size() < k_max_held_events) held_events_.push_back(std::move(message));
    return;
  }
  if (is_expressible(message.body, version_)) send(llrp::encode(message));
}

void VirtualOutbox::send(std::span<const std::uint8_t> bytes) {
  if (outlet_ != nullptr && !muted_) outlet_->send(bytes);
}

void VirtualOutbox::flush(bool even_none) {
  if (outlet_ == nullptr && !config_.hold_on_reconnect()) {
    reports_.drop();  // nobody wants them
    return;
  }
  if (outlet_ == nullptr || holding_ || kept_back_) return;
  reports_.send({.version = version_,
                 .new_id = [this] { return next_id_++; },
                 .sink = [this](std::span<const std::uint8_t> bytes) { send(bytes); }},
                even_none);
}

void VirtualOutbox::answer_get_report(std::uint32_t id) {
  reports_.close();
  if (kept_back_) {
    answer(Message(MessageType::ro_access_report, id, version_));
    return;
  }
  bool first = true;
  reports_.send({.version = version_,
                 .new_id = [&] { return std::exchange(first, false) ? id : next_id_++; },
                 .sink = [this](std::span<const std::uint8_t> bytes) { send(bytes); }},
                true);
}

void VirtualOutbox::release() {
  holding_ = false;
  // In the version of whoever gets them now; what it has no words for is left out.
  for (Message& message : std::exchange(held_events_, {})) {
    message.version = version_;
    if (is_expressible(message.body, version_)) send(llrp::encode(message));
  }
  flush();
}

}  // namespace plugtest::drivers
