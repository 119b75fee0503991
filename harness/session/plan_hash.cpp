#include "harness/session/plan_hash.h"

#include "harness/evidence/plan_json.h"
#include "harness/model/content_id.h"

namespace plugtest::session {

namespace {

// What evidence keeps as "the plan as used" is also what is hashed, so that nothing that decides a
// result can be in one and not in the other.
std::string hash_of(const evidence::UsedPlan& plan) {
  return model::ContentHasher().add("plan", evidence::plan_to_json(plan)).id();
}

}  // namespace

std::string plan_hash(const model::EventPlan& event, const model::ScenarioPlan& scenario,
                      const std::vector<model::TagType>& load) {
  evidence::UsedPlan plan;
  plan.scenario = scenario;
  plan.region = event.region;
  if (scenario.population == model::Population::mixed) {
    for (const model::TagType& type : load) plan.run.tag_types.push_back(type.id);
  }
  return hash_of(plan);
}

std::string run_id(const model::EventPlan& event, const model::RunPlan& run,
                   const model::ScenarioPlan& scenario, const model::ReaderRecord& reader,
                   const std::vector<model::TagType>& load) {
  evidence::UsedPlan plan{event.id, event.title, run,          scenario,
                          reader,   load,        event.region, event.checks};
  plan.run.id = {};
  return hash_of(plan);
}

}  // namespace plugtest::session
