#include "reports/stored_matrix.h"

#include "harness/model/enum_names.h"
#include "reports/results_reading.h"

#include <utility>

#include <nlohmann/json.hpp>

namespace plugtest::reports {
namespace {

using Json = nlohmann::ordered_json;

model::RigKind rig_of(const std::string& name) {
  if (name == "lab") return model::RigKind::lab;
  return name == "replay" ? model::RigKind::replay : model::RigKind::operator_prompts;
}

model::ReaderRecord reader_of(const Json& json) {
  model::ReaderRecord reader;
  reader.id = model::ReaderId(json.at("id"));
  reader.vendor = json.at("vendor");
  reader.model = json.at("model");
  if (json.value("virtual", false)) reader.virtual_reader = model::VirtualReaderSpec{};
  return reader;
}

model::TagType tag_type_of(const Json& json) {
  model::TagType type;
  type.id = model::TagTypeId(json.at("id"));
  type.vendor = json.at("vendor");
  type.model = json.at("model");
  type.protocol = model::air_protocol_from(json.value("protocol", "")).value_or(type.protocol);
  // Of its air profile a report only tells whether it rests on the model, and its name.
  if (json.value("rests_on_model", false)) {
    type.protocol = model::AirProtocol::type_d;
  } else if (type.protocol == model::AirProtocol::type_d) {
    model::AirParameter known;
    known.confidence = model::Confidence::standard;
    type.air.emplace().parameters.push_back(known);
  }
  return type;
}

model::ScenarioPlan scenario_of(const Json& json) {
  model::ScenarioPlan scenario;
  scenario.id = model::ScenarioId(json.at("id"));
  scenario.title = json.value("title", "");
  scenario.objective = json.value("objective", "");
  scenario.pass_criterion.item_rate = json.value("item_rate", 1.0);
  return scenario;
}

model::RunResult run_of(const Json& json) {
  model::RunResult run;
  run.plan.id = model::RunId(json.at("id"));
  for (const Json& id : json.at("tag_types"))
    run.plan.tag_types.emplace_back(id.get<std::string>());
  return run;
}

}  // namespace

Result<StoredMatrix> stored_matrix(const Report& report) {
  const Json& document = report.json();
  auto cells = read_cells(document.at("cells"));
  if (!cells) return fail(cells.error());
  try {
    StoredMatrix stored;
    stored.version = document.at("version");
    const Json& event = document.at("event");
    stored.event.id = event.at("id");
    stored.event.title = event.at("title");
    stored.event.seed = event.value("seed", std::uint64_t{0});
    stored.event.official = event.at("official");
    stored.event.rig = rig_of(event.at("rig"));
    stored.event.region.id = event.at("region").at("id");
    for (const Json& one : event.at("readers")) stored.event.readers.push_back(reader_of(one));
    for (const Json& one : event.at("tag_types")) {
      stored.event.tag_types.push_back(tag_type_of(one));
    }
    for (const Json& one : event.at("scenarios")) {
      stored.event.scenarios.push_back(scenario_of(one));
    }
    for (const Json& one : document.at("runs")) stored.runs.push_back(run_of(one));
    stored.cells = std::move(*cells);
    return stored;
  } catch (const Json::exception& error) {
    return fail(ErrorCode::malformed, error.what());
  }
}

}  // namespace plugtest::reports
