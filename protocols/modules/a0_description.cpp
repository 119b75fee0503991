#include "protocols/bits/hex.h"
#include "protocols/modules/a0_command.h"
#include "protocols/modules/a0_format.h"
#include "protocols/modules/frame_description.h"

namespace plugtest::modules::a0 {

namespace {

bool is_inventory(Command command) {
  return command == Command::real_time_inventory || command == Command::fast_switch_inventory ||
         command == Command::session_inventory;
}

void add_tag(FrameDescription& out, const TagReport& tag) {
  out.add("frequency-index", tag.frequency);
  out.add("antenna", tag.antenna);
  out.add("pc", tag.pc);
  out.add("epc", bits::to_hex(tag.epc));
  out.add("rssi-index", tag.rssi);
}

/// What stands for requests as well as for replies is described as what it more likely is: one byte
/// that is a known status is one.
bool is_status(Data data) {
  const auto status = status_of(data);
  return status && status_text(*status).find("not known") == std::string::npos;
}

}  // namespace

Result<FrameDescription> describe(std::span<const std::uint8_t> frame) {
  const auto view = decode(frame);
  if (!view) return fail(view.error());
  FrameDescription out;
  out.kind = "frame";
  out.add("address", view->address);
  out.add("command", static_cast<std::int64_t>(view->command));
  out.add("name", std::string(to_string(view->command)));
  if (is_inventory(view->command)) {
    if (is_summary(view->data)) {
      const auto summary = parse_summary(view->data);
      out.kind = "summary";
      out.add("antenna", summary->antenna);
      out.add("reads-per-s", summary->reads_per_s);
      out.add("reads", summary->reads);
      return out;
    }
    if (const auto tag = parse_tag_report(view->data)) {
      out.kind = "tag-report";
      add_tag(out, *tag);
      return out;
    }
  }
  if (is_status(view->data)) {
    out.kind = "status";
    out.add("status", view->data[0]);
    out.add("meaning", status_text(view->data[0]));
  } else if (!view->data.empty()) {
    out.add("data", bits::to_hex(view->data));
  }
  return out;
}

}  // namespace plugtest::modules::a0
