#include "drivers/llrp/virtual_config.h"

#include "drivers/llrp/expressible.h"
#include "drivers/llrp/virtual_capabilities.h"

#include <string>
#include <utility>

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

bool wants(const Element& request, Part part) {
  const auto wanted = request.get_unsigned("RequestedData");
  return wanted == static_cast<std::uint64_t>(Part::all) ||
         wanted == static_cast<std::uint64_t>(part);
}

Element factory_report_spec() {
  // Clients that set nothing see every report at once, with everything in it.
  constexpr std::uint16_t k_each = 1;
  Element content = make(ParamType::tag_report_content_selector);
  for (const auto& field : content.definition()->fields) {
    const bool standard = field.versions.contains(llrp::Version::v1_0_1);
    if (!field.name.empty() && standard) content.set(field.name, 1U);
  }
  return make(ParamType::ro_report_spec)
      .set_name("ROReportTrigger", "n_tags_or_end_of_rospec")
      .set("N", k_each)
      .add(std::move(content));
}

std::string one_to(std::size_t last) { return "1 to " + std::to_string(last); }

tl::unexpected<llrp::DecodeError> no_port(const Element& owner, std::string_view field,
                                          std::size_t ports) {
  const auto here = static_cast<ParamType>(owner.type());
  return bad_field({here}, owner, field, StatusCode::a_out_of_range,
                   ports == 0 ? "this reader has no such ports" : "expected port " + one_to(ports));
}

}  // namespace

VirtualConfig::VirtualConfig(const api::RadioCapabilities& capabilities,
                             const model::LlrpProfile& profile, api::ReaderPorts* ports)
    : capabilities_(&capabilities),
      profile_(&profile),
      ports_(ports),
      rules_(capabilities, profile),
      antennas_(capabilities.antenna_count, rules_.factory()),
      inputs_enabled_(capabilities.gpi_count, false),
      outputs_(capabilities.gpo_count, false),
      report_spec_(factory_report_spec()),
      access_report_spec_(ParamType::access_report_spec) {}

void VirtualConfig::reset() {
  const auto state_value = state_value_;
  *this = VirtualConfig(*capabilities_, *profile_, ports_);
  state_value_ = state_value;
}

Verdict VirtualConfig::apply(const Element& request) {
  const bool reset_first = request.get_flag("ResetToFactoryDefault");
  if (!reset_first && request.children().empty()) {
    return tl::unexpected(
        llrp::DecodeError{.error = {ErrorCode::refused, "SET_READER_CONFIG asks for nothing"},
                          .status = StatusCode::m_missing_parameter});
  }
  VirtualConfig next = *this;
  if (reset_first) next.reset();
  auto changed = next.change(request);
  if (!changed) return changed;
  *this = std::move(next);
  note_change();
  if (ports_ == nullptr) return {};
  for (std::size_t i = 0; i < outputs_.size(); ++i) {
    ports_->set_output(static_cast<std::uint16_t>(i + 1), outputs_[i]);
  }
  return {};
}

Verdict VirtualConfig::change(const Element& request) {
  if (auto changed = rules_.change(request, {}, antennas_); !changed) return changed;
  for (const auto& child : request.children()) {
    if (auto changed = change_part(child); !changed) return changed;
  }
  return {};
}

Verdict VirtualConfig::change_part(const Element& part) {
  if (part.is(ParamType::reader_event_notification_spec)) {
    for (const auto& state : part.children()) {
      events_[state.get_unsigned("EventType")] = state.get_flag("NotificationState");
    }
  } else if (part.is(ParamType::ro_report_spec)) {
    report_spec_ = part;
  } else if (part.is(ParamType::access_report_spec)) {
    access_report_spec_ = part;
  } else if (part.is(ParamType::keepalive_spec)) {
    return change_keepalive(part);
  } else if (part.is(ParamType::events_and_reports)) {
    if (!profile_->event_holding) {
      return bad_parameter({ParamType::events_and_reports}, StatusCode::p_unsupported_parameter,
                           "this reader holds nothing back");
    }
    hold_ = part.get_flag("HoldEventsAndReportsUponReconnect");
  } else if (part.is(ParamType::antenna_properties)) {
    return bad_parameter({ParamType::antenna_properties}, StatusCode::p_unsupported_parameter,
                         "this reader cannot set antenna properties");
  } else if (part.is(ParamType::gpo_write_data)) {
    return change_output(part);
  } else if (part.is(ParamType::gpi_port_current_state)) {
    return change_input(part);
  }
  return {};
}

Verdict VirtualConfig::change_keepalive(const Element& spec) {
  const auto period = spec.get_unsigned("PeriodicTriggerValue");
  const bool periodic = spec.get_unsigned("KeepaliveTriggerType") != 0;
  if (periodic && period == 0) {
    return bad_field({ParamType::keepalive_spec}, spec, "PeriodicTriggerValue",
                     StatusCode::a_out_of_range, "a keepalive period is at least 1 ms");
  }
  keepalive_ = std::chrono::milliseconds(periodic ? period : 0);
  return {};
}

