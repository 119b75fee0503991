#pragma once

#include "harness/api/virtual_radio.h"
#include "protocols/gen2/command.h"
#include "protocols/gen2/link_profile.h"

#include <span>

namespace plugtest::lab {

/// The longest that one slot can take on `link` when it ends with a tag read and `requests` carried
/// out on it, and the winding up after it: every frame as long as it may be, every tag as slow as
/// Gen2 v1.2.0, table 6.9 allows, every write as long as 6.3.2.12.3 allows. A bound, not an
/// estimate.
gen2::Duration longest_slot(const gen2::LinkProfile& link,
                            std::span<const api::AccessRequest> requests);

/// What `selects` take before a slot.
gen2::Duration duration_of(const gen2::LinkProfile& link, std::span<const gen2::Select> selects);

}  // namespace plugtest::lab
