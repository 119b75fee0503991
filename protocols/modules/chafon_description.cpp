#include "protocols/bits/hex.h"
#include "protocols/modules/chafon_command.h"
#include "protocols/modules/chafon_format.h"
#include "protocols/modules/frame_description.h"

namespace plugtest::modules::chafon {

namespace {

/// No mark says who wrote a frame. Replies of an inventory are known by what they hold; of other
/// commands, a frame is taken for a reply when its status is one that the manual names.
bool names_status(std::uint8_t status) {
  return status_text(status).find("not known") == std::string::npos;
}

bool add_tags(FrameDescription& out, Data data) {
  auto reply = parse_inventory_reply(data, Variant::reader288);
  if (!reply) reply = parse_inventory_reply(data, Variant::reader18);
  if (!reply) return false;
  if (reply->antennas) out.add("antennas", *reply->antennas);
  out.add("tags", static_cast<std::int64_t>(reply->tags.size()));
  std::string epcs;
  std::string levels;
  for (const InventoriedTag& tag : reply->tags) {
    if (!epcs.empty()) epcs += ",";
    epcs += bits::to_hex(tag.epc);
    if (!tag.rssi) continue;
    if (!levels.empty()) levels += ",";
    levels += std::to_string(*tag.rssi);
  }
  if (!epcs.empty()) out.add("epc", epcs);
  if (!levels.empty()) out.add("rssi-index", levels);
  return true;
}

FrameDescription begin(const char* kind, const FrameView& view) {
  FrameDescription out{.kind = kind, .fields = {}};
  out.add("address", view.address);
  out.add("command", static_cast<std::int64_t>(view.command));
  out.add("name", std::string(to_string(view.command)));
  return out;
}

}  // namespace

Result<FrameDescription> describe_request(std::span<const std::uint8_t> frame) {
  const auto request = decode(frame, Side::host);
  if (!request) return fail(request.error());
  FrameDescription out = begin("request", *request);
  if (!request->data.empty()) out.add("data", bits::to_hex(request->data));
  return out;
}

Result<FrameDescription> describe(std::span<const std::uint8_t> frame) {
  const auto request = decode(frame, Side::host);
  if (!request) return fail(request.error());
  const auto reply = decode(frame, Side::reader);
  const bool of_reader = reply && names_status(reply->status) && request->address != k_any_address;
  if (of_reader) {
    FrameDescription tags;
    const bool inventory =
        reply->command == Command::inventory && !reply->data.empty() && add_tags(tags, reply->data);
    FrameDescription out = begin(inventory ? "inventory" : "reply", *reply);
    out.add("status", reply->status);
    out.add("meaning", status_text(reply->status));
    if (inventory) {
      for (auto& field : tags.fields) out.fields.push_back(std::move(field));
    } else if (!reply->data.empty()) {
      out.add("data", bits::to_hex(reply->data));
    }
    return out;
  }
  return describe_request(frame);
}

}  // namespace plugtest::modules::chafon
