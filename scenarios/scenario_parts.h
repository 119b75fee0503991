#pragma once

#include "harness/model/scenario_plan.h"
#include "harness/model/vendor_settings.h"
#include "scenarios/fields.h"
#include "scenarios/load_options.h"

#include <optional>
#include <string>
#include <vector>

namespace plugtest::scenarios {

// The parts of a scenario that have a file of their own. Each reads its key of the scenario.

struct ReadScenario;

/// The settings policy and the settings of `read`, and where they stand.
void read_settings(Fields& scenario, const LoadOptions& options, ReadScenario& read);

/// `vendor_settings` of a reader, which a scenario with the vendor's policy takes.
void read_vendor_settings(Fields& reader, const LoadOptions& options,
                          model::VendorSettings& settings);

void read_load(Fields& scenario, model::LoadSpec& load);

void read_surroundings(Fields& scenario, model::SurroundingsSpec& surroundings);

void read_coupling(Fields& scenario, model::TagCoupling& coupling);

/// The script of a pass; the lane of `plan` is there already.
void read_steps(Fields& scenario, model::ScenarioPlan& plan);

void read_motion(Fields& scenario, model::MotionSpec& motion);

/// What else the language knows of a scenario: primary metric, limits, needs, identifiers, mix,
/// next door.
void read_purpose(Fields& scenario, model::ScenarioPlan& plan);

/// Adds a feature to what a scenario needs of a reader, once.
void add_need(std::vector<model::Feature>& needs, model::Feature feature);

/// Adds to the plan's needs what its steps ask of a reader.
void add_needs_of_steps(model::ScenarioPlan& plan);

/// A list of features, by their names.
void read_features(Fields& fields, std::string_view key, std::vector<model::Feature>& features);

/// What does not fit into what, as one sentence; empty when all fits.
std::optional<std::string> load_misfit(const model::LoadSpec& load);

/// One sentence when a pass takes longer than its budget.
std::optional<std::string> pass_too_long(const model::ScenarioPlan& plan);

/// Metres from the front of the first item to the end of the last, at most.
double longest_m(const model::LoadSpec& load);

}  // namespace plugtest::scenarios
