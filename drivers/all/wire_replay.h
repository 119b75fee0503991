#pragma once

#include "harness/model/observation.h"
#include "harness/model/reader_record.h"
#include "protocols/bits/result.h"

#include <functional>
#include <span>
#include <string>

namespace plugtest::drivers {

/// Reads the wire trace of a run with `reader` and gives its observations, in the order of the
/// trace, through the translator of the family's live driver. `received` is the time in the trace.
/// Spans are valid during the call. Errors: `unsupported` for a family whose traces cannot be read;
/// `configuration` without such a file; `protocol`, `malformed` or `truncated` with path and byte
/// offset.
Result<void> replay_wire(
    const model::ReaderRecord& reader, const std::string& path,
    const std::function<void(std::span<const model::Observation>)>& on_observations);

}  // namespace plugtest::drivers
