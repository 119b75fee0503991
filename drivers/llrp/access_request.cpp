#include "drivers/llrp/access_request.h"

#include "drivers/llrp/bit_fields.h"
#include "drivers/llrp/llrp_session.h"
#include "drivers/llrp/requests.h"
#include "protocols/llrp/impinj.h"
#include "protocols/llrp/vendor.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

namespace plugtest::drivers {

namespace {

using llrp::Element;
using llrp::make;
using llrp::Message;
using llrp::MessageType;
using llrp::ParamType;
using llrp::Version;
using model::AccessOrder;
using model::AccessRequest;
using Kind = AccessRequest::Kind;
namespace impinj = llrp::impinj;

constexpr const char* k_no_such_bank = "a tag has the memory banks 0 to 3";

tl::unexpected<Error> refuse(std::string why) { return fail(ErrorCode::refused, std::move(why)); }

// --- which tags (15.2.1.3.1)

Result<Element> tag_spec(const std::optional<model::TagFilter>& filter) {
  constexpr std::uint8_t k_epc_bank = 1;
  Element target = make(ParamType::c1g2_target_tag).set("Match", 1U).set("MB", k_epc_bank);
  if (filter) {
    if (filter->bank > 3) return refuse(k_no_such_bank);
    if (filter->bit_pointer > std::numeric_limits<std::uint16_t>::max()) {
      return refuse("LLRP counts the bits of a filter up to 65535");
    }
    llrp::BitString all = to_llrp(filter->mask);
    std::ranges::fill(all.bytes, std::uint8_t{0xFF});
    const unsigned unused = static_cast<unsigned>(all.bytes.size() * 8 - all.bits);
    if (unused > 0) all.bytes.back() = static_cast<std::uint8_t>(0xFFU << unused);
    target.set("MB", filter->bank)
        .set("Pointer", static_cast<std::uint16_t>(filter->bit_pointer))
        .set("TagMask", std::move(all))
        .set("TagData", to_llrp(filter->mask));
  }
  return make(ParamType::c1g2_tag_spec).add(std::move(target));
}

// --- operations (15.2.1.3.2)

/// The payload of the air command as C1G2LockPayloads: ten bits of mask over ten of action, two for
/// each field in the order kill password, access password, EPC, TID, user.
Result<Element> lock(const AccessRequest& request) {
  constexpr std::array<std::pair<unsigned, std::string_view>, 4> k_privileges{
      {{0b1010, "read_write"},
       {0b1111, "perma_lock"},
       {0b1101, "perma_unlock"},
       {0b1000, "unlock"}}};
  Element element = make(ParamType::c1g2_lock);
  for (std::uint8_t field = 0; field < 5; ++field) {
    const unsigned shift = 8U - 2U * field;
    const unsigned mask = (request.payload >> (shift + 10U)) & 3U;
    if (mask == 0) continue;
    const unsigned both = mask << 2U | (request.payload >> shift & mask);
    const auto privilege =
        std::ranges::find(k_privileges, both, &std::pair<unsigned, std::string_view>::first);
    if (privilege == k_privileges.end()) {
      return refuse(
          "LLRP locks, unlocks, permalocks or permaunlocks a field; the lock payload says "
          "something else of field " +
          std::to_string(field));
    }
    element.add(make(ParamType::c1g2_lock_payload)
                    .set_name("Privilege", privilege->second)
                    .set("DataField", field));
  }
  if (element.children().empty()) return refuse("a lock payload without any field");
  return element;
}

Element memory(ParamType type, const AccessRequest& request) {
  return make(type)
      .set("MB", request.bank)
      .set("WordPointer", static_cast<std::uint16_t>(request.word_pointer));
}

/// Fields of the permalock operations, which LLRP 1.1 and Impinj have alike.
Element& permalock(Element& element, const AccessRequest& request, std::uint16_t id) {
  element.set("OpSpecID", id)
      .set("AccessPassword", request.password)
      .set("MB", request.bank)
      .set("BlockPointer", static_cast<std::uint16_t>(request.word_pointer));
  return request.kind == Kind::block_permalock ? element.set("BlockMask", llrp::Words(request.data))
                                               : element.set("BlockRange", request.word_count);
}

Result<Element> permalock(const AccessRequest& request, std::uint16_t id, const LlrpPeer& peer) {
  const bool sets = request.kind == Kind::block_permalock;
  if (peer.impinj) {
    Element custom = llrp::make_vendor(
        llrp::k_impinj, sets ? impinj::block_permalock : impinj::get_block_permalock_status);
    return llrp::seal(permalock(custom, request, id));
  }
  if (peer.version < Version::v1_1) {
    return refuse("block permalock takes LLRP 1.1, the reader speaks 1.0.1");
  }
  Element element =
      make(sets ? ParamType::c1g2_block_permalock : ParamType::c1g2_get_block_permalock_status);
  return permalock(element, request, id);
}

Result<Element> operation(const AccessRequest& request, std::uint16_t id, const LlrpPeer& peer) {
  constexpr std::size_t k_most_words = 4096;  // more than any tag has; a parameter ends at 64 kB
  if (request.bank > 3) return refuse(k_no_such_bank);
  if (request.word_pointer > std::numeric_limits<std::uint16_t>::max()) {
    return refuse("LLRP counts words up to 65535");
  }
  if (request.data.size() > k_most_words) {
    return refuse("an operation writes up to " + std::to_string(k_most_words) + " words");
  }
  const auto with_password = [&](Element element) {
    return element.set("OpSpecID", id).set("AccessPassword", request.password);
  };
  switch (request.kind) {
    case Kind::read:
      return with_password(
          memory(ParamType::c1g2_read, request).set("WordCount", request.word_count));
    case Kind::write:
      return with_password(
          memory(ParamType::c1g2_write, request).set("WriteData", llrp::Words(request.data)));
    case Kind::block_write:
      return with_password(
          memory(ParamType::c1g2_block_write, request).set("WriteData", llrp::Words(request.data)));
    case Kind::block_erase:
      return with_password(
          memory(ParamType::c1g2_block_erase, request).set("WordCount", request.word_count));
    case Kind::lock: {
      auto element = lock(request);
      if (!element) return element;
      return with_password(std::move(*element));
    }
    case Kind::kill:
      return make(ParamType::c1g2_kill).set("OpSpecID", id).set("KillPassword", request.password);
    case Kind::block_permalock:
    case Kind::read_block_permalock:
      return permalock(request, id, peer);
    case Kind::untraceable:
      return refuse("LLRP 1.0.1 and 1.1 have no Untraceable");
    case Kind::suspend:
    case Kind::resume:
      break;
  }
  return refuse("LLRP has no words for what only tags of Type D know");
}

}  // namespace

Result<Message> add_access(const AccessOrder& order, const LlrpPeer& peer) {
  if (order.protocol != model::AirProtocol::type_c) {
    return refuse("LLRP has access to tags of Type C only");
  }
  if (order.operations.empty()) return refuse("an access without any operation");
  const std::uint32_t most = peer.tables.max_operations;
  if (most != 0 && order.operations.size() > most) {
    return refuse("the reader carries out " + std::to_string(most) + " operations at a time, not " +
                  std::to_string(order.operations.size()));
  }
  auto tags = tag_spec(order.filter);
  if (!tags) return fail(tags.error());
  Element command = make(ParamType::access_command).add(std::move(*tags));
  std::uint16_t id = 0;
  for (const AccessRequest& request : order.operations) {
    auto element = operation(request, ++id, peer);
    if (!element) return fail(element.error());
    command.append(std::move(*element));  // Customs among them, in this order
  }
  Message message(MessageType::add_accessspec);
  message.body.add(make(ParamType::access_spec)
                       .set("AccessSpecID", k_access_spec)
                       .set_name("ProtocolID", "epcglobal_c1g2")
                       .set("ROSpecID", k_access_rospec)
                       .add(make(ParamType::access_spec_stop_trigger)
                                .set_name("AccessSpecStopTrigger", "operation_count")
                                .set("OperationCountValue", 1U))
                       .add(std::move(command))
                       .add(make(ParamType::access_report_spec)
                                .set_name("AccessReportTrigger", "end_of_access_spec")));
  return message;
}

Message add_access_rospec(const AccessOrder& order) {
  const std::vector<std::uint16_t> antennas =
      order.antennas.empty() ? std::vector<std::uint16_t>{0} : order.antennas;
  Element inventory = make(ParamType::aispec);
  inventory.set("AntennaIDs", llrp::Words(antennas))
      .add(make(ParamType::aispec_stop_trigger))
      .add(make(ParamType::inventory_parameter_spec)
               .set("InventoryParameterSpecID", 1U)
               .set_name("ProtocolID", "epcglobal_c1g2"));
  Element content = report_content();
  content.set("EnableAccessSpecID", 1U);
  Message message(MessageType::add_rospec);
  message.body.add(make(ParamType::rospec)
                       .set("ROSpecID", k_access_rospec)
                       .add(make(ParamType::ro_boundary_spec)
                                .add(make(ParamType::rospec_start_trigger))
                                .add(make(ParamType::rospec_stop_trigger)))
                       .add(std::move(inventory))
                       .add(make(ParamType::ro_report_spec)
                                .set_name("ROReportTrigger", "n_tags_or_end_of_rospec")
                                .set("N", 1U)
                                .add(std::move(content))));
  return message;
}

}  // namespace plugtest::drivers
