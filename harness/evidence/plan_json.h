#pragma once

#include "harness/model/event_plan.h"
#include "harness/model/reader_record.h"
#include "harness/model/region_plan.h"
#include "harness/model/run.h"
#include "harness/model/scenario_plan.h"
#include "harness/model/tag_type.h"
#include "protocols/bits/result.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plugtest::evidence {

/// All that a run was made from, as it was used: enough to score it again.
struct UsedPlan {
  std::string event;  ///< id
  std::string title;  ///< of the event
  model::RunPlan run;
  model::ScenarioPlan scenario;  ///< ScenarioPlan::file is not kept
  model::ReaderRecord reader;
  std::vector<model::TagType> tag_types;  ///< of the load
  model::RegionPlan region;
  std::optional<model::BatchChecks> checks{};  ///< of the event's batches

  bool operator==(const UsedPlan&) const = default;
};

/// plan.json: the same plan gives the same bytes.
std::string plan_to_json(const UsedPlan& plan);

/// Errors: `malformed` with what was expected and where; `unsupported` for another format.
Result<UsedPlan> plan_from_json(std::string_view text);

/// One scenario alone: the text that the store keeps and cells are traced to.
std::string scenario_to_json(const model::ScenarioPlan& scenario);
Result<model::ScenarioPlan> scenario_from_json(std::string_view text);

/// Likewise one reader, one tag type, one radio plan.
std::string reader_to_json(const model::ReaderRecord& reader);
Result<model::ReaderRecord> reader_from_json(std::string_view text);
std::string tag_type_to_json(const model::TagType& type);
Result<model::TagType> tag_type_from_json(std::string_view text);
std::string region_to_json(const model::RegionPlan& region);
Result<model::RegionPlan> region_from_json(std::string_view text);

}  // namespace plugtest::evidence
