#pragma once

#include "protocols/llrp/element.h"

namespace plugtest::drivers {

/// Whether `version` has the words for all that `element` says: its types, its enumerations' values
/// and what is in it. What one client configured in LLRP 1.1 is not told to another in 1.0.1 where
/// it has none.
bool is_expressible(const llrp::Element& element, llrp::Version version);

}  // namespace plugtest::drivers
