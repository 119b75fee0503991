#pragma once

#include "drivers/llrp/refusal.h"
#include "harness/model/inventory_control.h"
#include "harness/model/reader_radio.h"
#include "protocols/llrp/element.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace plugtest::drivers {

/// What Impinj's Customs (vendor 25882) of a C1G2InventoryCommand have set on an antenna.
struct ImpinjCommand {
  std::optional<std::uint16_t> search_mode{};           ///< empty: as the reader likes
  std::vector<std::uint16_t> channels{};                ///< 1-based; none: as the reader likes
  std::optional<model::LowDutyCycle> low_duty_cycle{};  ///< empty: it never rests

  bool operator==(const ImpinjCommand&) const = default;
};

/// The Customs in `command` on top of what `now` says. Error: one that is laid out otherwise, or a
/// mode that nobody knows.
Verdict change_by(const llrp::Element& command, ImpinjCommand& now);

/// Adds the Customs that say what `now` says.
void add_customs(const ImpinjCommand& now, llrp::Element& command);

/// What a search mode means to the rounds; nothing for "as the reader likes".
std::optional<model::TargetStrategy> target_of_search_mode(std::uint16_t mode);

}  // namespace plugtest::drivers
