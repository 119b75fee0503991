#include "drivers/llrp/requests.h"

#include "protocols/llrp/lab_extension.h"

#include <array>

namespace plugtest::drivers {

namespace {

using llrp::Element;
using llrp::make;
using llrp::Message;
using llrp::MessageType;
using llrp::ParamType;

Element event_states() {
  constexpr std::array<std::string_view, 5> k_wanted = {
      "rospec_event", "report_buffer_fill_warning", "reader_exception_event", "aispec_event",
      "antenna_event"};
  Element spec = make(ParamType::reader_event_notification_spec);
  for (const auto name : k_wanted) {
    spec.add(make(ParamType::event_notification_state)
                 .set_name("EventType", name)
                 .set("NotificationState", 1U));
  }
  return spec;
}

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

Element transmitter(const LlrpAntenna& now, const LlrpAntenna& asked, const LlrpTables& tables) {
  constexpr std::uint16_t k_first = 1;
  // An index that the reader does not use (HopTableID when it does not hop, and the reverse) stays
  // as it was; one that it uses must exist.
  std::uint16_t hop_table = now.hop_table.value_or(0);
  std::uint16_t channel = now.channel.value_or(0);
  if (tables.hopping && hop_table == 0) hop_table = tables.hop_table.value_or(k_first);
  if (!tables.hopping && channel == 0) channel = k_first;
  return make(ParamType::rf_transmitter)
      .set("HopTableID", hop_table)
      .set("ChannelIndex", channel)
      .set("TransmitPower", asked.power_index.value_or(now.power_index.value_or(k_first)));
}

Element inventory_command(const LlrpAntenna& now, const LlrpAntenna& asked, std::uint16_t tari_ns) {
  Element command = make(ParamType::c1g2_inventory_command);
  const auto mode = asked.mode ? asked.mode : now.mode;
  if (mode) {
    command.add(make(ParamType::c1g2_rf_control)
                    .set("ModeIndex", static_cast<std::uint16_t>(*mode))
                    .set("Tari", tari_ns));
  }
  command.add(make(ParamType::c1g2_singulation_control)
                  .set("Session", asked.session.value_or(now.session.value_or(std::uint8_t{0})))
                  .set("TagPopulation",
                       asked.population.value_or(now.population.value_or(std::uint16_t{1}))));
  return command;
}

Element inventory_spec(std::uint16_t id, model::AirProtocol protocol) {
  Element spec = make(ParamType::inventory_parameter_spec).set("InventoryParameterSpecID", id);
  if (protocol == model::AirProtocol::type_c) return spec.set_name("ProtocolID", "epcglobal_c1g2");
  return spec.set_name("ProtocolID", "unspecified").add(llrp::lab_extension::type_d_inventory());
}

}  // namespace

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

Message connection_settings(std::uint32_t keepalive_ms) {
  Message message(MessageType::set_reader_config);
  message.body.add(event_states());
  message.body.add(make(ParamType::keepalive_spec)
                       .set_name("KeepaliveTriggerType", "periodic")
                       .set("PeriodicTriggerValue", keepalive_ms));
  message.body.add(make(ParamType::events_and_reports));
  return message;
}

Message antenna_settings(std::span<const std::uint16_t> antennas,
                         const std::map<std::uint16_t, LlrpAntenna>& now, const LlrpAntenna& asked,
                         const LlrpTables& tables, std::uint16_t tari_ns) {
  Message message(MessageType::set_reader_config);
  for (const auto port : antennas) {
    const auto found = now.find(port);
    const LlrpAntenna current = found == now.end() ? LlrpAntenna{} : found->second;
    message.body.add(make(ParamType::antenna_configuration)
                         .set("AntennaID", port)
                         .add(transmitter(current, asked, tables))
                         .add(inventory_command(current, asked, tari_ns)));
  }
  return message;
}

Message add_rospec(std::uint32_t id, std::span<const std::uint16_t> antennas,
                   std::span<const model::AirProtocol> protocols) {
  Element inventory = make(ParamType::aispec);
  inventory.set("AntennaIDs", llrp::Words(antennas.begin(), antennas.end()));
  inventory.add(make(ParamType::aispec_stop_trigger));
  std::uint16_t next_spec = 1;
  for (const model::AirProtocol protocol : protocols) {
    inventory.add(inventory_spec(next_spec++, protocol));
  }
  Message message(MessageType::add_rospec);
  message.body.add(make(ParamType::rospec)
                       .set("ROSpecID", id)
                       .add(make(ParamType::ro_boundary_spec)
                                .add(make(ParamType::rospec_start_trigger))
                                .add(make(ParamType::rospec_stop_trigger)))
                       .add(std::move(inventory))
                       .add(make(ParamType::ro_report_spec)
                                .set_name("ROReportTrigger", "n_tags_or_end_of_rospec")
                                .add(report_content())));
  return message;
}

Message rospec_request(MessageType type, std::uint32_t id) {
  Message message(type);
  message.body.set("ROSpecID", id);
  return message;
}

}  // namespace plugtest::drivers
