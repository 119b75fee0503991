#pragma once

// Fields of a scenario, for the JSON files of this room.

#include "harness/evidence/json_fields.h"
#include "harness/model/scenario_plan.h"

#include <string_view>

namespace plugtest::evidence::json_fields {

template <>
struct EnumText<model::Polarisation> {
  static std::string_view name(model::Polarisation value) {
    constexpr std::array<std::string_view, 3> k_names{"circular", "horizontal", "vertical"};
    return k_names.at(static_cast<std::size_t>(value));
  }
};
template <>
inline constexpr auto k_last<model::Polarisation> = model::Polarisation::vertical;

template <>
inline constexpr auto k_last<model::Feature> = model::Feature::antenna_detection;

template <>
inline constexpr auto k_last<model::SweepAxis> = model::SweepAxis::population;

template <>
inline constexpr auto k_last<model::StepRole> = model::StepRole::verify;

template <>
inline constexpr auto k_last<model::TagOperation::Kind> = model::TagOperation::Kind::kill;

template <>
inline constexpr auto k_last<model::PassBasis> = model::PassBasis::operations;

template <>
inline constexpr auto k_last<model::MotionKind> = model::MotionKind::sweep;

template <>
inline constexpr auto k_last<model::PrimaryMetric> = model::PrimaryMetric::operations;

template <>
inline constexpr auto k_last<model::IdentifierKind> = model::IdentifierKind::raw;

template <>
inline constexpr std::string_view k_kind<model::StartInventory> = "start";
template <>
inline constexpr std::string_view k_kind<model::StopInventory> = "stop";
template <>
inline constexpr std::string_view k_kind<model::BeginMotion> = "move";
template <>
inline constexpr std::string_view k_kind<model::AwaitMotion> = "await_end";
template <>
inline constexpr std::string_view k_kind<model::Wait> = "wait";
template <>
inline constexpr std::string_view k_kind<model::AskOperator> = "prompt";
template <>
inline constexpr std::string_view k_kind<model::AntennaCable> = "antenna";
template <>
inline constexpr std::string_view k_kind<model::CutLink> = "cut_link";
template <>
inline constexpr std::string_view k_kind<model::SetPower> = "power";
template <>
inline constexpr std::string_view k_kind<model::HeardEvent> = "event";
template <>
inline constexpr std::string_view k_kind<model::TagOperation> = "operation";
template <>
inline constexpr std::string_view k_kind<model::Identified> = "identified";
template <>
inline constexpr std::string_view k_kind<model::TrainLoad> = "train";
template <>
inline constexpr std::string_view k_kind<model::SackLoad> = "sack";
template <>
inline constexpr std::string_view k_kind<model::RollCageLoad> = "roll_cage";
template <>
inline constexpr std::string_view k_kind<model::StackLoad> = "stack";
template <>
inline constexpr std::string_view k_kind<model::SequentialRule> = "sequential";
template <>
inline constexpr std::string_view k_kind<model::FixedRule> = "fixed";

void describe(auto& io, Is<model::Vec3> auto& vector) {
  io("x", vector.x)("y", vector.y)("z", vector.z);
}

void describe(auto& io, Is<model::Antenna> auto& antenna) {
  io("port", antenna.port)("position_m", antenna.position_m)("boresight", antenna.boresight)(
      "polarisation", antenna.polarisation)("gain_dbi", antenna.gain_dbi)(
      "beamwidth_deg", antenna.beamwidth_deg)("cable_loss_db", antenna.cable_loss_db)(
      "calibrated_on", antenna.calibrated_on)("calibrated_how", antenna.calibrated_how);
}

void describe(auto& io, Is<model::PhotoEye> auto& eye) {
  io("input", eye.input)("position_m", eye.position_m)("high_when_blocked", eye.high_when_blocked);
}

void describe(auto& io, Is<model::Lane> auto& lane) {
  io("id", lane.id)("antennas", lane.antennas)("eyes", Rare{lane.eyes});
}

void describe(auto& io, Is<model::ItemSpec> auto& item) {
  io("size_m", item.size_m)("on_object_loss_db", item.on_object_loss_db)("source", item.source)(
      "tag_angle_deg", item.tag_angle_deg);
}

void describe(auto& io, Is<model::TrainLoad> auto& load) {
  io("items", load.items)("item", load.item)("min_gap_m", load.min_gap_m)(
      "max_gap_m", load.max_gap_m)("gap_source", load.gap_source);
}

void describe(auto& io, Is<model::SackLoad> auto& load) {
  io("items", load.items)("item", load.item)("sack_m", load.sack_m)(
      "sack_loss_db", load.sack_loss_db)("loss_per_item_db", load.loss_per_item_db)("source",
                                                                                    load.source);
}

void describe(auto& io, Is<model::RollCageLoad> auto& load) {
  io("sacks", load.sacks)("sack", load.sack)("cage_m", load.cage_m)(
      "mesh_loss_db", load.mesh_loss_db)("base_loss_db", load.base_loss_db)(
      "rician_k_db", load.rician_k_db)("source", load.source);
}

void describe(auto& io, Is<model::StackLoad> auto& load) {
  io("items", load.items)("item", load.item)("source", load.source);
}

void describe(auto& io, Is<model::MotionSpec> auto& motion) {
  io("speed_mps", motion.speed_mps)("speed_source", motion.speed_source)(
      "run_in_m", motion.run_in_m)("run_out_m", motion.run_out_m)("motion_kind", motion.kind)(
      "speed_spread", motion.speed_spread)("turns_per_m", motion.turns_per_m)(
      "stay_ns", motion.stay)("stay_source", motion.stay_source)("strokes", motion.strokes);
}

void describe(auto& io, Is<model::NeighbourReader> auto& neighbour) {
  io("id", neighbour.id)("position_m", neighbour.position_m)("boresight", neighbour.boresight)(
      "erp_dbm", neighbour.erp_dbm)("duty", neighbour.duty)(
      "fixed_channel_hz", neighbour.fixed_channel_hz)("modulation", neighbour.modulation)(
      "adjacent_db", neighbour.adjacent_db)("alternate_db", neighbour.alternate_db);
}

void describe(auto& io, Is<model::TagCoupling> auto& coupling) {
  io("near_loss_db", coupling.near_loss_db)("near_distance_m", coupling.near_distance_m)(
      "per_tag_loss_db", coupling.per_tag_loss_db);
}

void describe(auto& io, Is<model::SurroundingsSpec> auto& surroundings) {
  io("rician_k_db", surroundings.rician_k_db)("coherence_m", surroundings.coherence_m)(
      "coherence_mhz", surroundings.coherence_mhz)(
      "ground_reflection", surroundings.ground_reflection)("neighbours", surroundings.neighbours);
}

void describe(auto& io, Is<model::CommonSettings> auto& settings) {
  io("power_mdbm", settings.power_mdbm)("session", settings.session)(
      "tag_population", settings.tag_population)("link_profile", settings.link_profile)(
      "protocols", settings.protocols)("channel_hz", settings.channel_hz);
}

void describe(auto& io, Is<model::SequentialRule> auto& rule) {
  io("accept_level", rule.accept_level)("reject_level", rule.reject_level)(
      "false_reject", rule.false_reject)("false_accept", rule.false_accept)("max_passes",
                                                                            rule.max_passes);
}

void describe(auto& io, Is<model::FixedRule> auto& rule) {
  io("passes", rule.passes)("requirement", rule.requirement)("confidence", rule.confidence);
}

void describe(auto& io, Is<model::StaticStopRule> auto& rule) {
  io("percent", rule.percent)("factor", rule.factor)("abort_after_ns", rule.abort_after);
}

void describe(auto& io, Is<model::PassCriterion> auto& criterion) {
  io("item_rate", criterion.item_rate)("basis", criterion.basis)(
      "most_strays", criterion.most_strays)("static_stop", criterion.static_stop)(
      "most_reads_per_item", criterion.most_reads_per_item);
}

void describe(auto& io, Is<model::Budgets> auto& budgets) {
  io("step_ns", budgets.step)("pass_ns", budgets.pass)("guard_ns", budgets.guard)("run_ns",
                                                                                  budgets.run);
}

void describe(auto& io, Is<model::NextDoor> auto& door) {
  io("items", door.items)("distance_m", door.distance_m);
}

void describe(auto& io, Is<model::SweepSetting> auto& setting) {
  io("sweep", setting.sweep)("axis", setting.axis)("value", setting.value)("text", setting.text)(
      "index", setting.index)("points", setting.points);
}

void describe(auto&, Is<model::StartInventory> auto&) {}
void describe(auto&, Is<model::StopInventory> auto&) {}
void describe(auto&, Is<model::BeginMotion> auto&) {}
void describe(auto&, Is<model::AwaitMotion> auto&) {}
void describe(auto& io, Is<model::Wait> auto& wait) { io("time_ns", wait.time); }
void describe(auto& io, Is<model::AskOperator> auto& prompt) { io("text", prompt.text); }
void describe(auto& io, Is<model::CutLink> auto& cut) { io("time_ns", cut.time); }
void describe(auto& io, Is<model::AntennaCable> auto& cable) {
  io("port", cable.port)("connected", cable.connected);
}
void describe(auto& io, Is<model::SetPower> auto& power) { io("power_mdbm", power.power_mdbm); }
void describe(auto& io, Is<model::HeardEvent> auto& event) { io("contains", event.contains); }
void describe(auto& io, Is<model::Identified> auto& wanted) { io("item_rate", wanted.item_rate); }
void describe(auto& io, Is<model::TagOperation> auto& operation) {
  io("operation", operation.kind)("bank", operation.bank)("word_pointer", operation.word_pointer)(
      "words", operation.words)("word_count", operation.word_count)("password", operation.password)(
      "own_s10", operation.own_s10)("refused", operation.refused);
}

void describe(auto& io, Is<model::Step> auto& step) {
  io("role", step.role)("action", step.action);
}

void describe(auto& io, Is<model::ScenarioPlan> auto& plan) {
  io("id", plan.id)("title", plan.title)("objective", plan.objective)(
      "references", plan.references)("lane", plan.lane)("population", plan.population)(
      "load", plan.load)("motion", plan.motion)("surroundings", plan.surroundings)(
      "coupling", plan.coupling)("policy", plan.policy)("settings", plan.settings)(
      "pass_criterion", plan.pass_criterion)("decision", plan.decision)("budgets", plan.budgets)(
      "steps", plan.steps)("primary", plan.primary)("limits", plan.limits)("needs", plan.needs)(
      "identifiers", plan.identifiers)("type_d_share", plan.type_d_share)(
      "next_door", plan.next_door)("sweep", plan.sweep);
}

}  // namespace plugtest::evidence::json_fields
