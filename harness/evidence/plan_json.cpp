#include "harness/evidence/plan_json.h"

#include "harness/evidence/describe_checks.h"
#include "harness/evidence/describe_reader.h"
#include "harness/evidence/describe_run.h"
#include "harness/evidence/describe_scenario.h"
#include "harness/evidence/json_document.h"

namespace plugtest::evidence::json_fields {

static void describe(auto& io, Is<UsedPlan> auto& plan) {
  io("event", plan.event)("title", plan.title)("run", plan.run)("scenario", plan.scenario)(
      "reader", plan.reader)("tag_types", plan.tag_types)("region", plan.region)("checks",
                                                                                 plan.checks);
}

}  // namespace plugtest::evidence::json_fields

namespace plugtest::evidence {

std::string plan_to_json(const UsedPlan& plan) { return json_fields::print_document("plan", plan); }

Result<UsedPlan> plan_from_json(std::string_view text) {
  return json_fields::parse_document<UsedPlan>("plan", text);
}

std::string scenario_to_json(const model::ScenarioPlan& scenario) {
  return json_fields::print_document("scenario", scenario);
}

Result<model::ScenarioPlan> scenario_from_json(std::string_view text) {
  return json_fields::parse_document<model::ScenarioPlan>("scenario", text);
}

std::string reader_to_json(const model::ReaderRecord& reader) {
  return json_fields::print_document("reader", reader);
}

Result<model::ReaderRecord> reader_from_json(std::string_view text) {
  return json_fields::parse_document<model::ReaderRecord>("reader", text);
}

std::string tag_type_to_json(const model::TagType& type) {
  return json_fields::print_document("tag_type", type);
}

Result<model::TagType> tag_type_from_json(std::string_view text) {
  return json_fields::parse_document<model::TagType>("tag_type", text);
}

std::string region_to_json(const model::RegionPlan& region) {
  return json_fields::print_document("region", region);
}

Result<model::RegionPlan> region_from_json(std::string_view text) {
  return json_fields::parse_document<model::RegionPlan>("region", text);
}

}  // namespace plugtest::evidence
