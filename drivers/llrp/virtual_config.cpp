#include "drivers/llrp/virtual_config.h"

#include "drivers/llrp/virtual_capabilities.h"

#include <algorithm>
#include <string>

namespace plugtest::drivers {

namespace {

using llrp::Element;
using llrp::make;
using llrp::ParamType;
using llrp::StatusCode;

/// GetReaderConfigRequestedData.
enum class Part : std::uint8_t {
  all,
  identification,
  antenna_properties,
  antenna_configuration,
  report_spec,
  events,
  access_report,
  state_value,
  keepalive_spec,
  gpi,
  gpo,
  events_and_reports
};

Element factory_report_spec() {
  // Clients that set nothing see every report at once, with everything in it.
  constexpr std::uint16_t k_each = 1;
  Element content = make(ParamType::tag_report_content_selector);
  for (const auto& field : content.definition()->fields) {
    if (!field.name.empty()) content.set(field.name, 1U);
  }
  return make(ParamType::ro_report_spec)
      .set_name("ROReportTrigger", "n_tags_or_end_of_rospec")
      .set("N", k_each)
      .add(std::move(content));
}

std::string one_to(std::size_t last) { return "1 to " + std::to_string(last); }

}  // namespace

VirtualConfig::VirtualConfig(const api::RadioCapabilities& capabilities)
    : capabilities_(&capabilities),
      report_spec_(factory_report_spec()),
      access_report_spec_(ParamType::access_report_spec) {
  VirtualAntenna antenna;
  antenna.hop_table = capabilities.hopping ? k_hop_table_id : std::uint16_t{0};
  antenna.channel = capabilities.hopping ? std::uint16_t{0} : std::uint16_t{1};
  antenna.power_index =
      static_cast<std::uint16_t>(std::max<std::size_t>(1, capabilities.power_table_mdbm.size()));
  antennas_.assign(capabilities.antenna_count, antenna);
}

Verdict VirtualConfig::apply(const Element& request) {
  const bool reset = request.get_flag("ResetToFactoryDefault");
  if (!reset && request.children().empty()) {
    return tl::unexpected(
        llrp::DecodeError{.error = {ErrorCode::refused, "SET_READER_CONFIG asks for nothing"},
                          .status = StatusCode::m_missing_parameter});
  }
  VirtualConfig next = reset ? VirtualConfig(*capabilities_) : *this;
  auto changed = next.change(request);
  if (changed) *this = std::move(next);
  return changed;
}

Verdict VirtualConfig::change(const Element& request) {
  if (auto changed = change_antennas(request, {}, antennas_); !changed) return changed;
  for (const auto& child : request.children()) {
    if (child.is(ParamType::reader_event_notification_spec)) {
      for (const auto& state : child.children()) {
        events_[state.get_unsigned("EventType")] = state.get_flag("NotificationState");
      }
    } else if (child.is(ParamType::ro_report_spec)) {
      report_spec_ = child;
    } else if (child.is(ParamType::access_report_spec)) {
      access_report_spec_ = child;
    } else if (child.is(ParamType::keepalive_spec)) {
      const auto period = child.get_unsigned("PeriodicTriggerValue");
      const bool periodic = child.get_unsigned("KeepaliveTriggerType") != 0;
      if (periodic && period == 0) {
        return bad_field({ParamType::keepalive_spec}, child, "PeriodicTriggerValue",
                         StatusCode::a_out_of_range, "a keepalive period is at least 1 ms");
      }
      keepalive_ = std::chrono::milliseconds(periodic ? period : 0);
    } else if (child.is(ParamType::events_and_reports)) {
      hold_ = child.get_flag("HoldEventsAndReportsUponReconnect");
    } else if (child.is(ParamType::antenna_properties)) {
      return bad_parameter({ParamType::antenna_properties}, StatusCode::p_unsupported_parameter,
                           "this reader cannot set antenna properties");
    } else if (child.is(ParamType::gpo_write_data)) {
      return bad_field({ParamType::gpo_write_data}, child, "GPOPortNumber",
                       StatusCode::a_out_of_range, "this reader has no GPO");
    } else if (child.is(ParamType::gpi_port_current_state)) {
      return bad_field({ParamType::gpi_port_current_state}, child, "GPIPortNum",
                       StatusCode::a_out_of_range, "this reader has no GPI");
    }
  }
  return {};
}

Verdict VirtualConfig::change_antennas(const Element& parent, std::initializer_list<ParamType> path,
                                       std::vector<VirtualAntenna>& antennas) const {
  for (const auto& child : parent.children()) {
    if (!child.is(ParamType::antenna_configuration)) continue;
    const auto id = child.get_unsigned("AntennaID");
    Verdict changed;
    if (id > antennas.size()) {
      changed = bad_field({ParamType::antenna_configuration}, child, "AntennaID",
                          StatusCode::a_out_of_range,
                          "expected antenna " + one_to(antennas.size()) + ", or 0 for all");
    } else if (id != 0) {
      changed = change_antenna(child, antennas[id - 1]);
    } else {
      for (auto& antenna : antennas) {
        changed = change_antenna(child, antenna);
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

Verdict VirtualConfig::change_antenna(const Element& configuration, VirtualAntenna& antenna) const {
  constexpr auto k_here = ParamType::antenna_configuration;
  if (const auto* receiver = configuration.find(ParamType::rf_receiver)) {
    if (receiver->get_unsigned("ReceiverSensitivity") != k_only_sensitivity) {
      return bad_field({k_here, ParamType::rf_receiver}, *receiver, "ReceiverSensitivity",
                       StatusCode::a_out_of_range, "the sensitivity table has one entry, 1");
    }
  }
  if (const auto* transmitter = configuration.find(ParamType::rf_transmitter)) {
    const auto refuse = [&](std::string_view field, const std::string& text) {
      return bad_field({k_here, ParamType::rf_transmitter}, *transmitter, field,
                       StatusCode::a_out_of_range, text);
    };
    const auto power = transmitter->get_unsigned("TransmitPower");
    const auto channel = transmitter->get_unsigned("ChannelIndex");
    const auto hop_table = transmitter->get_unsigned("HopTableID");
    const auto powers = capabilities_->power_table_mdbm.size();
    const auto channels = capabilities_->channels_hz.size();
    if (power == 0 || power > powers) {
      return refuse("TransmitPower", "expected a power table index of " + one_to(powers));
    }
    // Of the two ways to name a frequency a reader uses one; the other field means nothing to it.
    if (capabilities_->hopping && hop_table != k_hop_table_id) {
      return refuse("HopTableID", "the only hop table is " + std::to_string(k_hop_table_id));
    }
    if (!capabilities_->hopping && (channel == 0 || channel > channels)) {
      return refuse("ChannelIndex", "expected a channel of " + one_to(channels));
    }
    antenna.power_index = static_cast<std::uint16_t>(power);
    antenna.channel = static_cast<std::uint16_t>(channel);
    antenna.hop_table = static_cast<std::uint16_t>(hop_table);
  }
  const auto* command = configuration.find(ParamType::c1g2_inventory_command);
  return command == nullptr ? Verdict{} : change_inventory(*command, antenna);
}

Verdict VirtualConfig::change_inventory(const Element& command, VirtualAntenna& antenna) const {
  constexpr auto k_here = ParamType::antenna_configuration;
  constexpr auto k_command = ParamType::c1g2_inventory_command;
  if (command.get_flag("TagInventoryStateAware")) {
    return bad_field({k_here, k_command}, command, "TagInventoryStateAware", StatusCode::a_invalid,
                     "this reader has no state-aware inventory");
  }
  if (command.find(ParamType::c1g2_filter) != nullptr) {
    return bad_parameter({k_here, k_command, ParamType::c1g2_filter},
                         StatusCode::p_overflow_parameter, "this reader has no select filters");
  }
  if (const auto* control = command.find(ParamType::c1g2_rf_control)) {
    const auto mode = control->get_unsigned("ModeIndex");
    const auto tari = control->get_unsigned("Tari");
    if (mode >= capabilities_->modes.size()) {
      return bad_field({k_here, k_command, ParamType::c1g2_rf_control}, *control, "ModeIndex",
                       StatusCode::a_out_of_range, "the mode table has no such identifier");
    }
    if (tari != 0 && tari != capabilities_->modes[mode].tari_ns) {
      return bad_field({k_here, k_command, ParamType::c1g2_rf_control}, *control, "Tari",
                       StatusCode::a_out_of_range, "the mode has another Tari");
    }
    antenna.mode = static_cast<std::uint16_t>(mode);
  }
  if (const auto* control = command.find(ParamType::c1g2_singulation_control)) {
    antenna.session = static_cast<std::uint8_t>(control->get_unsigned("Session"));
    antenna.population = static_cast<std::uint16_t>(control->get_unsigned("TagPopulation"));
    antenna.transit_ms = static_cast<std::uint32_t>(control->get_unsigned("TagTransitTime"));
  }
  return {};
}

Verdict VirtualConfig::answer(const Element& request, Element& response) const {
  const auto wanted = request.get_unsigned("RequestedData");
  const auto antenna = request.get_unsigned("AntennaID");
  const auto has = [&](Part part) {
    return wanted == static_cast<std::uint64_t>(Part::all) ||
           wanted == static_cast<std::uint64_t>(part);
  };
  const bool one_gpi = request.get_unsigned("GPIPortNum") != 0 && has(Part::gpi);
  const bool one_gpo = request.get_unsigned("GPOPortNum") != 0 && has(Part::gpo);
  if ((has(Part::antenna_properties) || has(Part::antenna_configuration)) &&
      antenna > antennas_.size()) {
    return bad_field({}, request, "AntennaID", StatusCode::a_out_of_range,
                     "expected antenna " + one_to(antennas_.size()) + ", or 0 for all");
  }
  if (one_gpi || one_gpo) {
    return bad_field({}, request, one_gpi ? "GPIPortNum" : "GPOPortNum", StatusCode::a_out_of_range,
                     "this reader has no such port");
  }
  if (has(Part::identification)) response.add(identification_element(*capabilities_));
  const auto antennas = static_cast<std::uint16_t>(antennas_.size());
  for (std::uint16_t id = 1; id <= antennas; ++id) {
    if (antenna != 0 && antenna != id) continue;
    if (has(Part::antenna_properties)) {
      response.add(
          make(ParamType::antenna_properties).set("AntennaConnected", 1U).set("AntennaID", id));
    }
    if (has(Part::antenna_configuration)) response.add(antenna_element(id));
  }
  if (has(Part::events)) {
    Element spec = make(ParamType::reader_event_notification_spec);
    for (std::size_t type = 0; type < events_.size(); ++type) {
      spec.add(make(ParamType::event_notification_state)
                   .set("EventType", static_cast<std::uint16_t>(type))
                   .set("NotificationState", static_cast<unsigned>(events_[type])));
    }
    response.add(std::move(spec));
  }
  if (has(Part::report_spec)) response.add(report_spec_);
  if (has(Part::access_report)) response.add(access_report_spec_);
  if (has(Part::state_value)) response.add(make(ParamType::llrp_configuration_state_value));
  if (has(Part::keepalive_spec)) {
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(keepalive_).count();
    response.add(make(ParamType::keepalive_spec)
                     .set_name("KeepaliveTriggerType", ms == 0 ? "null" : "periodic")
                     .set("PeriodicTriggerValue", static_cast<std::uint32_t>(ms)));
  }
  if (has(Part::events_and_reports)) {
    response.add(make(ParamType::events_and_reports)
                     .set("HoldEventsAndReportsUponReconnect", static_cast<unsigned>(hold_)));
  }
  return {};
}

Element VirtualConfig::antenna_element(std::uint16_t id) const {
  const VirtualAntenna& antenna = antennas_[id - 1U];
  return make(ParamType::antenna_configuration)
      .set("AntennaID", id)
      .add(make(ParamType::rf_receiver).set("ReceiverSensitivity", k_only_sensitivity))
      .add(make(ParamType::rf_transmitter)
               .set("HopTableID", antenna.hop_table)
               .set("ChannelIndex", antenna.channel)
               .set("TransmitPower", antenna.power_index))
      .add(make(ParamType::c1g2_inventory_command)
               .add(make(ParamType::c1g2_rf_control).set("ModeIndex", antenna.mode))
               .add(make(ParamType::c1g2_singulation_control)
                        .set("Session", antenna.session)
                        .set("TagPopulation", antenna.population)
                        .set("TagTransitTime", antenna.transit_ms)));
}

}  // namespace plugtest::drivers
