#include "drivers/mercury/translator.h"

#include "protocols/modules/byte_reader.h"
#include "protocols/modules/mercury_format.h"
#include "protocols/modules/mercury_status.h"

#include <string>

namespace plugtest::drivers {

namespace {

namespace mercury = modules::mercury;
using mercury::Opcode;
using mercury::Status;
using mercury::TagProtocol;

constexpr std::uint32_t k_turn_degrees = 360;
constexpr std::uint32_t k_turn_4096 = 4096;

std::optional<model::AirProtocol> protocol_of(TagProtocol protocol) {
  switch (protocol) {
    case TagProtocol::gen2:
      return model::AirProtocol::type_c;
    case TagProtocol::ipx64:
    case TagProtocol::ipx256:
      return model::AirProtocol::type_d;
    default:
      return std::nullopt;
  }
}

/// High nibble: the port that sends. Port 16 does not fit and is written as 0.
std::uint16_t sending_port(std::uint8_t antenna) {
  const auto port = static_cast<std::uint16_t>(antenna >> 4U);
  return port == 0 ? std::uint16_t{16} : port;
}

}  // namespace

Result<std::optional<model::Observation>> to_observation(const mercury::TagReport& report,
                                                         HostTime received) {
  const mercury::Metadata& told = report.metadata;
  const auto protocol = protocol_of(told.protocol.value_or(TagProtocol::gen2));
  if (!protocol) return std::nullopt;
  const auto uii = identity::Uii::from_bits(report.id, 8 * report.id.size());
  if (!uii) return fail(uii.error());
  model::Observation seen;
  seen.uii = *uii;
  seen.protocol = *protocol;
  seen.received = received;
  if (told.timestamp_ms)
    seen.first_seen = ReaderTime(std::chrono::milliseconds(*told.timestamp_ms));
  if (told.read_count) seen.seen_count = *told.read_count;
  if (told.antenna) seen.antenna = sending_port(*told.antenna);
  if (told.rssi_dbm) seen.rssi_mdbm = 1000 * *told.rssi_dbm;
  if (told.phase_degrees) {
    seen.phase_4096 = static_cast<std::uint16_t>(*told.phase_degrees * k_turn_4096 /
                                                 k_turn_degrees % k_turn_4096);
  }
  if (*protocol == model::AirProtocol::type_c) {
    if (report.pc.size() >= 2) seen.pc_word = modules::ByteReader(report.pc).u16();
    seen.crc = report.crc;
  }
  return seen;
}

namespace {

Result<void> translate_stream(const mercury::FrameView& frame, HostTime received,
                              ModuleSink& sink) {
  switch (static_cast<Status>(frame.status)) {
    case Status::ok:
      break;
    case Status::no_tags:  // a sign of life
      return {};
    default:
      sink.on_event(
          {.text = "the module says: " + mercury::status_text(frame.status), .notable = true});
      return {};
  }
  if (frame.data.empty()) return {};
  const auto kind = mercury::stream_kind(frame.data);
  if (!kind) return fail(kind.error());
  if (*kind != mercury::StreamKind::tag) return {};
  const auto report = mercury::parse_tag_report(frame.data);
  if (!report) return fail(report.error());
  const auto seen = to_observation(*report, received);
  if (!seen) return fail(seen.error());
  if (*seen) sink.on_observations(std::span(&**seen, 1));
  return {};
}

}  // namespace

Result<void> MercuryTranslator::translate(std::span<const std::uint8_t> frame, HostTime received,
                                          ModuleSink& sink) {
  const auto view = mercury::decode(frame);
  if (!view) return fail(view.error());
  if (!view->from_module) return {};
  if (view->opcode == Opcode::read_tag_multiple) return translate_stream(*view, received, sink);
  if (view->opcode == Opcode::boot_firmware) {
    sink.on_event({.text = "the module has started", .notable = true, .banner = "boot"});
  }
  return {};
}

}  // namespace plugtest::drivers
