#include "harness/evidence/plan_json.h"

#include "harness/evidence/describe_checks.h"
#include "harness/evidence/describe_run.h"
#include "harness/evidence/json_document.h"
#include "harness/model/fault.h"

#include <array>

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
struct EnumText<model::ReaderFault> {
  static std::string_view name(model::ReaderFault value) { return model::info(value).name; }
};
template <>
inline constexpr auto k_last<model::ReaderFault> = model::ReaderFault::late_replies;

template <>
struct EnumText<model::ForwardModulation> {
  static std::string_view name(model::ForwardModulation value) { return model::to_string(value); }
};
template <>
inline constexpr auto k_last<model::ForwardModulation> = model::ForwardModulation::pr_ask;

template <>
struct EnumText<model::QStrategy> {
  static std::string_view name(model::QStrategy value) { return model::to_string(value); }
};
template <>
inline constexpr auto k_last<model::QStrategy> = model::QStrategy::adaptive;

template <>
struct EnumText<model::TargetStrategy> {
  static std::string_view name(model::TargetStrategy value) { return model::to_string(value); }
};
template <>
inline constexpr auto k_last<model::TargetStrategy> = model::TargetStrategy::dual_target;

template <>
struct EnumText<model::PhaseReport> {
  static std::string_view name(model::PhaseReport value) { return model::to_string(value); }
};
template <>
inline constexpr auto k_last<model::PhaseReport> = model::PhaseReport::modulo_2pi;

template <>
struct EnumText<model::LlrpQuirk> {
  static std::string_view name(model::LlrpQuirk value) {
    return model::llrp_quirk_catalogue()[static_cast<std::size_t>(value)].name;
  }
};
template <>
inline constexpr auto k_last<model::LlrpQuirk> = model::LlrpQuirk::forgets_on_close;
template <>
inline constexpr auto k_last<model::LlrpExtension> = model::LlrpExtension::impinj;

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

static void describe(auto& io, Is<model::Vec3> auto& vector) {
  io("x", vector.x)("y", vector.y)("z", vector.z);
}

static void describe(auto& io, Is<model::Antenna> auto& antenna) {
  io("port", antenna.port)("position_m", antenna.position_m)("boresight", antenna.boresight)(
      "polarisation", antenna.polarisation)("gain_dbi", antenna.gain_dbi)(
      "beamwidth_deg", antenna.beamwidth_deg)("cable_loss_db", antenna.cable_loss_db)(
      "calibrated_on", antenna.calibrated_on)("calibrated_how", antenna.calibrated_how);
}

static void describe(auto& io, Is<model::PhotoEye> auto& eye) {
  io("input", eye.input)("position_m", eye.position_m)("high_when_blocked", eye.high_when_blocked);
}

static void describe(auto& io, Is<model::Lane> auto& lane) {
  io("id", lane.id)("antennas", lane.antennas)("eyes", Rare{lane.eyes});
}

static void describe(auto& io, Is<model::ItemSpec> auto& item) {
  io("size_m", item.size_m)("on_object_loss_db", item.on_object_loss_db)("source", item.source)(
      "tag_angle_deg", item.tag_angle_deg);
}

static void describe(auto& io, Is<model::TrainLoad> auto& load) {
  io("items", load.items)("item", load.item)("min_gap_m", load.min_gap_m)(
      "max_gap_m", load.max_gap_m)("gap_source", load.gap_source);
}

static void describe(auto& io, Is<model::SackLoad> auto& load) {
  io("items", load.items)("item", load.item)("sack_m", load.sack_m)(
      "sack_loss_db", load.sack_loss_db)("loss_per_item_db", load.loss_per_item_db)("source",
                                                                                    load.source);
}

static void describe(auto& io, Is<model::RollCageLoad> auto& load) {
  io("sacks", load.sacks)("sack", load.sack)("cage_m", load.cage_m)(
      "mesh_loss_db", load.mesh_loss_db)("base_loss_db", load.base_loss_db)(
      "rician_k_db", load.rician_k_db)("source", load.source);
}

