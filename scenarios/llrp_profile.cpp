#include "scenarios/fields.h"
#include "scenarios/parts.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace plugtest::scenarios {
namespace {

constexpr std::array<std::pair<std::string_view, std::uint8_t>, 2> k_versions{
    {{"1.0.1", 1}, {"1.1", 2}}};
constexpr std::array<std::pair<std::string_view, model::LlrpExtension>, 2> k_extensions{
    {{"none", model::LlrpExtension::none}, {"impinj", model::LlrpExtension::impinj}}};

/// A list of whole numbers from 0 to `most`.
template <class Number>
void read_numbers(Fields& fields, std::string_view key, std::uint64_t most,
                  std::vector<Number>& target) {
  const std::vector<Node>* list = fields.list(key, Need::optional);
  if (list == nullptr) return;
  target.clear();
  for (const Node& entry : *list) {
    std::uint64_t number = 0;
    const char* end = entry.text.data() + entry.text.size();
    const auto [stop, error] = std::from_chars(entry.text.data(), end, number);
    if (error != std::errc{} || stop != end || number > most) {
      fields.complain(
          entry, "'" + std::string(key) + "' takes whole numbers up to " + std::to_string(most));
      continue;
    }
    target.push_back(static_cast<Number>(number));
  }
}

void read_quirks(Fields& fields, model::LlrpProfile& profile) {
  const std::vector<Node>* list = fields.list("quirks", Need::optional);
  if (list == nullptr) return;
  std::vector<std::string> names;
  for (const model::LlrpQuirkInfo& known : model::llrp_quirk_catalogue()) {
    names.emplace_back(known.name);
  }
  for (const Node& entry : *list) {
    const auto found = std::ranges::find(names, entry.text);
    if (found == names.end()) {
      fields.complain(entry, "unknown quirk " + unknown_name(entry.text, names));
      continue;
    }
    const auto index = static_cast<std::size_t>(found - names.begin());
    profile.quirks.push_back(model::llrp_quirk_catalogue()[index].quirk);
  }
}

void read_identity(Fields& fields, model::LlrpProfile& profile) {
  constexpr std::uint64_t k_u32 = std::numeric_limits<std::uint32_t>::max();
  constexpr std::uint64_t k_u16 = std::numeric_limits<std::uint16_t>::max();
  fields.integer("manufacturer", Need::optional, 0, k_u32, profile.manufacturer);
  std::uint32_t model = 0;
  if (fields.integer("model_number", Need::optional, 0, k_u32, model)) profile.model_number = model;
  fields.integer("country_code", Need::optional, 0, k_u16, profile.country_code);
  fields.integer("communications_standard", Need::optional, 0, k_u16,
                 profile.communications_standard);
}

void check_modes(Fields& fields, const model::LlrpProfile& profile, std::size_t modes) {
  if (profile.mode_identifiers.empty()) return;
  const Node& list = *fields.find("mode_identifiers");
  if (profile.mode_identifiers.size() != modes) {
    fields.complain(
        list, "'mode_identifiers' has one number for each link profile, " + std::to_string(modes));
  }
  auto sorted = profile.mode_identifiers;
  std::ranges::sort(sorted);
  if (std::ranges::adjacent_find(sorted) != sorted.end()) {
    fields.complain(list, "a number is twice in 'mode_identifiers'");
  }
}

}  // namespace

model::LlrpProfile read_llrp_profile(const Node& content, std::size_t modes, Problems& problems) {
  model::LlrpProfile profile;
  Fields fields(content, "llrp", problems);
  fields.choice<std::uint8_t>("version", Need::optional, k_versions, profile.highest_version);
  read_identity(fields, profile);
  fields.flag("utc_clock", profile.utc_clock);
  fields.integer("highest_priority_level", Need::optional, 0, 7, profile.highest_priority_level);
  fields.flag("state_aware", profile.state_aware);
  fields.flag("rf_survey", profile.rf_survey);
  fields.flag("event_holding", profile.event_holding);
  fields.flag("fill_warning", profile.fill_warning);
  fields.integer("select_filters", Need::optional, 1, 32, profile.select_filters);
  fields.integer("first_hop_table", Need::optional, 0, 255, profile.first_hop_table);
  read_numbers(fields, "mode_identifiers", std::numeric_limits<std::uint16_t>::max(),
               profile.mode_identifiers);
  check_modes(fields, profile, modes);
  constexpr std::uint64_t k_highest_step_db = 128;  // LLRP 1.1, 10.2.1.2
  read_numbers(fields, "sensitivity_steps_db", k_highest_step_db, profile.sensitivity_steps_db);
  fields.integer("pen", Need::optional, 1, std::numeric_limits<std::uint32_t>::max(),
                 profile.type_d_vendor);
  fields.choice<model::LlrpExtension>("extension", Need::optional, k_extensions, profile.extension);
  read_quirks(fields, profile);
  fields.finish();
  return profile;
}

}  // namespace plugtest::scenarios
