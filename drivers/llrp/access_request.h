#pragma once

#include "harness/model/tag_access.h"
#include "protocols/bits/result.h"
#include "protocols/llrp/message.h"

#include <cstdint>

namespace plugtest::drivers {

struct LlrpPeer;

/// The AccessSpec and the ROSpec of an access; one at a time, so one number each. Numbers of
/// inventories are small.
inline constexpr std::uint32_t k_access_spec = 1;
inline constexpr std::uint32_t k_access_rospec = 0x7FFF'FFFE;

/// ADD_ACCESSSPEC: `order` on the first tag that matches, once (LLRP 1.0.1, 12.2.1). Error
/// `refused`, with the reason, for what this reader or its version of LLRP has no words for.
Result<llrp::Message> add_access(const model::AccessOrder& order, const LlrpPeer& peer);

/// ADD_ROSPEC that meets tags on the antennas of `order` and reports each at once.
llrp::Message add_access_rospec(const model::AccessOrder& order);

}  // namespace plugtest::drivers
