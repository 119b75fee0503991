#pragma once

// Fields of a run's plan and of a reader's identity, for the JSON files of this room.

#include "harness/evidence/json_fields.h"
#include "harness/model/run.h"

namespace plugtest::evidence::json_fields {

void describe(auto& io, Is<model::RunPlan> auto& plan) {
  io("id", plan.id)("plan_hash", plan.plan_hash)("reader", plan.reader)("scenario", plan.scenario)(
      "tag_types", plan.tag_types)("population", plan.population)("policy", plan.policy)(
      "region", plan.region)("attempt", plan.attempt)("official", plan.official)("seed",
                                                                                 AsText{plan.seed});
}

void describe(auto& io, Is<model::ReaderIdentity> auto& identity) {
  io("vendor", identity.vendor)("model", identity.model)("firmware", identity.firmware)(
      "serial", identity.serial);
}

}  // namespace plugtest::evidence::json_fields
