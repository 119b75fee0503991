#include "harness/model/event_plan.h"

#include <algorithm>

namespace plugtest::model {

std::string_view to_string(RigKind rig) {
  switch (rig) {
    case RigKind::lab:
      return "lab";
    case RigKind::operator_prompts:
      return "operator";
    case RigKind::replay:
      return "replay";
    case RigKind::gpi:
      return "gpi";
  }
  return "unknown";
}

bool applies_to(const ScenarioPlan& scenario, AirProtocol protocol) {
  return protocol == AirProtocol::type_c ||
         std::ranges::none_of(scenario.steps, [](const Step& step) {
           return std::holds_alternative<TagOperation>(step.action);
         });
}

std::optional<Feature> lacks(const ReaderRecord& reader, const ScenarioPlan& scenario) {
  for (const Feature feature : scenario.needs) {
    if (std::ranges::find(reader.lacks, feature) != reader.lacks.end()) return feature;
  }
  return std::nullopt;
}

}  // namespace plugtest::model