static void describe(auto& io, Is<model::StackLoad> auto& load) {
  io("items", load.items)("item", load.item)("source", load.source);
}

static void describe(auto& io, Is<model::MotionSpec> auto& motion) {
  io("speed_mps", motion.speed_mps)("speed_source", motion.speed_source)(
      "run_in_m", motion.run_in_m)("run_out_m", motion.run_out_m)("motion_kind", motion.kind)(
      "speed_spread", motion.speed_spread)("turns_per_m", motion.turns_per_m)(
      "stay_ns", motion.stay)("stay_source", motion.stay_source)("strokes", motion.strokes);
}

static void describe(auto& io, Is<model::NeighbourReader> auto& neighbour) {
  io("id", neighbour.id)("position_m", neighbour.position_m)("boresight", neighbour.boresight)(
      "erp_dbm", neighbour.erp_dbm)("duty", neighbour.duty)(
      "fixed_channel_hz", neighbour.fixed_channel_hz)("modulation", neighbour.modulation)(
      "adjacent_db", neighbour.adjacent_db)("alternate_db", neighbour.alternate_db);
}

static void describe(auto& io, Is<model::TagCoupling> auto& coupling) {
  io("near_loss_db", coupling.near_loss_db)("near_distance_m", coupling.near_distance_m)(
      "per_tag_loss_db", coupling.per_tag_loss_db);
}

static void describe(auto& io, Is<model::SurroundingsSpec> auto& surroundings) {
  io("rician_k_db", surroundings.rician_k_db)("coherence_m", surroundings.coherence_m)(
      "coherence_mhz", surroundings.coherence_mhz)(
      "ground_reflection", surroundings.ground_reflection)("neighbours", surroundings.neighbours);
}

static void describe(auto& io, Is<model::CommonSettings> auto& settings) {
  io("power_mdbm", settings.power_mdbm)("session", settings.session)(
      "tag_population", settings.tag_population)("link_profile", settings.link_profile)(
      "protocols", settings.protocols)("channel_hz", settings.channel_hz);
}

static void describe(auto& io, Is<model::SequentialRule> auto& rule) {
  io("accept_level", rule.accept_level)("reject_level", rule.reject_level)(
      "false_reject", rule.false_reject)("false_accept", rule.false_accept)("max_passes",
                                                                            rule.max_passes);
}

static void describe(auto& io, Is<model::FixedRule> auto& rule) {
  io("passes", rule.passes)("requirement", rule.requirement)("confidence", rule.confidence);
}

static void describe(auto& io, Is<model::StaticStopRule> auto& rule) {
  io("percent", rule.percent)("factor", rule.factor)("abort_after_ns", rule.abort_after);
}

static void describe(auto& io, Is<model::PassCriterion> auto& criterion) {
  io("item_rate", criterion.item_rate)("basis", criterion.basis)(
      "most_strays", criterion.most_strays)("static_stop", criterion.static_stop)(
      "most_reads_per_item", criterion.most_reads_per_item);
}

static void describe(auto& io, Is<model::Budgets> auto& budgets) {
  io("step_ns", budgets.step)("pass_ns", budgets.pass)("guard_ns", budgets.guard)("run_ns",
                                                                                  budgets.run);
}

static void describe(auto& io, Is<model::NextDoor> auto& door) {
  io("items", door.items)("distance_m", door.distance_m);
}

static void describe(auto& io, Is<model::SweepSetting> auto& setting) {
  io("sweep", setting.sweep)("axis", setting.axis)("value", setting.value)("text", setting.text)(
      "index", setting.index)("points", setting.points);
}

