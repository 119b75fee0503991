#pragma once

#include "harness/model/tag_access.h"
#include "protocols/llrp/message.h"

#include <optional>

namespace plugtest::drivers {

/// The tag in an RO_ACCESS_REPORT on which the AccessSpec was carried out, with what came of its
/// operations; nothing when there is none.
std::optional<model::AccessedTag> read_accessed(const llrp::Message& report,
                                                const model::AccessOrder& order);

}  // namespace plugtest::drivers
