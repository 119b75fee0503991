#pragma once

// Fields of a reader's record and of a region plan, for the JSON files of this room.

#include "harness/evidence/json_fields.h"
#include "harness/model/fault.h"
#include "harness/model/reader_record.h"
#include "harness/model/region_plan.h"

namespace plugtest::evidence::json_fields {

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

void describe(auto& io, Is<model::PlantedFault> auto& fault) {
  io("fault", fault.fault)("parameter", fault.parameter);
}

void describe(auto& io, Is<model::ReaderRadioProfile::ProtocolShare> auto& share) {
  io("protocol", share.protocol)("dwell_ns", share.dwell);
}

void describe(auto& io, Is<model::LlrpProfile> auto& llrp) {
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

void describe(auto& io, Is<model::ReaderRadioProfile> auto& radio) {
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

void describe(auto& io, Is<model::VirtualReaderSpec> auto& spec) {
  io("family", spec.family)("radio", spec.radio)("faults", spec.faults);
}

void describe(auto& io, Is<model::VendorSettings> auto& settings) {
  io("power_mdbm", settings.power_mdbm)("session", settings.session)(
      "tag_population", settings.tag_population)("link_profile", settings.link_profile);
}

void describe(auto& io, Is<model::ReaderRecord> auto& reader) {
  io("id", reader.id)("participant", reader.participant)("vendor", reader.vendor)(
      "model", reader.model)("reported_model", reader.reported_model)("firmware", reader.firmware)(
      "serial", reader.serial)("uri", reader.uri)("claims", reader.claims)("lacks", reader.lacks)(
      "virtual_reader", reader.virtual_reader)("vendor_settings", Rare{reader.vendor_settings});
}

void describe(auto& io, Is<model::RegionPlan::Channel> auto& channel) {
  io("centre_hz", channel.centre_hz)("max_erp_mdbm", channel.max_erp_mdbm);
}

void describe(auto& io, Is<model::RegionPlan::ListenBeforeTalk> auto& rule) {
  io("threshold_mdbm", rule.threshold_mdbm)("listen_ns", rule.listen);
}

void describe(auto& io, Is<model::RegionPlan> auto& region) {
  io("id", region.id)("title", region.title)("source", region.source)("channels", region.channels)(
      "hopping", region.hopping)("max_dwell_ns", region.max_dwell)(
      "channel_width_hz", region.channel_width_hz)("min_channels", region.min_channels)(
      "dwell_period_ns", region.dwell_period)("off_time_ns", region.off_time)(
      "listen_before_talk", region.listen_before_talk)("max_conducted_mdbm",
                                                       region.max_conducted_mdbm);
}

}  // namespace plugtest::evidence::json_fields
