#include "drivers/llrp/resting_radio.h"

namespace plugtest::drivers {

RestingRadio::RestingRadio(api::Clock& clock, api::VirtualRadio& radio)
    : radio_(radio), empty_timer_(clock), ping_timer_(clock) {}

RestingRadio::~RestingRadio() { stop(); }

Result<void> RestingRadio::start(const api::RadioInventory& inventory,
                                 const std::optional<model::LowDutyCycle>& rest,
                                 api::TagReadListener& listener) {
  const api::SlotCounts so_far = listener_ == nullptr ? api::SlotCounts{} : slots();
  if (auto started = radio_.start(inventory, *this); !started) return started;
  before_ = so_far;
  inventory_ = inventory;
  rest_ = rest;
  listener_ = &listener;
  looking_ = false;
  ping_timer_.cancel();
  empty_timer_.cancel();
  if (rest_) empty_timer_.set_after(rest_->empty_field, [this] { pause(); });
  return {};
}

void RestingRadio::stop() {
  empty_timer_.cancel();
  ping_timer_.cancel();
  if (listener_ == nullptr) return;
  listener_ = nullptr;
  radio_.stop();
}

api::SlotCounts RestingRadio::slots() const {
  const api::SlotCounts now = radio_.slots();
  return {.empty = before_.empty + now.empty, .collided = before_.collided + now.collided};
}

void RestingRadio::pause() {
  looking_ = false;
  radio_.stop();
  ping_timer_.set_after(rest_->ping_interval, [this] { look(); });
}

void RestingRadio::look() {
  const api::SlotCounts so_far = slots();
  looking_ = true;
  // What it took once it takes again; if not, it tries at the next turn.
  if (radio_.start(inventory_, *this)) {
    before_ = so_far;
  } else {
    pause();
  }
}

void RestingRadio::on_tag_read(const api::TagRead& read) {
  if (rest_) {
    looking_ = false;
    empty_timer_.set_after(rest_->empty_field, [this] { pause(); });
  }
  listener_->on_tag_read(read);
}

void RestingRadio::on_channel(std::uint16_t channel) { listener_->on_channel(channel); }

void RestingRadio::on_cycle() {
  // Not from inside the radio.
  if (looking_) empty_timer_.set_after(Nanos{0}, [this] { pause(); });
  listener_->on_cycle();
}

}  // namespace plugtest::drivers