static void describe(auto&, Is<model::StartInventory> auto&) {}
static void describe(auto&, Is<model::StopInventory> auto&) {}
static void describe(auto&, Is<model::BeginMotion> auto&) {}
static void describe(auto&, Is<model::AwaitMotion> auto&) {}
static void describe(auto& io, Is<model::Wait> auto& wait) { io("time_ns", wait.time); }
static void describe(auto& io, Is<model::AskOperator> auto& prompt) { io("text", prompt.text); }
static void describe(auto& io, Is<model::CutLink> auto& cut) { io("time_ns", cut.time); }
static void describe(auto& io, Is<model::AntennaCable> auto& cable) {
  io("port", cable.port)("connected", cable.connected);
}
static void describe(auto& io, Is<model::SetPower> auto& power) {
  io("power_mdbm", power.power_mdbm);
}
static void describe(auto& io, Is<model::HeardEvent> auto& event) {
  io("contains", event.contains);
}
static void describe(auto& io, Is<model::Identified> auto& wanted) {
  io("item_rate", wanted.item_rate);
}
static void describe(auto& io, Is<model::TagOperation> auto& operation) {
  io("operation", operation.kind)("bank", operation.bank)("word_pointer", operation.word_pointer)(
      "words", operation.words)("word_count", operation.word_count)("password", operation.password)(
      "own_s10", operation.own_s10)("refused", operation.refused);
}

static void describe(auto& io, Is<model::Step> auto& step) {
  io("role", step.role)("action", step.action);
}

static void describe(auto& io, Is<model::ScenarioPlan> auto& plan) {
  io("id", plan.id)("title", plan.title)("objective", plan.objective)(
      "references", plan.references)("lane", plan.lane)("population", plan.population)(
      "load", plan.load)("motion", plan.motion)("surroundings", plan.surroundings)(
      "coupling", plan.coupling)("policy", plan.policy)("settings", plan.settings)(
      "pass_criterion", plan.pass_criterion)("decision", plan.decision)("budgets", plan.budgets)(
      "steps", plan.steps)("primary", plan.primary)("limits", plan.limits)("needs", plan.needs)(
      "identifiers", plan.identifiers)("type_d_share", plan.type_d_share)(
      "next_door", plan.next_door)("sweep", plan.sweep);
}

static void describe(auto& io, Is<model::PlantedFault> auto& fault) {
  io("fault", fault.fault)("parameter", fault.parameter);
}

static void describe(auto& io, Is<model::ReaderRadioProfile::ProtocolShare> auto& share) {
  io("protocol", share.protocol)("dwell_ns", share.dwell);
}

static void describe(auto& io, Is<model::LlrpProfile> auto& llrp) {
  io("highest_version", llrp.highest_version)("manufacturer", llrp.manufacturer)(
      "model_number", llrp.model_number)("country_code", llrp.country_code)(
      "communications_standard", llrp.communications_standard)("utc_clock", llrp.utc_clock)(
      "highest_priority_level", llrp.highest_priority_level)("state_aware", llrp.state_aware)(
      "rf_survey", llrp.rf_survey)("event_holding", llrp.event_holding)(
      "fill_warning", llrp.fill_warning)("select_filters", llrp.select_filters)(
      "first_hop_table", llrp.first_hop_table)("mode_identifiers", llrp.mode_identifiers)(
      "sensitivity_steps_db", llrp.sensitivity_steps_db)("extension", llrp.extension)(
      "type_d_vendor", llrp.type_d_vendor)("quirks", llrp.quirks);
}

static void describe(auto& io, Is<model::ReaderRadioProfile> auto& radio) {
  io("id", radio.id)("model_name", radio.model_name)("firmware", radio.firmware)(
      "antenna_count", radio.antenna_count)("min_power_dbm", radio.min_power_dbm)(
      "max_power_dbm", radio.max_power_dbm)("power_step_db", radio.power_step_db)(
      "sensitivity_dbm", radio.sensitivity_dbm)("capture_threshold_db", radio.capture_threshold_db)(
      "link_profiles", radio.link_profiles)("antenna_dwell_ms", radio.antenna_dwell_ms)(
      "report_buffer_tags", radio.report_buffer_tags)("modulation", radio.modulation)(
      "q_strategy", radio.q_strategy)("target_strategy", radio.target_strategy)(
      "protocols", radio.protocols)("rssi_step_db", radio.rssi_step_db)("phase", radio.phase)(
      "phase_steps", radio.phase_steps)("leakage_noise_db", radio.leakage_noise_db)(
      "modulation_depth", radio.modulation_depth)(
      "sensitivity_offset_db", radio.sensitivity_offset_db)("llrp", Rare{radio.llrp});
}

