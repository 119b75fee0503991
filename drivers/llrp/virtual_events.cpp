#include "drivers/llrp/virtual_events.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace plugtest::drivers {

using llrp::Element;
using llrp::make;
using llrp::ParamType;
using model::LlrpQuirk;

std::uint16_t VirtualEvents::told_index(std::uint16_t spec) const {
  return config_.profile().has(LlrpQuirk::spec_index_0) ? std::uint16_t{0} : spec;
}

Element VirtualEvents::connection(std::string_view status) {
  return make(ParamType::connection_attempt_event).set_name("Status", status);
}

void VirtualEvents::rospec_start(std::uint32_t id) {
  outbox_.notify(
      event_type::k_rospec,
      make(ParamType::rospec_event).set_name("EventType", "start_of_rospec").set("ROSpecID", id));
}

void VirtualEvents::rospec_end(std::uint32_t id, std::optional<std::uint32_t> preempted_by) {
  outbox_.notify(event_type::k_rospec,
                 make(ParamType::rospec_event)
                     .set_name("EventType", preempted_by ? "preemption_of_rospec" : "end_of_rospec")
                     .set("ROSpecID", id)
                     .set("PreemptingROSpecID", preempted_by.value_or(0)));
}

void VirtualEvents::aispec_end(std::uint32_t id, std::uint16_t spec, const api::SlotCounts& slots) {
  constexpr std::uint32_t k_most = std::numeric_limits<std::uint16_t>::max();
  Element event =
      make(ParamType::aispec_event)
          .set("EventType",
               static_cast<std::uint8_t>(config_.profile().has(LlrpQuirk::aispec_event_type_1)))
          .set("ROSpecID", id)
          .set("SpecIndex", told_index(spec));
  if (!config_.event_enabled(event_type::k_aispec_with_details)) {
    outbox_.notify(event_type::k_aispec, std::move(event));
    return;
  }
  event.add(make(ParamType::c1g2_singulation_details)
                .set("NumCollisionSlots", std::min(slots.collided, k_most))
                .set("NumEmptySlots", std::min(slots.empty, k_most)));
  outbox_.notify(event_type::k_aispec_with_details, std::move(event));
}

void VirtualEvents::survey(std::uint32_t id, std::uint16_t spec, bool started) {
  outbox_.notify(event_type::k_survey,
                 make(ParamType::rf_survey_event)
                     .set_name("EventType", started ? "start_of_rf_survey" : "end_of_rf_survey")
                     .set("ROSpecID", id)
                     .set("SpecIndex", told_index(spec)));
}

void VirtualEvents::loop(std::uint32_t id, std::uint32_t loops) {
  outbox_.notify(event_type::k_loop,
                 make(ParamType::spec_loop_event).set("ROSpecID", id).set("LoopCount", loops));
}

void VirtualEvents::hop(std::uint16_t channel) {
  const bool hopping = config_.capabilities().hopping;
  outbox_.notify(
      event_type::k_hop,
      make(ParamType::hopping_event)
          .set("HopTableID", hopping ? config_.profile().first_hop_table : std::uint16_t{0})
          .set("NextChannelIndex", channel));
}

void VirtualEvents::buffer_level(unsigned percent) {
  if (percent >= 100) {
    outbox_.notify(event_type::k_buffer_warning,
                   Element(ParamType::report_buffer_overflow_error_event));
  } else if (config_.profile().fill_warning) {
    outbox_.notify(event_type::k_buffer_warning, make(ParamType::report_buffer_level_warning_event)
                                                     .set("ReportBufferPercentageFull", percent));
  }
}

void VirtualEvents::exception(std::uint32_t rospec, std::uint16_t spec, const std::string& what) {
  outbox_.notify(event_type::k_exception,
                 make(ParamType::reader_exception_event)
                     .set_text("Message", what)
                     .add(make(ParamType::rospec_id).set("ROSpecID", rospec))
                     .add(make(ParamType::spec_index).set("SpecIndex", told_index(spec))));
}

void VirtualEvents::input(std::uint16_t port, bool high) {
  outbox_.notify(event_type::k_gpi, make(ParamType::gpi_event)
                                        .set("GPIPortNumber", port)
                                        .set("GPIEvent", static_cast<unsigned>(high)));
}

void VirtualEvents::antenna(std::uint16_t port, bool connected) {
  outbox_.notify(
      event_type::k_antenna,
      make(ParamType::antenna_event)
          .set_name("EventType", connected ? "antenna_connected" : "antenna_disconnected")
          .set("AntennaID", port));
}

}  // namespace plugtest::drivers
