#include "drivers/a0/a0_translator.h"

#include "protocols/modules/a0_command.h"

namespace plugtest::drivers {

namespace a0 = modules::a0;

Result<std::optional<model::Observation>> translate_a0(const a0::FrameView& frame,
                                                       HostTime received) {
  switch (frame.command) {
    case a0::Command::real_time_inventory:
    case a0::Command::fast_switch_inventory:
    case a0::Command::session_inventory:
      break;
    default:
      return std::optional<model::Observation>();
  }
  if (!a0::is_tag_report(frame.data)) return std::optional<model::Observation>();
  const auto report = a0::parse_tag_report(frame.data);
  if (!report) return fail(report.error());
  auto uii = identity::Uii::from_bits(report->epc, report->epc.size() * 8);
  if (!uii) return fail(uii.error());
  model::Observation observation;
  observation.uii = *uii;
  observation.received = received;
  observation.seen_count = 1;
  observation.antenna = report->antenna;
  observation.rssi_index = report->rssi;
  // The index counts from 0 in the table of the region.
  observation.channel_index = static_cast<std::uint16_t>(report->frequency + 1);
  observation.pc_word = report->pc;
  return std::optional(observation);
}

}  // namespace plugtest::drivers
