#include "scenarios/fields.h"
#include "scenarios/parts.h"

#include <algorithm>
#include <array>

namespace plugtest::scenarios {
namespace {

void read_power(const Node& node, model::ReaderRadioProfile& profile, Problems& problems) {
  Fields fields(node, "power", problems);
  constexpr Range k_conducted_dbm{-20, 40};
  fields.quantity("min", Need::required, k_power, k_conducted_dbm, profile.min_power_dbm);
  fields.quantity("max", Need::required, k_power, k_conducted_dbm, profile.max_power_dbm);
  fields.quantity("step", Need::required, k_ratio, {0.05, 10}, profile.power_step_db);
  fields.finish();
  if (profile.min_power_dbm.value > profile.max_power_dbm.value) {
    fields.complain(node, "'min' of power is above its 'max'");
  }
}

void check_link_profiles(Fields& fields, const LoadOptions& options,
                         const model::ReaderRadioProfile& profile) {
  const Node* list = fields.find("link_profiles");
  if (list == nullptr || options.link_profiles.empty()) return;
  for (std::size_t i = 0; i < profile.link_profiles.size(); ++i) {
    const std::string& name = profile.link_profiles[i];
    if (std::ranges::find(options.link_profiles, name) == options.link_profiles.end()) {
      fields.complain(list->items[i],
                      "unknown link profile " + unknown_name(name, options.link_profiles));
    }
  }
}

/// By link profile, {max-rate: 9 dB}: how much deafer than its best the reader is with it.
void read_sensitivity_offsets(Fields& fields, model::ReaderRadioProfile& profile,
                              Problems& problems) {
  const Node* node = fields.map("sensitivity_offset", Need::optional);
  if (node == nullptr) return;
  Fields offsets(*node, "sensitivity_offset", problems);
  profile.sensitivity_offset_db.assign(profile.link_profiles.size(), {0, "assumption"});
  for (std::size_t i = 0; i < profile.link_profiles.size(); ++i) {
    offsets.quantity(profile.link_profiles[i], Need::optional, k_ratio, {-30, 30},
                     profile.sensitivity_offset_db[i]);
  }
  offsets.finish();
}

constexpr std::array<std::pair<std::string_view, model::AirProtocol>, 2> k_protocols{
    {{"type-c", model::AirProtocol::type_c}, {"type-d", model::AirProtocol::type_d}}};
constexpr std::array<std::pair<std::string_view, model::ForwardModulation>, 3> k_modulations{
    {{"dsb-ask", model::ForwardModulation::dsb_ask},
     {"ssb-ask", model::ForwardModulation::ssb_ask},
     {"pr-ask", model::ForwardModulation::pr_ask}}};
constexpr std::array<std::pair<std::string_view, model::QStrategy>, 3> k_q_strategies{
    {{"fixed", model::QStrategy::fixed},
     {"annex-d", model::QStrategy::annex_d},
     {"adaptive", model::QStrategy::adaptive}}};
constexpr std::array<std::pair<std::string_view, model::TargetStrategy>, 3> k_targets{
    {{"single-a", model::TargetStrategy::single_a},
     {"alternate", model::TargetStrategy::alternate},
     {"dual-target", model::TargetStrategy::dual_target}}};
constexpr std::array<std::pair<std::string_view, model::PhaseReport>, 3> k_phases{
    {{"none", model::PhaseReport::none},
     {"modulo-pi", model::PhaseReport::modulo_pi},
     {"modulo-2pi", model::PhaseReport::modulo_2pi}}};

/// The air protocols with their shares of an antenna's dwell.
void read_protocols(Fields& fields, model::ReaderRadioProfile& profile, Problems& problems) {
  const auto* list = fields.list("protocols", Need::optional);
  if (list == nullptr) return;
  profile.protocols.clear();
  for (const Node& entry : *list) {
    Fields share_fields(entry, "the protocol", problems);
    model::ReaderRadioProfile::ProtocolShare share;
    share_fields.choice<model::AirProtocol>("protocol", Need::required, k_protocols,
                                            share.protocol);
    share_fields.duration("dwell", {0.001, 10}, share.dwell);
    share_fields.finish();
    if (std::ranges::find(profile.protocols, share.protocol,
                          &model::ReaderRadioProfile::ProtocolShare::protocol) !=
        profile.protocols.end()) {
      share_fields.complain(entry, "the protocol is listed twice");
    }
    profile.protocols.push_back(share);
  }
  const bool several = profile.protocols.size() > 1;
  for (std::size_t i = 0; several && i < profile.protocols.size(); ++i) {
    if (profile.protocols[i].dwell > Nanos{0}) continue;
    fields.complain((*list)[i], "of several protocols each needs its 'dwell'");
  }
}

void read_habits(Fields& fields, model::ReaderRadioProfile& profile, Problems& problems) {
  fields.choice<model::ForwardModulation>("modulation", Need::optional, k_modulations,
                                          profile.modulation);
  fields.choice<model::QStrategy>("q_algorithm", Need::optional, k_q_strategies,
                                  profile.q_strategy);
  fields.choice<model::TargetStrategy>("target", Need::optional, k_targets,
                                       profile.target_strategy);
  fields.quantity("modulation_depth", Need::optional, k_share, {0.8, 1}, profile.modulation_depth);
  read_protocols(fields, profile, problems);
  fields.quantity("rssi_step", Need::optional, k_ratio, {0.001, 10}, profile.rssi_step_db);
  fields.quantity("leakage_noise", Need::optional, k_ratio, {-200, 0}, profile.leakage_noise_db);
  if (const Node* phase = fields.map("phase", Need::optional)) {
    Fields phase_fields(*phase, "phase", problems);
    phase_fields.choice<model::PhaseReport>("report", Need::required, k_phases, profile.phase);
    phase_fields.integer("steps", Need::optional, 2, 4096, profile.phase_steps);
    phase_fields.finish();
  }
}

}  // namespace

model::ReaderRadioProfile read_reader_profile(const Node& content, const LoadOptions& options,
                                              Problems& problems) {
  model::ReaderRadioProfile profile;
  Fields fields(content, "the reader", problems);
  fields.id("id", Need::required, profile.id);
  fields.text("model_name", Need::required, profile.model_name);
  fields.text("firmware", Need::required, profile.firmware);
  fields.integer("antenna_count", Need::required, 1, 32, profile.antenna_count);
  if (const Node* power = fields.map("power", Need::required)) {
    read_power(*power, profile, problems);
  }
  fields.quantity("sensitivity", Need::required, k_power, {-120, 0}, profile.sensitivity_dbm);
  fields.quantity("capture_threshold", Need::optional, k_ratio, {0, 40},
                  profile.capture_threshold_db);
  fields.list("link_profiles", Need::required);
  if (fields.texts("link_profiles", profile.link_profiles)) {
    check_link_profiles(fields, options, profile);
    read_sensitivity_offsets(fields, profile, problems);
  }
  if (fields.quantity("antenna_dwell", Need::optional, k_time, {0.001, 10},
                      profile.antenna_dwell_ms)) {
    profile.antenna_dwell_ms.value *= 1000;  // the quantity is in seconds
  }
  fields.integer("report_buffer", Need::optional, 1, 1'000'000, profile.report_buffer_tags);
  fields.integer("gpi_count", Need::optional, 0, 64, profile.gpi_count);
  fields.integer("gpo_count", Need::optional, 0, 64, profile.gpo_count);
  read_habits(fields, profile, problems);
  if (const Node* llrp = fields.map("llrp", Need::optional)) {
    profile.llrp = read_llrp_profile(*llrp, profile.link_profiles.size(), problems);
  }
  fields.finish();
  return profile;
}

}  // namespace plugtest::scenarios
