#pragma once

#include "harness/model/run.h"

#include <span>

#include <nlohmann/json_fwd.hpp>

namespace plugtest::reports {

/// What the observations of a run say of its pieces, as members of `detail` in plugtest-report/1:
/// `pieces` (all of the load, with reads, passes missed, mean time and level), `timeline` (of every
/// pass: when, whether it counts, places of the missed) and `by_tag_type` (identified share over
/// time, levels, reads per tag).
nlohmann::ordered_json piece_reads(const std::vector<model::PassRecord>& passes,
                                   std::span<const model::TagTypeId> tag_types);

}  // namespace plugtest::reports
