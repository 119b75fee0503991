#include "protocols/bits/hex.h"
#include "protocols/modules/frame_description.h"
#include "protocols/modules/m100_command.h"
#include "protocols/modules/m100_format.h"

namespace plugtest::modules::m100 {

namespace {

std::string kind_of(Type type) {
  switch (type) {
    case Type::command:
      return "command";
    case Type::response:
      return "response";
    case Type::notice:
      break;
  }
  return "notice";
}

}  // namespace

Result<FrameDescription> describe(std::span<const std::uint8_t> frame) {
  const auto view = decode(frame);
  if (!view) return fail(view.error());
  FrameDescription out;
  out.kind = kind_of(view->type);
  out.add("command", static_cast<std::int64_t>(view->command));
  out.add("name", std::string(to_string(view->command)));
  if (view->type == Type::notice) {
    if (const auto tag = parse_tag_report(view->parameters)) {
      out.kind = "tag-report";
      out.add("rssi-dbm", tag->rssi_dbm);
      out.add("pc", tag->pc);
      out.add("epc", bits::to_hex(tag->epc));
      out.add("crc", tag->crc);
      return out;
    }
  }
  if (view->command == Command::error) {
    if (const auto error = parse_error(view->parameters)) {
      out.kind = "error";
      out.add("code", error->code);
      out.add("meaning", failure_text(error->code));
      if (error->pc) {
        out.add("pc", *error->pc);
        out.add("epc", bits::to_hex(error->epc));
      }
      return out;
    }
  }
  if (!view->parameters.empty()) out.add("parameters", bits::to_hex(view->parameters));
  return out;
}

}  // namespace plugtest::modules::m100
