#pragma once

#include "harness/api/clock.h"
#include "harness/api/virtual_radio.h"
#include "harness/model/inventory_control.h"

#include <optional>

namespace plugtest::drivers {

/// The radio of an AISpec. Where its client wants a low duty cycle (Impinj's extension) it is off
/// while there are no tags: after so long without one it looks for a single turn of its antennas
/// now and then, and stays on when there is one.
class RestingRadio final : private api::TagReadListener {
 public:
  /// Both must outlive this.
  RestingRadio(api::Clock& clock, api::VirtualRadio& radio);
  ~RestingRadio() override;
  RestingRadio(const RestingRadio&) = delete;
  RestingRadio& operator=(const RestingRadio&) = delete;

  /// Starts, or goes on with other settings. `listener` hears it until stop(). Error: the radio
  /// refuses, and goes on as before if it was on.
  Result<void> start(const api::RadioInventory& inventory,
                     const std::optional<model::LowDutyCycle>& rest,
                     api::TagReadListener& listener);
  void stop();

  /// Since the first start().
  api::SlotCounts slots() const;

 private:
  void on_tag_read(const api::TagRead& read) override;
  void on_channel(std::uint16_t channel) override;
  void on_cycle() override;
  void pause();
  void look();

  api::VirtualRadio& radio_;
  api::RadioInventory inventory_;
  std::optional<model::LowDutyCycle> rest_;
  api::TagReadListener* listener_ = nullptr;  // null: stopped
  bool looking_ = false;                      // for one turn, after a rest
  api::SlotCounts before_;                    // of earlier stretches
  api::Timer empty_timer_;
  api::Timer ping_timer_;
};

}  // namespace plugtest::drivers
