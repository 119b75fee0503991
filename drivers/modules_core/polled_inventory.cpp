#include "drivers/modules_core/polled_inventory.h"

#include <utility>

namespace plugtest::drivers {

namespace {

/// A module that cannot use an antenna says so at once: no reason to ask it all the time.
constexpr Nanos k_pause_after_error = std::chrono::milliseconds(100);

}  // namespace

void PolledInventory::reset(ModuleSession& session) {
  session_ = &session;
  inventory_ = 0;
  polling_ = in_round_ = false;
  begun_ = nullptr;
  stopped_ = nullptr;
}

void PolledInventory::start(std::uint32_t inventory, std::vector<std::uint16_t> ports,
                            api::Done<void> done) {
  inventory_ = inventory;
  ports_ = std::move(ports);
  next_port_ = 0;
  polling_ = true;
  complained_.clear();
  begun_ = std::move(done);
  ask();
}

void PolledInventory::stop(api::Done<void> done) {
  polling_ = false;
  stopped_ = std::move(done);
  if (!in_round_) session_->later([this] { end_stop(); });
}

void PolledInventory::ask() {
  in_round_ = true;
  ask_(ports_[next_port_ % ports_.size()]);
}

void PolledInventory::report(std::span<model::Observation> tags) {
  for (model::Observation& tag : tags) tag.inventory_id = inventory_;
  session_->observed(tags);
  end_start({});
}

void PolledInventory::round_over(const Result<void>& outcome) {
  in_round_ = false;
  ++next_port_;
  if (begun_ && !outcome) {
    polling_ = false;
    end_start(outcome);
    return;
  }
  end_start({});
  if (!outcome && complained_.insert(outcome.error().message).second) {
    session_->event(outcome.error().message);
  }
  if (!polling_) {
    end_stop();
  } else if (outcome) {
    ask();
  } else {
    session_->after(k_pause_after_error, [this] {
      if (polling_) ask();
    });
  }
}

void PolledInventory::break_off(const Error& why) {
  in_round_ = polling_ = false;
  if (begun_) {
    end_start(fail(why));
  } else {
    session_->fail_link(why);
  }
}

void PolledInventory::end_start(const Result<void>& result) {
  if (const auto done = std::exchange(begun_, nullptr)) done(result);
}

void PolledInventory::end_stop() {
  if (const auto done = std::exchange(stopped_, nullptr)) done({});
}

}  // namespace plugtest::drivers
