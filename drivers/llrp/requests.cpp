#include "drivers/llrp/requests.h"

#include "protocols/llrp/impinj.h"
#include "protocols/llrp/lab_extension.h"
#include "protocols/llrp/vendor.h"
#include "protocols/llrp/zebra.h"

#include <algorithm>
#include <array>

namespace plugtest::drivers {

namespace {

using llrp::Element;
using llrp::make;
using llrp::Message;
using llrp::MessageType;
using llrp::ParamType;

Element event_states(const LlrpTables& tables) {
  constexpr std::array<std::string_view, 5> k_wanted = {
      "rospec_event", "report_buffer_fill_warning", "reader_exception_event", "aispec_event",
      "antenna_event"};
  Element spec = make(ParamType::reader_event_notification_spec);
  const auto enable = [&spec](std::string_view name) {
    spec.add(make(ParamType::event_notification_state)
                 .set_name("EventType", name)
                 .set("NotificationState", 1U));
  };
  for (const auto name : k_wanted) enable(name);
  if (tables.inputs > 0) enable("gpi_event");
  return spec;
}

/// Impinj's: one Custom in the ROReportSpec with a Custom for each wish inside.
Element impinj_wishes(const model::ReportWishes& wishes) {
  constexpr std::uint16_t k_enabled = 1;
  Element selector = llrp::make_vendor(llrp::k_impinj, llrp::impinj::report_selector);
  const auto enable = [&](bool wanted, std::uint32_t subtype, std::string_view field) {
    if (!wanted) return;
    selector.add(llrp::seal(llrp::make_vendor(llrp::k_impinj, subtype).set(field, k_enabled)));
  };
  enable(wishes.tid, llrp::impinj::enable_tid, "SerializedTIDMode");
  enable(wishes.phase, llrp::impinj::enable_phase, "RFPhaseAngleMode");
  enable(wishes.fine_rssi, llrp::impinj::enable_peak_rssi, "PeakRSSIMode");
  enable(wishes.doppler, llrp::impinj::enable_doppler, "RFDopplerFrequencyMode");
  return llrp::seal(selector);
}

void add_wishes(const ReportOptions& report, std::uint32_t extension_vendor, Element& spec) {
  if (report.lab) spec.add(llrp::lab_extension::phase_reports(extension_vendor));
  if (report.impinj && report.wishes.any()) {
    spec.add(impinj_wishes(report.wishes));
  } else if (report.zebra && report.wishes.phase) {
    spec.add(llrp::seal(
        llrp::make_vendor(llrp::k_zebra, llrp::zebra::report_selector).set("EnablePhase", 1U)));
  }
}

Element inventory_spec(std::uint16_t id, model::AirProtocol protocol,
                       std::uint32_t extension_vendor) {
  Element spec = make(ParamType::inventory_parameter_spec).set("InventoryParameterSpecID", id);
  if (protocol == model::AirProtocol::type_c) return spec.set_name("ProtocolID", "epcglobal_c1g2");
  return spec.set_name("ProtocolID", "unspecified")
      .add(llrp::lab_extension::type_d_inventory(extension_vendor));
}

}  // namespace

Element report_content() {
  Element content = make(ParamType::tag_report_content_selector);
  for (const auto name :
       {"EnableROSpecID", "EnableAntennaID", "EnableChannelIndex", "EnablePeakRSSI",
        "EnableFirstSeenTimestamp", "EnableLastSeenTimestamp", "EnableTagSeenCount"}) {
    content.set(name, 1U);
  }
  content.add(
      make(ParamType::c1g2_epc_memory_selector).set("EnableCRC", 1U).set("EnablePCBits", 1U));
  return content;
}

Message capabilities_request() {
  Message message(MessageType::get_reader_capabilities);
  message.body.set_name("RequestedData", "all");
  return message;
}

Message config_request(std::string_view requested) {
  Message message(MessageType::get_reader_config);
  message.body.set_name("RequestedData", requested);
  return message;
}

Message connection_settings(std::uint32_t keepalive_ms, const LlrpTables& tables) {
  Message message(MessageType::set_reader_config);
  message.body.add(event_states(tables));
  message.body.add(make(ParamType::keepalive_spec)
                       .set_name("KeepaliveTriggerType", "periodic")
                       .set("PeriodicTriggerValue", keepalive_ms));
  // Who holds nothing back may refuse to be told so.
  if (tables.can_hold) {
    message.body.add(
        make(ParamType::events_and_reports).set("HoldEventsAndReportsUponReconnect", 1U));
  }
  return message;
}

Message input_settings(std::uint16_t count) {
  Message message(MessageType::set_reader_config);
  for (std::uint16_t port = 1; port <= count; ++port) {
    message.body.add(make(ParamType::gpi_port_current_state)
                         .set("GPIPortNum", port)
                         .set("Config", 1U)
                         .set_name("State", "unknown"));
  }
  return message;
}

Message add_rospec(std::uint32_t id, std::span<const std::uint16_t> antennas,
                   std::span<const model::AirProtocol> protocols, const ReportOptions& report,
                   std::uint32_t extension_vendor) {
  Element inventory = make(ParamType::aispec);
  inventory.set("AntennaIDs", llrp::Words(antennas.begin(), antennas.end()));
  inventory.add(make(ParamType::aispec_stop_trigger));
  std::uint16_t next_spec = 1;
  for (const model::AirProtocol protocol : protocols) {
    inventory.add(inventory_spec(next_spec++, protocol, extension_vendor));
  }
  Element reports = make(ParamType::ro_report_spec)
                        .set_name("ROReportTrigger", "n_tags_or_end_of_rospec")
                        .add(report_content());
  add_wishes(report, extension_vendor, reports);
  Message message(MessageType::add_rospec);
  message.body.add(make(ParamType::rospec)
                       .set("ROSpecID", id)
                       .add(make(ParamType::ro_boundary_spec)
                                .add(make(ParamType::rospec_start_trigger))
                                .add(make(ParamType::rospec_stop_trigger)))
                       .add(std::move(inventory))
                       .add(std::move(reports)));
  return message;
}

Message rospec_request(MessageType type, std::uint32_t id) {
  Message message(type);
  message.body.set("ROSpecID", id);
  return message;
}

Message accessspec_request(MessageType type, std::uint32_t id) {
  Message message(type);
  message.body.set("AccessSpecID", id);
  return message;
}

bool has_enabled_rospec(const Message& response, std::uint32_t id) {
  return std::ranges::any_of(response.body.children(), [id](const Element& child) {
    return child.is(ParamType::rospec) && child.get_unsigned("ROSpecID") == id &&
           child.get_name("CurrentState") != "disabled";
  });
}

bool takes_extensions(const Element& custom_message, llrp::Version version) {
  const auto opened = llrp::open_custom(custom_message, version);
  if (!opened || !*opened ||
      (*opened)->definition() !=
          &llrp::find_vendor_message(llrp::k_impinj, llrp::impinj::enable_extensions_response)
               ->layout) {
    return false;
  }
  const Element* status = (*opened)->find(ParamType::llrp_status);
  return status != nullptr && status->get_unsigned("StatusCode") == 0;
}

}  // namespace plugtest::drivers
