#include "harness/session/selection.h"

#include "harness/model/seed.h"
#include "harness/model/sweep.h"
#include "harness/session/plan_hash.h"
#include "protocols/bits/suggest.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace plugtest::session {

namespace {

/// Keeps of `things` what some pattern fits, in the event's order.
template <class Thing>
Result<std::vector<Thing>> keep_selected(std::string_view what, const std::vector<Thing>& things,
                                         const std::vector<std::string>& patterns) {
  if (patterns.empty()) return things;
  std::vector<std::string> ids;
  for (const Thing& thing : things) ids.push_back(thing.id.str());
  for (const std::string& pattern : patterns) {
    const bool fits = std::ranges::any_of(
        ids, [&](const std::string& id) { return model::fits_scenario(pattern, id); });
    if (fits) continue;
    return fail(ErrorCode::usage,
                fmt::format("no {} is called '{}'{}; there are: {}", what, pattern,
                            bits::did_you_mean(pattern, ids), fmt::join(ids, ", ")));
  }
  std::vector<Thing> kept;
  for (const Thing& thing : things) {
    const bool fits = std::ranges::any_of(patterns, [&](const std::string& pattern) {
      return model::fits_scenario(pattern, thing.id.str());
    });
    if (fits) kept.push_back(thing);
  }
  return kept;
}

bool claims(const model::ReaderRecord& reader, model::AirProtocol protocol) {
  return std::ranges::find(reader.claims, protocol) != reader.claims.end();
}

model::RunPlan plan_run(const model::EventPlan& event, const model::ScenarioPlan& listed,
                        const model::ReaderRecord& reader, const std::vector<model::TagType>& load,
                        std::uint32_t attempt) {
  const model::ScenarioPlan scenario = model::with_settings_of(reader.vendor_settings, listed);
  model::RunPlan run;
  run.attempt = attempt;
  run.plan_hash = plan_hash(event, scenario, load);
  run.reader = reader.id;
  run.scenario = scenario.id;
  for (const model::TagType& type : load) run.tag_types.push_back(type.id);
  run.population = scenario.population;
  run.policy = scenario.policy;
  run.region = event.region.id;
  run.official = event.official;
  std::string who = reader.id.str() + "/" + scenario.id.str();
  for (const model::TagType& type : load) who += "/" + type.id.str();
  run.seed = model::derive_seed(event.seed, "run:" + who, run.attempt);
  run.id = model::RunId(run_id(event, run, scenario, reader, load));
  return run;
}

}  // namespace

Result<model::EventPlan> select(const model::EventPlan& event, const Selection& selection) {
  auto readers = keep_selected("reader", event.readers, selection.readers);
  if (!readers) return fail(readers.error());
  auto tag_types = keep_selected("tag type", event.tag_types, selection.tag_types);
  if (!tag_types) return fail(tag_types.error());
  auto scenarios = keep_selected("scenario", event.scenarios, selection.scenarios);
  if (!scenarios) return fail(scenarios.error());
  model::EventPlan selected = event;
  selected.readers = std::move(*readers);
  selected.tag_types = std::move(*tag_types);
  selected.scenarios = std::move(*scenarios);
  return selected;
}

std::vector<model::RunPlan> plan_runs(const model::EventPlan& event, std::uint32_t attempt) {
  std::vector<model::RunPlan> runs;
  for (const model::ScenarioPlan& scenario : event.scenarios) {
    for (const model::ReaderRecord& reader : event.readers) {
      if (model::lacks(reader, scenario)) continue;
      std::vector<model::TagType> readable;
      for (const model::TagType& type : event.tag_types) {
        if (claims(reader, type.protocol) && model::applies_to(scenario, type.protocol)) {
          readable.push_back(type);
        }
      }
      if (readable.empty()) continue;
      if (scenario.population == model::Population::mixed) {
        runs.push_back(plan_run(event, scenario, reader, readable, attempt));
        continue;
      }
      for (const model::TagType& type : readable) {
        runs.push_back(plan_run(event, scenario, reader, {type}, attempt));
      }
    }
  }
  return runs;
}

model::ScenarioPlan scenario_of(const model::EventPlan& event, const model::RunPlan& run) {
  const auto& reader = *std::ranges::find(event.readers, run.reader, &model::ReaderRecord::id);
  return model::with_settings_of(
      reader.vendor_settings,
      *std::ranges::find(event.scenarios, run.scenario, &model::ScenarioPlan::id));
}

}  // namespace plugtest::session
