#pragma once

#include "protocols/bits/result.h"
#include "protocols/llrp/element.h"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace plugtest::llrp {

/// A peer can nest Customs in each other down to the last byte; people get to see so many levels.
inline constexpr std::size_t k_max_opened_levels = 4;

/// What text and JSON show of a Custom parameter or message behind its bytes: its fields and
/// sub-parameters by the vendors' tables (vendor.h), without VendorIdentifier and subtype, which
/// have been shown. `type_d_vendor` is the enterprise number of our own Customs, whose tag reports
/// come with a child for each Type D page. Nothing for a Custom that the tables do not know.
/// Errors: its data does not fit.
Result<std::optional<Element>> opened_for_people(const Element& custom, Version version,
                                                 std::uint32_t type_d_vendor);

}  // namespace plugtest::llrp
