#pragma once

#include "harness/api/plan_texts.h"

namespace plugtest::evidence {

/// The parts of an event's plan as JSON, written like plan.json.
class JsonPlanTexts final : public api::PlanTexts {
 public:
  std::string write(const model::ScenarioPlan& scenario) const override;
  std::string write(const model::ReaderRecord& reader) const override;
  std::string write(const model::TagType& type) const override;
  std::string write(const model::RegionPlan& region) const override;
  std::string write_rules(const model::EventPlan& event) const override;

  Result<model::ScenarioPlan> read_scenario(std::string_view text) const override;
  Result<model::ReaderRecord> read_reader(std::string_view text) const override;
  Result<model::TagType> read_tag_type(std::string_view text) const override;
  Result<model::RegionPlan> read_region(std::string_view text) const override;
  Result<void> read_rules(std::string_view text, model::EventPlan& event) const override;
};

}  // namespace plugtest::evidence
