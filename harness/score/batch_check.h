#pragma once

#include "harness/model/event_plan.h"
#include "harness/model/run.h"

#include <functional>
#include <map>
#include <span>
#include <string>

namespace plugtest::score {

/// What a check before or after a batch found (PassRecord::kind other than `load`).
///
/// An empty field holds when no piece of the manifest's `expected` was reported: those are the
/// pieces of the batch's loads, which must not be within reach. Other tags are stated: pieces of
/// elsewhere, and unknown ones, which from then on are known to be of the hall; they fail the check
/// only where the policy limits their number. A reference check holds when the piece was read often
/// enough, and at the level that the policy names. A pass that could not be judged does not hold.
model::BatchCheck judge_check(const model::PassRecord& pass, const model::BatchChecks& policy);

/// One sentence for every batch that cannot be relied on, by its id: a check did not hold; those
/// before or those after it are missing; or the reference piece's level is another one after the
/// batch than before it, by more than the policy allows.
std::map<std::string, std::string, std::less<>> doubtful_batches(
    std::span<const model::RunResult> runs, const model::BatchChecks& policy);

}  // namespace plugtest::score
