#include "drivers/llrp/antenna_config.h"

#include "drivers/llrp/bit_fields.h"
#include "protocols/llrp/impinj.h"
#include "protocols/llrp/vendor.h"

#include <algorithm>
#include <utility>

namespace plugtest::drivers {

namespace {

using llrp::Element;
using llrp::make;
using llrp::Message;
using llrp::MessageType;
using llrp::ParamType;
using llrp::Version;
using model::InventoryTarget;
using model::SelectedFlag;
using model::SelectFilter;
namespace impinj = llrp::impinj;

template <class T>
T number(const Element& element, std::string_view field) {
  return static_cast<T>(element.get_unsigned(field));
}

// --- Select filters (LLRP 1.0.1, 15.2.1.2.1.1) ---------------------------------------------------

Element to_element(const SelectFilter& filter) {
  Element element = make(ParamType::c1g2_filter);
  element.add(make(ParamType::c1g2_tag_inventory_mask)
                  .set("MB", filter.tags.bank)
                  .set("Pointer", static_cast<std::uint16_t>(filter.tags.bit_pointer))
                  .set("TagMask", to_llrp(filter.tags.mask)));
  if (filter.state_aware) {
    element.add(make(ParamType::c1g2_tag_inventory_state_aware_filter_action)
                    .set("Target", filter.state_aware->flag)
                    .set("Action", filter.state_aware->action));
  } else {
    element.add(make(ParamType::c1g2_tag_inventory_state_unaware_filter_action)
                    .set("Action", filter.choice));
  }
  return element;
}

/// Nothing for values that the standard does not define.
std::optional<SelectFilter> to_filter(const Element& element) {
  SelectFilter filter;
  const Element* mask = element.find(ParamType::c1g2_tag_inventory_mask);
  if (mask == nullptr) return std::nullopt;
  filter.tags.bank = number<std::uint8_t>(*mask, "MB");
  filter.tags.bit_pointer = number<std::uint32_t>(*mask, "Pointer");
  const auto bits = to_model(mask->get_bits("TagMask"));
  if (!bits) return std::nullopt;
  filter.tags.mask = *bits;
  if (const auto* aware = element.find(ParamType::c1g2_tag_inventory_state_aware_filter_action)) {
    if (aware->get_name("Target").empty()) return std::nullopt;
    filter.state_aware = {number<SelectFilter::Flag>(*aware, "Target"),
                          number<std::uint8_t>(*aware, "Action")};
  } else if (const auto* unaware =
                 element.find(ParamType::c1g2_tag_inventory_state_unaware_filter_action)) {
    if (unaware->get_name("Action").empty()) return std::nullopt;
    filter.choice = number<SelectFilter::Choice>(*unaware, "Action");
  }
  return filter;
}

// --- flags (15.2.1.2.1.3.1)

/// Only the client's own look at flags says which; alternating is the reader's own way.
std::optional<Element> singulation_action(const LlrpAntenna& asked) {
  if (asked.search_mode || (!asked.target && !asked.selected)) return std::nullopt;
  const SelectedFlag selected = asked.selected.value_or(SelectedFlag::all);
  return make(ParamType::c1g2_tag_inventory_state_aware_singulation_action)
      .set_name("I", asked.target == InventoryTarget::b ? "state_b" : "state_a")
      .set_name("S", selected == SelectedFlag::sl ? "sl" : "not_sl")
      .set_name("S_All", selected == SelectedFlag::all ? "all" : "as_s_says");
}

void read_action(const Element& action, Version version, LlrpAntenna& out) {
  out.target = action.get_flag("I") ? InventoryTarget::b : InventoryTarget::a;
  if (version >= Version::v1_1 && action.get_flag("S_All")) {
    out.selected = SelectedFlag::all;
  } else {
    out.selected = action.get_flag("S") ? SelectedFlag::not_sl : SelectedFlag::sl;
  }
}

// --- Impinj's own

void add_customs(const LlrpAntenna& asked, Element& command) {
  constexpr std::uint16_t k_channel_list = 2;
  constexpr std::uint16_t k_enabled = 1;
  const auto custom = [](std::uint32_t subtype) {
    return llrp::make_vendor(llrp::k_impinj, subtype);
  };
  if (asked.search_mode) {
    command.add(
        llrp::seal(custom(impinj::search_mode).set("InventorySearchMode", *asked.search_mode)));
  }
  if (asked.channel_list) {
    command.add(llrp::seal(custom(impinj::fixed_frequency_list)
                               .set("FixedFrequencyMode", k_channel_list)
                               .set("ChannelList", llrp::Words(*asked.channel_list))));
  }
  if (asked.low_duty_cycle) {
    command.add(llrp::seal(
        custom(impinj::low_duty_cycle)
            .set("LowDutyCycleMode", k_enabled)
            .set("EmptyFieldTimeout",
                 static_cast<std::uint16_t>(asked.low_duty_cycle->empty_field.count()))
            .set("FieldPingInterval",
                 static_cast<std::uint16_t>(asked.low_duty_cycle->ping_interval.count()))));
  }
}

void read_customs(const Element& command, Version version, LlrpAntenna& out) {
  const auto custom = [&](std::uint32_t subtype) {
    return llrp::find_custom(command, llrp::k_impinj, subtype, version);
  };
  if (const auto mode = custom(impinj::search_mode)) {
    out.search_mode = number<std::uint16_t>(*mode, "InventorySearchMode");
  }
  if (const auto list = custom(impinj::fixed_frequency_list)) {
    out.channel_list = list->get_words("ChannelList");
  }
  const auto rest = custom(impinj::low_duty_cycle);
  if (rest && rest->get_unsigned("LowDutyCycleMode") != 0) {
    out.low_duty_cycle = model::LowDutyCycle{
        .empty_field = std::chrono::milliseconds(rest->get_unsigned("EmptyFieldTimeout")),
        .ping_interval = std::chrono::milliseconds(rest->get_unsigned("FieldPingInterval"))};
  }
}

// --- the parts of an AntennaConfiguration

/// An index that the reader does not use (HopTableID when it does not hop, and the reverse) stays
/// as it was. A channel is counted from 1.
Element transmitter(const LlrpAntenna& now, const LlrpAntenna& asked, bool names_channels) {
  constexpr std::uint16_t k_first_channel = 1;
  const std::uint16_t hop_table = asked.hop_table.value_or(now.hop_table.value_or(0));
  std::uint16_t channel = asked.channel.value_or(now.channel.value_or(0));
  if (names_channels && channel == 0) channel = k_first_channel;
  return make(ParamType::rf_transmitter)
      .set("HopTableID", hop_table)
      .set("ChannelIndex", channel)
      .set("TransmitPower", asked.power_index.value_or(now.power_index.value_or(0)));
}

Element inventory_command(const LlrpAntenna& now, const LlrpAntenna& asked) {
  Element command = make(ParamType::c1g2_inventory_command);
  const auto action = singulation_action(asked);
  const bool aware = action || std::ranges::any_of(asked.filters, [](const SelectFilter& filter) {
                       return filter.state_aware.has_value();
                     });
  command.set("TagInventoryStateAware", static_cast<unsigned>(aware));
  for (const SelectFilter& filter : asked.filters) command.add(to_element(filter));
  if (const auto mode = asked.mode ? asked.mode : now.mode) {
    command.add(make(ParamType::c1g2_rf_control)
                    .set("ModeIndex", static_cast<std::uint16_t>(*mode))
                    .set("Tari", asked.tari_ns));
  }
  Element control =
      make(ParamType::c1g2_singulation_control)
          .set("Session", asked.session.value_or(now.session.value_or(std::uint8_t{0})))
          .set("TagPopulation",
               asked.population.value_or(now.population.value_or(std::uint16_t{1})))
          .set("TagTransitTime", now.transit_ms.value_or(0));
  if (action) control.add(*action);
  command.add(std::move(control));
  add_customs(asked, command);
  return command;
}

void read_command(const Element& command, Version version, LlrpAntenna& out) {
  for (const Element& child : command.children()) {
    if (!child.is(ParamType::c1g2_filter)) continue;
    if (const auto filter = to_filter(child)) out.filters.push_back(*filter);
  }
  if (const auto* control = command.find(ParamType::c1g2_rf_control)) {
    out.mode = number<std::uint32_t>(*control, "ModeIndex");
  }
  if (const auto* control = command.find(ParamType::c1g2_singulation_control)) {
    out.session = number<std::uint8_t>(*control, "Session");
    out.population = number<std::uint16_t>(*control, "TagPopulation");
    out.transit_ms = number<std::uint32_t>(*control, "TagTransitTime");
    const auto* action =
        control->find(ParamType::c1g2_tag_inventory_state_aware_singulation_action);
    if (action != nullptr && command.get_flag("TagInventoryStateAware")) {
      read_action(*action, version, out);
    }
  }
  read_customs(command, version, out);
}

}  // namespace

LlrpAntennas read_antennas(const Message& response) {
  LlrpAntennas antennas;
  for (const auto& child : response.body.children()) {
    if (!child.is(ParamType::antenna_configuration)) continue;
    LlrpAntenna out;
    out.antenna = number<std::uint16_t>(child, "AntennaID");
    if (const auto* receiver = child.find(ParamType::rf_receiver)) {
      out.sensitivity_index = number<std::uint16_t>(*receiver, "ReceiverSensitivity");
    }
    if (const auto* sender = child.find(ParamType::rf_transmitter)) {
      out.hop_table = number<std::uint16_t>(*sender, "HopTableID");
      out.channel = number<std::uint16_t>(*sender, "ChannelIndex");
      out.power_index = number<std::uint16_t>(*sender, "TransmitPower");
    }
    if (const auto* command = child.find(ParamType::c1g2_inventory_command)) {
      read_command(*command, response.version, out);
    }
    antennas.emplace(out.antenna, std::move(out));
  }
  return antennas;
}

Message antenna_settings(const LlrpAntennas& asked, const LlrpAntennas& now, bool names_channels,
                         Version version) {
  Message message(MessageType::set_reader_config, 0, version);
  for (const auto& [port, settings] : asked) {
    const auto found = now.find(port);
    const LlrpAntenna current = found == now.end() ? LlrpAntenna{} : found->second;
    Element configuration = make(ParamType::antenna_configuration).set("AntennaID", port);
    if (settings.sensitivity_index) {
      configuration.add(
          make(ParamType::rf_receiver).set("ReceiverSensitivity", *settings.sensitivity_index));
    }
    message.body.add(std::move(configuration)
                         .add(transmitter(current, settings, names_channels))
                         .add(inventory_command(current, settings)));
  }
  return message;
}

}  // namespace plugtest::drivers
