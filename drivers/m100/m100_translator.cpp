#include "drivers/m100/m100_translator.h"

#include "protocols/modules/m100_command.h"

namespace plugtest::drivers {

namespace m100 = modules::m100;

Result<std::optional<model::Observation>> translate_m100(const m100::FrameView& frame,
                                                         HostTime received) {
  if (frame.type != m100::Type::notice || frame.command != m100::Command::single_poll) {
    return std::optional<model::Observation>();
  }
  const auto report = m100::parse_tag_report(frame.parameters);
  if (!report) return fail(report.error());
  const auto uii = identity::Uii::from_bits(report->epc, report->epc.size() * 8);
  if (!uii) return fail(uii.error());
  model::Observation observation;
  observation.uii = *uii;
  observation.received = received;
  observation.seen_count = 1;
  observation.rssi_mdbm = report->rssi_dbm * 1000;
  observation.pc_word = report->pc;
  observation.crc = report->crc;
  return std::optional(observation);
}

}  // namespace plugtest::drivers
