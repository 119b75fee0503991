#pragma once

#include "harness/model/observation.h"
#include "protocols/bits/result.h"

#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace plugtest::drivers {

/// Reads the wire trace of a run and gives its observations, in the order of the trace, through the
/// translator of the family's live driver. `family`: "llrp", "ipico+tcp", or a reader's address.
/// `received` is the time in the trace. Spans are valid during the call. Errors: `unsupported` for
/// a family whose traces cannot be read; `configuration` without such a file; `protocol`,
/// `malformed` or `truncated` with path and byte offset.
Result<void> replay_wire(
    std::string_view family, const std::string& path,
    const std::function<void(std::span<const model::Observation>)>& on_observations);

}  // namespace plugtest::drivers
