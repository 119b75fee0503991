#include "drivers/llrp/virtual_antenna.h"

#include "drivers/llrp/expressible.h"
#include "drivers/llrp/select_filters.h"

#include <algorithm>
#include <string>
#include <utility>

namespace plugtest::drivers {

namespace {

using llrp::Element;
using llrp::make;
using llrp::ParamType;
using llrp::StatusCode;

constexpr auto k_here = ParamType::antenna_configuration;
constexpr auto k_command = ParamType::c1g2_inventory_command;

std::string one_to(std::size_t last) { return "1 to " + std::to_string(last); }

}  // namespace

VirtualAntenna AntennaRules::factory() const {
  VirtualAntenna antenna;
  antenna.hop_table = capabilities_->hopping ? profile_->first_hop_table : std::uint16_t{0};
  antenna.power_index =
      static_cast<std::uint16_t>(std::max<std::size_t>(1, capabilities_->power_table_mdbm.size()));
  return antenna;
}

std::uint32_t AntennaRules::mode_identifier(std::size_t position) const {
  return position < profile_->mode_identifiers.size() ? profile_->mode_identifiers[position]
                                                      : static_cast<std::uint32_t>(position);
}

Verdict AntennaRules::change(const Element& parent, std::initializer_list<ParamType> path,
                             std::vector<VirtualAntenna>& antennas) const {
  for (const auto& child : parent.children()) {
    if (!child.is(k_here)) continue;
    const auto id = child.get_unsigned("AntennaID");
    Verdict changed;
    if (id > antennas.size()) {
      changed = bad_field({k_here}, child, "AntennaID", StatusCode::a_out_of_range,
                          "expected antenna " + one_to(antennas.size()) + ", or 0 for all");
    } else if (id != 0) {
      changed = change_one(child, antennas[id - 1]);
    } else {
      for (auto& antenna : antennas) {
        changed = change_one(child, antenna);
        if (!changed) break;
      }
    }
    if (changed) continue;
    auto& found = changed.error().parameter_path;
    for (auto type = std::rbegin(path); type != std::rend(path); ++type) {
      found.insert(found.begin(), static_cast<std::uint16_t>(*type));
    }
    return changed;
  }
  return {};
}

Verdict AntennaRules::change_one(const Element& configuration, VirtualAntenna& antenna) const {
  if (const auto* receiver = configuration.find(ParamType::rf_receiver)) {
    if (auto changed = change_receiver(*receiver, antenna); !changed) return changed;
  }
  if (const auto* transmitter = configuration.find(ParamType::rf_transmitter)) {
    if (auto changed = change_transmitter(*transmitter, antenna); !changed) return changed;
  }
  const auto* command = configuration.find(k_command);
  return command == nullptr ? Verdict{} : change_inventory(*command, antenna);
}

Verdict AntennaRules::change_receiver(const Element& receiver, VirtualAntenna& antenna) const {
  const auto index = receiver.get_unsigned("ReceiverSensitivity");
  const std::size_t entries = std::max<std::size_t>(1, profile_->sensitivity_steps_db.size());
  if (index == 0 || index > entries) {
    return bad_field({k_here, ParamType::rf_receiver}, receiver, "ReceiverSensitivity",
                     StatusCode::a_out_of_range,
                     "expected a sensitivity table index of " + one_to(entries));
  }
  antenna.sensitivity_index = static_cast<std::uint16_t>(index);
  return {};
}

Verdict AntennaRules::change_transmitter(const Element& transmitter,
                                         VirtualAntenna& antenna) const {
  const auto refuse = [&](std::string_view field, const std::string& text) {
    return bad_field({k_here, ParamType::rf_transmitter}, transmitter, field,
                     StatusCode::a_out_of_range, text);
  };
  const auto power = transmitter.get_unsigned("TransmitPower");
  const auto channel = transmitter.get_unsigned("ChannelIndex");
  const auto hop_table = transmitter.get_unsigned("HopTableID");
  const auto powers = capabilities_->power_table_mdbm.size();
  const auto channels = capabilities_->channels_hz.size();
  if (power == 0 || power > powers) {
    return refuse("TransmitPower", "expected a power table index of " + one_to(powers));
  }
  // Of the two ways to name a frequency a reader uses one; the other field means nothing to it.
  if (capabilities_->hopping && hop_table != profile_->first_hop_table) {
    return refuse("HopTableID",
                  "the only hop table is " + std::to_string(profile_->first_hop_table));
  }
  if (!capabilities_->hopping && channel > channels) {
    return refuse("ChannelIndex", "expected a channel of " + one_to(channels));
  }
  antenna.power_index = static_cast<std::uint16_t>(power);
  antenna.channel = static_cast<std::uint16_t>(channel);
  antenna.hop_table = static_cast<std::uint16_t>(hop_table);
  return {};
}

Verdict AntennaRules::change_inventory(const Element& command, VirtualAntenna& antenna) const {
  antenna.state_aware = command.get_flag("TagInventoryStateAware");
  if (command.find(ParamType::c1g2_filter) != nullptr) {
    if (auto changed = change_filters(command, antenna); !changed) return changed;
  }
  if (const auto* control = command.find(ParamType::c1g2_rf_control)) {
    if (auto changed = change_rf_control(*control, antenna); !changed) return changed;
  }
  if (const auto* control = command.find(ParamType::c1g2_singulation_control)) {
    antenna.session = static_cast<std::uint8_t>(control->get_unsigned("Session"));
    antenna.population = static_cast<std::uint16_t>(control->get_unsigned("TagPopulation"));
    antenna.transit_ms = static_cast<std::uint32_t>(control->get_unsigned("TagTransitTime"));
    const auto* flags = control->find(ParamType::c1g2_tag_inventory_state_aware_singulation_action);
    antenna.flags_asked = flags == nullptr ? std::nullopt : std::optional<Element>(*flags);
  }
  const bool aware = std::ranges::all_of(antenna.filters, [](const Element& filter) {
    return filter.find(ParamType::c1g2_tag_inventory_state_aware_filter_action) != nullptr;
  });
  if (heeds_flags(antenna) && !aware) {
    return bad_parameter({k_here, k_command, ParamType::c1g2_filter,
                          ParamType::c1g2_tag_inventory_state_aware_filter_action},
                         StatusCode::p_missing_parameter,
                         "a state-aware inventory needs state-aware filters");
  }
  return change_by_customs(command, antenna);
}

Verdict AntennaRules::change_rf_control(const Element& control, VirtualAntenna& antenna) const {
  const auto refuse = [&](std::string_view field, const char* text) {
    return bad_field({k_here, k_command, ParamType::c1g2_rf_control}, control, field,
                     StatusCode::a_out_of_range, text);
  };
  const auto identifier = control.get_unsigned("ModeIndex");
  const auto tari = control.get_unsigned("Tari");
  std::size_t mode = 0;
  while (mode < capabilities_->modes.size() && mode_identifier(mode) != identifier) ++mode;
  if (mode == capabilities_->modes.size()) {
    return refuse("ModeIndex", "the mode table has no such identifier");
  }
  if (tari != 0 && tari != capabilities_->modes[mode].tari_ns) {
    return refuse("Tari", "the mode has another Tari");
  }
  antenna.mode = mode;
  return {};
}

/// The filters of a command replace those that were (16.2.1.2.1).
Verdict AntennaRules::change_filters(const Element& command, VirtualAntenna& antenna) const {
  constexpr std::uint64_t k_truncate = 2;
  constexpr std::uint16_t k_longest_mask = 255;  // Select.Length has eight bits
  std::vector<Element> filters;
  for (const Element& filter : command.children()) {
    if (!filter.is(ParamType::c1g2_filter)) continue;
    if (filters.size() == profile_->select_filters) {
      return bad_parameter({k_here, k_command, ParamType::c1g2_filter},
                           StatusCode::p_overflow_parameter, "too many select filters");
    }
    const Element& mask = *filter.find(ParamType::c1g2_tag_inventory_mask);
    const auto refuse = [&](std::string_view field, const char* text) {
      return bad_field(
          {k_here, k_command, ParamType::c1g2_filter, ParamType::c1g2_tag_inventory_mask}, mask,
          field, StatusCode::a_out_of_range, text);
    };
    if (mask.get_unsigned("MB") == 0) return refuse("MB", "expected bank 1 to 3");
    if (mask.get_bits("TagMask").bits > k_longest_mask) {
      return refuse("TagMask", "a mask has at most 255 bits");
    }
    if (filter.get_unsigned("T") == k_truncate) {
      return bad_field({k_here, k_command, ParamType::c1g2_filter}, filter, "T",
                       StatusCode::a_invalid, "this reader wants whole UIIs");
    }
    filters.push_back(filter);
  }
  antenna.filters = std::move(filters);
  return {};
}

Verdict AntennaRules::change_by_customs(const Element& command, VirtualAntenna& antenna) const {
  ImpinjCommand asked = antenna.impinj;
  if (auto changed = change_by(command, asked); !changed) return changed;
  const auto refuse = [](const std::string& text) {
    return bad_parameter({k_here, k_command, ParamType::custom}, StatusCode::p_parameter_error,
                         text);
  };
  if (!asked.channels.empty()) {
    const std::size_t channels = capabilities_->channels_hz.size();
    if (capabilities_->hopping) return refuse("this reader hops; no channel of its is fixed");
    if (asked.channels.size() > 1) return refuse("this reader stays on one channel");
    if (asked.channels[0] == 0 || asked.channels[0] > channels) {
      return refuse("expected a channel of " + one_to(channels));
    }
  }
  antenna.impinj = std::move(asked);
  return {};
}

bool AntennaRules::heeds_flags(const VirtualAntenna& antenna) const {
  return antenna.state_aware && profile_->state_aware &&
         !profile_->has(model::LlrpQuirk::ignores_state_aware);
}

std::int32_t AntennaRules::power_mdbm(const VirtualAntenna& antenna) const {
  const auto& powers = capabilities_->power_table_mdbm;
  return antenna.power_index <= powers.size() ? powers[antenna.power_index - 1U] : 0;
}

api::RadioAntenna AntennaRules::radio(const VirtualAntenna& antenna) const {
  constexpr std::int32_t k_mdb_per_db = 1000;
  api::RadioAntenna out;
  out.session = antenna.session;
  if (antenna.population != 0) out.tag_population = antenna.population;
  out.mode = antenna.mode;
  if (heeds_flags(antenna)) {
    out.selects = state_aware_selects(antenna.filters);
    out.asked_for = asked_for(antenna.flags_asked);
    out.target = target_of(antenna.flags_asked);
  } else if (!antenna.state_aware && !antenna.filters.empty()) {
    out.selects = state_unaware_selects(antenna.filters);
    out.asked_for = api::AskedFor::selected;
  }
  if (antenna.impinj.search_mode && !heeds_flags(antenna)) {
    out.target = target_of_search_mode(*antenna.impinj.search_mode);
  }
  if (antenna.sensitivity_index > 1) {
    out.sensitivity_mdbm =
        capabilities_->sensitivity_mdbm +
        k_mdb_per_db * profile_->sensitivity_steps_db[antenna.sensitivity_index - 1U];
  }
  if (!antenna.impinj.channels.empty()) {
    out.channel = antenna.impinj.channels.front();
  } else if (!capabilities_->hopping) {
    out.channel = antenna.channel;
  }
  return out;
}

Element AntennaRules::element(std::uint16_t id, const VirtualAntenna& antenna,
                              llrp::Version version) const {
  Element control = make(ParamType::c1g2_singulation_control)
                        .set("Session", antenna.session)
                        .set("TagPopulation", antenna.population)
                        .set("TagTransitTime", antenna.transit_ms);
  if (antenna.flags_asked && is_expressible(*antenna.flags_asked, version)) {
    control.add(*antenna.flags_asked);
  }
  Element command =
      make(k_command).set("TagInventoryStateAware", static_cast<unsigned>(antenna.state_aware));
  for (const Element& filter : antenna.filters) command.add(filter);
  command
      .add(make(ParamType::c1g2_rf_control)
               .set("ModeIndex", static_cast<std::uint16_t>(mode_identifier(antenna.mode))))
      .add(std::move(control));
  add_customs(antenna.impinj, command);
  return make(k_here)
      .set("AntennaID", id)
      .add(make(ParamType::rf_receiver).set("ReceiverSensitivity", antenna.sensitivity_index))
      .add(make(ParamType::rf_transmitter)
               .set("HopTableID", antenna.hop_table)
               .set("ChannelIndex", antenna.channel)
               .set("TransmitPower", antenna.power_index))
      .add(std::move(command));
}

}  // namespace plugtest::drivers
