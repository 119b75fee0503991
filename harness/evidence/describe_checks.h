#pragma once

// Fields of how batches are checked, and of the tag types in it, for the JSON files of this room.

#include "harness/evidence/json_fields.h"
#include "harness/model/event_plan.h"
#include "harness/model/tag_fault.h"
#include "harness/model/tag_type.h"

namespace plugtest::evidence::json_fields {

template <>
struct EnumText<model::Confidence> {
  static std::string_view name(model::Confidence value) { return model::to_string(value); }
};
template <>
inline constexpr auto k_last<model::Confidence> = model::Confidence::model;

template <>
struct EnumText<model::TagFault> {
  static std::string_view name(model::TagFault value) { return model::info(value).name; }
};
template <>
inline constexpr auto k_last<model::TagFault> = model::TagFault::shifted_identity;

void describe(auto& io, Is<model::Sourced> auto& sourced) {
  io("value", sourced.value)("source", sourced.source);
}

void describe(auto& io, Is<model::TagRadioProfile> auto& radio) {
  io("read_sensitivity_dbm", radio.read_sensitivity_dbm)(
      "write_penalty_db", radio.write_penalty_db)("blf_spread", radio.blf_spread)(
      "sensitivity_spread_db", radio.sensitivity_spread_db)(
      "backscatter_loss_db", radio.backscatter_loss_db)("dipole_gain_dbi", radio.dipole_gain_dbi)(
      "s1_persistence_min_s", radio.s1_persistence_min_s)("s1_persistence_max_s",
                                                          radio.s1_persistence_max_s)(
      "s2_persistence_min_s", radio.s2_persistence_min_s)("s2_persistence_max_s",
                                                          radio.s2_persistence_max_s);
}

void describe(auto& io, Is<model::AirParameter> auto& parameter) {
  io("name", parameter.name)("value", parameter.value)("source", parameter.source)(
      "confidence", parameter.confidence);
}

void describe(auto& io, Is<model::AirProfile> auto& air) {
  io("id", air.id)("title", air.title)("source", air.source)("parameters", air.parameters);
}

void describe(auto& io, Is<model::PlantedTagFault> auto& planted) {
  io("fault", planted.fault)("parameter", planted.parameter);
}

void describe(auto& io, Is<model::TypeCMemory> auto& memory) {
  io("version_2", memory.version_2)("access_password", memory.access_password)(
      "kill_password", memory.kill_password)("user_words", memory.user_words)("block_words",
                                                                              memory.block_words);
}

void describe(auto& io, Is<model::TagType> auto& type) {
  io("id", type.id)("participant", type.participant)("vendor", type.vendor)("model", type.model)(
      "protocol", type.protocol)("radio", type.radio)("air", type.air)("faults", type.faults)(
      "memory", type.memory);
}

void describe(auto& io, Is<model::Piece> auto& piece) {
  io("id", piece.id)("tag_type", piece.tag_type)("uii", piece.uii)("tid_hex", piece.tid_hex);
}

void describe(auto& io, Is<model::BatchChecks> auto& checks) {
  io("references", checks.references)("types", checks.types)("empty_field_ns", checks.empty_field)(
      "reference_ns", checks.reference)("most_unknown", checks.most_unknown)(
      "least_reads", checks.least_reads)("level_mdbm", checks.level_mdbm)("most_drift_mdb",
                                                                          checks.most_drift_mdb);
}

}  // namespace plugtest::evidence::json_fields
