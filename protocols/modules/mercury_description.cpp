#include "protocols/bits/hex.h"
#include "protocols/modules/frame_description.h"
#include "protocols/modules/mercury_format.h"
#include "protocols/modules/mercury_report.h"
#include "protocols/modules/mercury_status.h"

namespace plugtest::modules::mercury {

namespace {

std::string name_of(TagProtocol protocol) {
  switch (protocol) {
    case TagProtocol::iso18000_6b:
      return "iso18000-6b";
    case TagProtocol::gen2:
      return "gen2";
    case TagProtocol::ucode:
      return "ucode";
    case TagProtocol::ipx64:
      return "ipx64";
    case TagProtocol::ipx256:
      return "ipx256";
    case TagProtocol::ata:
      return "ata";
    case TagProtocol::none:
      break;
  }
  return "protocol " + std::to_string(static_cast<unsigned>(protocol));
}

void add_report(FrameDescription& out, const TagReport& report) {
  const Metadata& told = report.metadata;
  if (told.read_count) out.add("read-count", *told.read_count);
  if (told.rssi_dbm) out.add("rssi-dbm", *told.rssi_dbm);
  if (told.antenna) out.add("antenna", *told.antenna);
  if (told.frequency_khz) out.add("frequency-khz", *told.frequency_khz);
  if (told.timestamp_ms) out.add("timestamp-ms", *told.timestamp_ms);
  if (told.phase_degrees) out.add("phase-degrees", *told.phase_degrees);
  if (told.protocol) out.add("protocol", name_of(*told.protocol));
  if (told.data_bits && *told.data_bits > 0) out.add("data", bits::to_hex(told.data));
  if (told.gpio) out.add("gpio", *told.gpio);
  if (!report.pc.empty()) out.add("pc", bits::to_hex(report.pc));
  out.add("id", bits::to_hex(report.id));
  out.add("crc", report.crc);
}

}  // namespace

Result<FrameDescription> describe(std::span<const std::uint8_t> frame) {
  const auto view = decode(frame);
  if (!view) return fail(view.error());
  FrameDescription out;
  out.kind = view->from_module ? "answer" : "request";
  out.add("opcode", static_cast<std::int64_t>(view->opcode));
  out.add("name", std::string(to_string(view->opcode)));
  if (view->from_module) {
    out.add("status", view->status);
    out.add("meaning", status_text(view->status));
  }
  if (view->from_module && view->opcode == Opcode::read_tag_multiple && view->status == 0) {
    if (const auto report = parse_tag_report(view->data)) {
      out.kind = "tag-report";
      add_report(out, *report);
      return out;
    }
  }
  if (!view->data.empty()) out.add("data", bits::to_hex(view->data));
  return out;
}

}  // namespace plugtest::modules::mercury
