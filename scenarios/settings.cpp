#include "scenarios/fields.h"
#include "scenarios/parts.h"
#include "scenarios/scenario_parts.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace plugtest::scenarios {
namespace {

using model::AirProtocol;
using model::SettingsPolicy;

constexpr std::array<std::pair<std::string_view, SettingsPolicy>, 2> k_policies{
    {{"common", SettingsPolicy::common}, {"vendor", SettingsPolicy::vendor}}};
constexpr std::array<std::pair<std::string_view, AirProtocol>, 2> k_protocols{
    {{"type-c", AirProtocol::type_c}, {"type-d", AirProtocol::type_d}}};
constexpr std::array<std::pair<std::string_view, std::uint8_t>, 4> k_sessions{
    {{"S0", 0}, {"S1", 1}, {"S2", 2}, {"S3", 3}}};
constexpr Range k_conducted_dbm{-20, 40};
constexpr int k_most_tags = 65'535;

/// The air protocols to inventory, in the order of the file.
void read_protocols(Fields& settings, std::vector<AirProtocol>& protocols) {
  const auto* list = settings.list("protocols", Need::optional);
  if (list == nullptr) return;
  std::vector<std::string> names;
  for (const auto& [name, unused] : k_protocols) names.emplace_back(name);
  protocols.clear();
  for (const Node& entry : *list) {
    const auto found = std::ranges::find(names, entry.text);
    if (found == names.end()) {
      settings.complain(entry, "unknown protocol " + unknown_name(entry.text, names));
      continue;
    }
    const AirProtocol protocol =
        k_protocols[static_cast<std::size_t>(found - names.begin())].second;
    if (std::ranges::find(protocols, protocol) != protocols.end()) {
      settings.complain(entry, "the protocol '" + entry.text + "' is given twice");
      continue;
    }
    protocols.push_back(protocol);
  }
}

/// False when there is none.
bool read_link_profile(Fields& settings, const LoadOptions& options, std::string& target) {
  if (!settings.text("link_profile", Need::optional, target)) return false;
  const Node& name = *settings.find("link_profile");
  if (!options.link_profiles.empty() &&
      std::ranges::find(options.link_profiles, name.text) == options.link_profiles.end()) {
    settings.complain(name,
                      "unknown link profile " + unknown_name(name.text, options.link_profiles));
  }
  return true;
}

}  // namespace

void read_settings(Fields& scenario, const LoadOptions& options, ReadScenario& read) {
  const Node* node = scenario.map("settings", Need::required);
  if (node == nullptr) return;
  read.power = read.link_profile = node->place;
  model::CommonSettings& settings = read.plan.settings;
  Fields fields(*node, "settings", scenario.problems());
  fields.choice<SettingsPolicy>("policy", Need::optional, k_policies, read.plan.policy);
  if (fields.power("power", Need::required, k_conducted_dbm, settings.power_mdbm)) {
    read.power = fields.find("power")->place;
  }
  fields.choice<std::uint8_t>("session", Need::optional, k_sessions, settings.session);
  fields.integer("tag_population", Need::optional, 1, k_most_tags, settings.tag_population);
  if (read_link_profile(fields, options, settings.link_profile)) {
    read.link_profile = fields.find("link_profile")->place;
  }
  read_protocols(fields, settings.protocols);
  double channel_hz = 0;
  if (fields.quantity("channel", Need::optional, k_frequency, {800e6, 1000e6}, channel_hz)) {
    settings.channel_hz = std::llround(channel_hz);
  }
  fields.finish();
}

void read_vendor_settings(Fields& reader, const LoadOptions& options,
                          model::VendorSettings& settings) {
  const Node* node = reader.map("vendor_settings", Need::optional);
  if (node == nullptr) return;
  Fields fields(*node, "vendor_settings", reader.problems());
  std::int32_t power_mdbm = 0;
  if (fields.power("power", Need::optional, k_conducted_dbm, power_mdbm)) {
    settings.power_mdbm = power_mdbm;
  }
  if (fields.find("session") != nullptr) {
    fields.choice<std::uint8_t>("session", Need::optional, k_sessions, settings.session.emplace());
  }
  if (fields.find("tag_population") != nullptr) {
    fields.integer("tag_population", Need::optional, 1, k_most_tags,
                   settings.tag_population.emplace());
  }
  read_link_profile(fields, options, settings.link_profile);
  fields.finish();
}

}  // namespace plugtest::scenarios