static void describe(auto& io, Is<model::VirtualReaderSpec> auto& spec) {
  io("family", spec.family)("radio", spec.radio)("faults", spec.faults);
}

static void describe(auto& io, Is<model::VendorSettings> auto& settings) {
  io("power_mdbm", settings.power_mdbm)("session", settings.session)(
      "tag_population", settings.tag_population)("link_profile", settings.link_profile);
}

static void describe(auto& io, Is<model::ReaderRecord> auto& reader) {
  io("id", reader.id)("participant", reader.participant)("vendor", reader.vendor)(
      "model", reader.model)("reported_model", reader.reported_model)("firmware", reader.firmware)(
      "serial", reader.serial)("uri", reader.uri)("claims", reader.claims)("lacks", reader.lacks)(
      "virtual_reader", reader.virtual_reader)("vendor_settings", Rare{reader.vendor_settings});
}

static void describe(auto& io, Is<model::RegionPlan::Channel> auto& channel) {
  io("centre_hz", channel.centre_hz)("max_erp_mdbm", channel.max_erp_mdbm);
}

static void describe(auto& io, Is<model::RegionPlan::ListenBeforeTalk> auto& rule) {
  io("threshold_mdbm", rule.threshold_mdbm)("listen_ns", rule.listen);
}

static void describe(auto& io, Is<model::RegionPlan> auto& region) {
  io("id", region.id)("title", region.title)("source", region.source)("channels", region.channels)(
      "hopping", region.hopping)("max_dwell_ns", region.max_dwell)(
      "channel_width_hz", region.channel_width_hz)("min_channels", region.min_channels)(
      "dwell_period_ns", region.dwell_period)("off_time_ns", region.off_time)(
      "listen_before_talk", region.listen_before_talk)("max_conducted_mdbm",
                                                       region.max_conducted_mdbm);
}

static void describe(auto& io, Is<UsedPlan> auto& plan) {
  io("event", plan.event)("title", plan.title)("run", plan.run)("scenario", plan.scenario)(
      "reader", plan.reader)("tag_types", plan.tag_types)("region", plan.region)("checks",
                                                                                 plan.checks);
}

}  // namespace plugtest::evidence::json_fields

namespace plugtest::evidence {

std::string plan_to_json(const UsedPlan& plan) { return json_fields::print_document("plan", plan); }

Result<UsedPlan> plan_from_json(std::string_view text) {
  return json_fields::parse_document<UsedPlan>("plan", text);
}

std::string scenario_to_json(const model::ScenarioPlan& scenario) {
  return json_fields::print_document("scenario", scenario);
}

Result<model::ScenarioPlan> scenario_from_json(std::string_view text) {
  return json_fields::parse_document<model::ScenarioPlan>("scenario", text);
}

std::string reader_to_json(const model::ReaderRecord& reader) {
  return json_fields::print_document("reader", reader);
}

Result<model::ReaderRecord> reader_from_json(std::string_view text) {
  return json_fields::parse_document<model::ReaderRecord>("reader", text);
}

std::string tag_type_to_json(const model::TagType& type) {
  return json_fields::print_document("tag_type", type);
}

Result<model::TagType> tag_type_from_json(std::string_view text) {
  return json_fields::parse_document<model::TagType>("tag_type", text);
}

std::string region_to_json(const model::RegionPlan& region) {
  return json_fields::print_document("region", region);
}

Result<model::RegionPlan> region_from_json(std::string_view text) {
  return json_fields::parse_document<model::RegionPlan>("region", text);
}

}  // namespace plugtest::evidence
