#pragma once

#include "harness/model/run.h"

#include <optional>
#include <string>

namespace plugtest::score {

/// By how much the reader's clock, less its estimated offset, may be off before a pass cannot be
/// judged. Less than the guard gap between passes, so that a read is never of the wrong pass.
constexpr Nanos k_clock_slack = std::chrono::seconds(1);

/// What does not fit in the times of a pass, as one sentence; empty when they fit. A pass has to
/// end after its begin; reports have to be received in the order in which they are recorded, and
/// none may end before it begins. Where the reader's clock offset is known, no report may lie after
/// its reception, and none that belongs to the pass (belongs_to) before it, by k_clock_slack.
///
/// Which reads are of such a pass, and how long they took, cannot be told: it is disturbed, with
/// the reason clock_jumped.
std::optional<std::string> clock_jump(const model::PassRecord& pass);

/// Likewise between a pass and the one after it, which must not begin before the first has ended.
std::optional<std::string> clock_jump(const model::PassRecord& pass, const model::PassRecord& next);

}  // namespace plugtest::score
