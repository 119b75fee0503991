#include "scenarios/fields.h"
#include "scenarios/parts.h"

#include <array>

namespace plugtest::scenarios {
namespace {

constexpr std::array<std::pair<std::string_view, model::AirProtocol>, 2> k_protocols{
    {{"type-c", model::AirProtocol::type_c}, {"type-d", model::AirProtocol::type_d}}};

/// A flag's persistence, {min: 500 ms, max: 5 s, source: "..."}.
void read_persistence(Fields& radio, std::string_view key, model::Sourced& least,
                      model::Sourced& most) {
  const Node* node = radio.map(key, Need::optional);
  if (node == nullptr) return;
  Fields fields(*node, std::string(key), radio.problems());
  std::string source = "assumption";
  constexpr Range k_seconds{0, 100'000};
  const bool good_min = fields.quantity("min", Need::required, k_time, k_seconds, least.value);
  const bool good_max = fields.quantity("max", Need::required, k_time, k_seconds, most.value);
  fields.text("source", Need::optional, source);
  fields.finish();
  least.source = source;
  most.source = source;
  if (good_min && good_max && least.value > most.value) {
    fields.complain(*node, "'min' of " + std::string(key) + " is above its 'max'");
  }
}

void read_radio(const Node& node, model::TagRadioProfile& profile, Problems& problems) {
  Fields fields(node, "radio", problems);
  fields.quantity("read_sensitivity", Need::required, k_power, {-40, 20},
                  profile.read_sensitivity_dbm);
  fields.quantity("sensitivity_spread", Need::optional, k_ratio, {0, 10},
                  profile.sensitivity_spread_db);
  fields.quantity("backscatter_loss", Need::optional, k_ratio, {0, 40},
                  profile.backscatter_loss_db);
  fields.quantity("dipole_gain", Need::optional, k_gain, {-20, 10}, profile.dipole_gain_dbi);
  read_persistence(fields, "s1_persistence", profile.s1_persistence_min_s,
                   profile.s1_persistence_max_s);
  read_persistence(fields, "s2_persistence", profile.s2_persistence_min_s,
                   profile.s2_persistence_max_s);
  fields.finish();
}

}  // namespace

model::TagType read_tag_type(const Node& content, Problems& problems) {
  model::TagType type;
  Fields fields(content, "the tag type", problems);
  fields.id("id", Need::required, type.id.value);
  fields.text("participant", Need::optional, type.participant.value);
  fields.text("vendor", Need::required, type.vendor);
  fields.text("model", Need::required, type.model);
  fields.choice<model::AirProtocol>("protocol", Need::optional, k_protocols, type.protocol);
  // What a tag of a real event does by radio is found out, not stated.
  if (const Node* radio = fields.map("radio", Need::optional)) {
    read_radio(*radio, type.radio, problems);
  }
  fields.finish();
  return type;
}

}  // namespace plugtest::scenarios
