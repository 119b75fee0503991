#pragma once

#include "harness/api/virtual_radio.h"
#include "protocols/llrp/element.h"

#include <optional>
#include <vector>

namespace plugtest::drivers {

/// The Selects that C1G2Filters mean when the client manages the tags' flags itself: one each, with
/// the target and action of its state-aware part (LLRP 1.1, 16.2.1.2.1.1.2). Every filter must have
/// one.
std::vector<api::RadioSelect> state_aware_selects(const std::vector<llrp::Element>& filters);

/// The Selects that they mean when it does not (16.2.1.2.1.1.3): of the SL flag, which is to be
/// asked for then. Whoever no filter has spoken of takes part when the first one excludes tags, and
/// does not when it includes some; a Select of all tags goes ahead for that where the first filter
/// does not decide about every tag.
std::vector<api::RadioSelect> state_unaware_selects(const std::vector<llrp::Element>& filters);

/// What Queries ask for, from C1G2TagInventoryStateAwareSingulationAction (16.2.1.2.1.3.1).
api::AskedFor asked_for(const std::optional<llrp::Element>& flags);
std::optional<model::TargetStrategy> target_of(const std::optional<llrp::Element>& flags);

}  // namespace plugtest::drivers
