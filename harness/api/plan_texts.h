#pragma once

#include "harness/model/event_plan.h"
#include "protocols/bits/result.h"

#include <string>
#include <string_view>

namespace plugtest::api {

/// Writes the parts of an event's plan as text, whole, and reads them again: how a store keeps what
/// it has no columns for. evidence::JsonPlanTexts is what everybody uses.
class PlanTexts {
 public:
  virtual ~PlanTexts() = default;

  virtual std::string write(const model::ScenarioPlan& scenario) const = 0;
  virtual std::string write(const model::ReaderRecord& reader) const = 0;
  virtual std::string write(const model::TagType& type) const = 0;
  virtual std::string write(const model::RegionPlan& region) const = 0;

  /// What the organizer laid down for the event: expectations, overrides, retries, budget. Empty
  /// when that is nothing.
  virtual std::string write_rules(const model::EventPlan& event) const = 0;

  /// What the functions above wrote. Errors: `malformed`, `unsupported` for another format.
  virtual Result<model::ScenarioPlan> read_scenario(std::string_view text) const = 0;
  virtual Result<model::ReaderRecord> read_reader(std::string_view text) const = 0;
  virtual Result<model::TagType> read_tag_type(std::string_view text) const = 0;
  virtual Result<model::RegionPlan> read_region(std::string_view text) const = 0;
  virtual Result<void> read_rules(std::string_view text, model::EventPlan& event) const = 0;
};

}  // namespace plugtest::api