Verdict VirtualConfig::change_output(const Element& data) {
  const auto port = data.get_unsigned("GPOPortNumber");
  if (port == 0 || port > outputs_.size()) return no_port(data, "GPOPortNumber", outputs_.size());
  outputs_[port - 1] = data.get_flag("GPOData");
  return {};
}

/// Whether the port is enabled; the state that goes with it is not looked at (13.2.6.3).
Verdict VirtualConfig::change_input(const Element& state) {
  const auto port = state.get_unsigned("GPIPortNum");
  if (port == 0 || port > inputs_enabled_.size()) {
    return no_port(state, "GPIPortNum", inputs_enabled_.size());
  }
  inputs_enabled_[port - 1] = state.get_flag("Config");
  return {};
}

Verdict VirtualConfig::answer(const Element& request, llrp::Version version,
                              Element& response) const {
  const auto refuse = [&](std::string_view field, std::size_t last) {
    return bad_field({}, request, field, StatusCode::a_out_of_range,
                     "expected " + one_to(last) + ", or 0 for all");
  };
  if ((wants(request, Part::antenna_properties) || wants(request, Part::antenna_configuration)) &&
      request.get_unsigned("AntennaID") > antennas_.size()) {
    return refuse("AntennaID", antennas_.size());
  }
  if (wants(request, Part::gpi) && request.get_unsigned("GPIPortNum") > inputs_enabled_.size()) {
    return refuse("GPIPortNum", inputs_enabled_.size());
  }
  if (wants(request, Part::gpo) && request.get_unsigned("GPOPortNum") > outputs_.size()) {
    return refuse("GPOPortNum", outputs_.size());
  }
  if (wants(request, Part::identification)) response.add(identification_element(*capabilities_));
  answer_antennas(request, version, response);
  if (wants(request, Part::events)) response.add(event_spec(version));
  if (wants(request, Part::report_spec) && is_expressible(report_spec_, version)) {
    response.add(report_spec_);
  }
  if (wants(request, Part::access_report)) response.add(access_report_spec_);
  if (wants(request, Part::state_value)) {
    response.add(make(ParamType::llrp_configuration_state_value)
                     .set("LLRPConfigurationStateValue", state_value_));
  }
  if (wants(request, Part::keepalive_spec)) {
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(keepalive_).count();
    response.add(make(ParamType::keepalive_spec)
                     .set_name("KeepaliveTriggerType", ms == 0 ? "null" : "periodic")
                     .set("PeriodicTriggerValue", static_cast<std::uint32_t>(ms)));
  }
  answer_ports(request, response);
  if (wants(request, Part::events_and_reports) && profile_->event_holding) {
    response.add(make(ParamType::events_and_reports)
                     .set("HoldEventsAndReportsUponReconnect", static_cast<unsigned>(hold_)));
  }
  return {};
}

void VirtualConfig::answer_antennas(const Element& request, llrp::Version version,
                                    Element& response) const {
  const auto asked = request.get_unsigned("AntennaID");
  for (std::uint16_t id = 1; id <= antennas_.size(); ++id) {
    if (asked != 0 && asked != id) continue;
    if (wants(request, Part::antenna_properties)) {
      const bool connected = ports_ == nullptr || ports_->antenna(id);
      response.add(make(ParamType::antenna_properties)
                       .set("AntennaConnected", static_cast<unsigned>(connected))
                       .set("AntennaID", id));
    }
    if (wants(request, Part::antenna_configuration)) {
      response.add(rules_.element(id, antennas_[id - 1U], version));
    }
  }
}

void VirtualConfig::answer_ports(const Element& request, Element& response) const {
  const auto input = request.get_unsigned("GPIPortNum");
  const auto output = request.get_unsigned("GPOPortNum");
  for (std::uint16_t port = 1; wants(request, Part::gpi) && port <= inputs_enabled_.size();
       ++port) {
    if (input != 0 && input != port) continue;
    const bool high = ports_ != nullptr && ports_->input(port);
    response.add(make(ParamType::gpi_port_current_state)
                     .set("GPIPortNum", port)
                     .set("Config", static_cast<unsigned>(input_enabled(port)))
                     .set_name("State", high ? "high" : "low"));
  }
  for (std::uint16_t port = 1; wants(request, Part::gpo) && port <= outputs_.size(); ++port) {
    if (output != 0 && output != port) continue;
    response.add(make(ParamType::gpo_write_data)
                     .set("GPOPortNumber", port)
                     .set("GPOData", static_cast<unsigned>(outputs_[port - 1U])));
  }
}

Element VirtualConfig::event_spec(llrp::Version version) const {
  Element spec = make(ParamType::reader_event_notification_spec);
  for (std::uint16_t type = 0; type < events_.size(); ++type) {
    Element state = make(ParamType::event_notification_state)
                        .set("EventType", type)
                        .set("NotificationState", static_cast<unsigned>(events_[type]));
    if (is_expressible(state, version)) spec.add(std::move(state));
  }
  return spec;
}

}  // namespace plugtest::drivers
