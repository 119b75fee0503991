#include "drivers/llrp/access_spec.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace plugtest::drivers {

namespace {

using llrp::BitString;
using llrp::Element;
using llrp::ParamType;
using llrp::StatusCode;
using Kind = api::AccessRequest::Kind;

constexpr std::size_t k_word_bits = 16;

std::vector<bool> bits_of(const BitString& from) {
  std::vector<bool> bits;
  for (std::size_t i = 0; i < from.bits; ++i) {
    bits.push_back((from.bytes[i / 8] & (0x80U >> (i % 8))) != 0);
  }
  return bits;
}

AccessSpec::Target target_of(const Element& element) {
  return {.bank = static_cast<std::uint8_t>(element.get_unsigned("MB")),
          .match = element.get_flag("Match"),
          .pointer = static_cast<std::uint16_t>(element.get_unsigned("Pointer")),
          .mask = bits_of(element.get_bits("TagMask")),
          .data = bits_of(element.get_bits("TagData"))};
}

/// Mask and action of the Lock command: ten bits each, two for each field in the order kill
/// password, access password, EPC, TID, user (Gen2 v1.2.0, 6.3.2.12.3.5): locked or not, and
/// for good.
std::uint32_t lock_payload(const Element& lock) {
  struct Bits {
    std::uint32_t mask;
    std::uint32_t action;
  };
  // C1G2LockPrivilege: read/write (with the password), permalock, permaunlock, unlock.
  constexpr std::array<Bits, 4> k_privileges{
      {{0b10, 0b10}, {0b11, 0b11}, {0b11, 0b01}, {0b10, 0b00}}};
  std::uint32_t payload = 0;
  for (const Element& part : lock.children()) {
    if (!part.is(ParamType::c1g2_lock_payload)) continue;
    const Bits& bits = k_privileges.at(part.get_unsigned("Privilege"));
    const auto shift = static_cast<unsigned>(8 - 2 * part.get_unsigned("DataField"));
    payload |= bits.mask << (shift + 10U) | bits.action << shift;
  }
  return payload;
}

struct Known {
  ParamType operation;
  ParamType result;
  Kind kind;
};
constexpr std::array<Known, 8> k_operations{{
    {ParamType::c1g2_read, ParamType::c1g2_read_op_spec_result, Kind::read},
    {ParamType::c1g2_write, ParamType::c1g2_write_op_spec_result, Kind::write},
    {ParamType::c1g2_kill, ParamType::c1g2_kill_op_spec_result, Kind::kill},
    {ParamType::c1g2_lock, ParamType::c1g2_lock_op_spec_result, Kind::lock},
    {ParamType::c1g2_block_erase, ParamType::c1g2_block_erase_op_spec_result, Kind::block_erase},
    {ParamType::c1g2_block_write, ParamType::c1g2_block_write_op_spec_result, Kind::block_write},
    {ParamType::c1g2_block_permalock, ParamType::c1g2_block_permalock_op_spec_result,
     Kind::block_permalock},
    {ParamType::c1g2_get_block_permalock_status,
     ParamType::c1g2_get_block_permalock_status_op_spec_result, Kind::read_block_permalock},
}};

api::AccessRequest request_of(const Element& element, Kind kind) {
  api::AccessRequest request{.kind = kind};
  if (kind == Kind::kill) {
    request.password = static_cast<std::uint32_t>(element.get_unsigned("KillPassword"));
    return request;
  }
  request.password = static_cast<std::uint32_t>(element.get_unsigned("AccessPassword"));
  if (kind == Kind::lock) {
    request.payload = lock_payload(element);
    return request;
  }
  request.bank = static_cast<std::uint8_t>(element.get_unsigned("MB"));
  if (kind == Kind::block_permalock || kind == Kind::read_block_permalock) {
    request.word_pointer = static_cast<std::uint32_t>(element.get_unsigned("BlockPointer"));
    if (kind == Kind::block_permalock) {
      request.data = element.get_words("BlockMask");
    } else {
      request.word_count = static_cast<std::uint16_t>(element.get_unsigned("BlockRange"));
    }
    return request;
  }
  request.word_pointer = static_cast<std::uint32_t>(element.get_unsigned("WordPointer"));
  if (kind == Kind::write || kind == Kind::block_write) {
    request.data = element.get_words("WriteData");
  } else {
    request.word_count = static_cast<std::uint16_t>(element.get_unsigned("WordCount"));
  }
  return request;
}

/// Error of an operation that no command can carry.
Verdict check(const Element& element, const api::AccessRequest& request) {
  constexpr std::uint16_t k_most_counted = 255;
  constexpr std::size_t k_most_written = 64;
  const std::initializer_list<ParamType> path{ParamType::access_spec, ParamType::access_command,
                                              static_cast<ParamType>(element.type())};
  if (request.word_count > k_most_counted) {
    const bool blocks = request.kind == Kind::read_block_permalock;
    return bad_field(path, element, blocks ? "BlockRange" : "WordCount", StatusCode::a_out_of_range,
                     "a command counts at most 255");
  }
  const bool locks_blocks = request.kind == Kind::block_permalock;
  if (locks_blocks && (request.data.empty() || request.data.size() > k_most_counted)) {
    return bad_field(path, element, "BlockMask", StatusCode::a_out_of_range,
                     "a command masks 1 to 255 times 16 blocks");
  }
  if (request.kind == Kind::read_block_permalock && request.word_count == 0) {
    return bad_field(path, element, "BlockRange", StatusCode::a_out_of_range,
                     "at least 1 is expected");
  }
  const bool sends = request.kind == Kind::write || request.kind == Kind::block_write;
  if (sends && (request.data.empty() || request.data.size() > k_most_written)) {
    return bad_field(path, element, "WriteData", StatusCode::a_out_of_range,
                     "this reader writes 1 to 64 words at a time");
  }
  return {};
}

Verdict read_operations(const Element& command, AccessSpec& spec) {
  std::set<std::uint16_t> ids;
  for (const Element& child : command.children()) {
    if (child.is(ParamType::c1g2_tag_spec)) continue;
    const auto known = std::ranges::find_if(
        k_operations, [&child](const Known& one) { return child.is(one.operation); });
    if (known == k_operations.end()) {
      return bad_parameter(
          {ParamType::access_spec, ParamType::access_command, static_cast<ParamType>(child.type())},
          StatusCode::p_unsupported_parameter, "this reader carries out no " + child.name());
    }
    AccessSpec::Operation operation;
    operation.id = static_cast<std::uint16_t>(child.get_unsigned("OpSpecID"));
    operation.result_type = known->result;
    operation.request = request_of(child, known->kind);
    if (auto good = check(child, operation.request); !good) return good;
    if (!ids.insert(operation.id).second) {
      return bad_field({ParamType::access_spec, ParamType::access_command, known->operation}, child,
                       "OpSpecID", StatusCode::a_invalid,
                       "a second operation " + std::to_string(operation.id));
    }
    spec.operations.push_back(std::move(operation));
  }
  return {};
}

bool matches(const AccessSpec::Target& target, const std::vector<std::optional<bool>>& memory) {
  bool equal = true;
  for (std::size_t i = 0; i < target.mask.size() && equal; ++i) {
    if (!target.mask[i]) continue;
    const bool wanted = i < target.data.size() && target.data[i];
    equal = i < memory.size() && memory[i] && *memory[i] == wanted;
  }
  // A mask of no length is every tag, whatever else is said.
  return target.mask.empty() || equal == target.match;
}

}  // namespace

tl::expected<AccessSpec, llrp::DecodeError> parse_access_spec(const Element& element,
                                                              std::uint16_t antennas) {
  AccessSpec spec(element);
  spec.id = static_cast<std::uint32_t>(element.get_unsigned("AccessSpecID"));
  spec.antenna = static_cast<std::uint16_t>(element.get_unsigned("AntennaID"));
  spec.rospec = static_cast<std::uint32_t>(element.get_unsigned("ROSpecID"));
  const auto refuse = [&element](std::string_view field, std::string text) {
    return bad_field({ParamType::access_spec}, element, field, StatusCode::a_invalid,
                     std::move(text));
  };
  if (spec.id == 0) return refuse("AccessSpecID", "an AccessSpecID of 0 is not allowed");
  if (spec.antenna > antennas) {
    return refuse("AntennaID", "this reader has antennas 1 to " + std::to_string(antennas));
  }
  if (element.get_name("ProtocolID") != "epcglobal_c1g2") {
    return refuse("ProtocolID", "this reader has access to tags of EPCglobal Class 1 Gen 2");
  }
  const Element& stop = *element.find(ParamType::access_spec_stop_trigger);
  if (stop.get_unsigned("AccessSpecStopTrigger") == 1) {
    spec.executions = static_cast<std::uint16_t>(stop.get_unsigned("OperationCountValue"));
  }
  if (const Element* report = element.find(ParamType::access_report_spec)) {
    spec.report_at_end = report->get_unsigned("AccessReportTrigger") == 1;
  }
  const Element& command = *element.find(ParamType::access_command);
  const Element& tags = *command.find(ParamType::c1g2_tag_spec);
  for (const Element& target : tags.children()) spec.targets.push_back(target_of(target));
  if (spec.targets.size() > 2) {
    return bad_parameter({ParamType::access_spec, ParamType::access_command,
                          ParamType::c1g2_tag_spec, ParamType::c1g2_target_tag},
                         StatusCode::p_overflow_parameter, "a C1G2TagSpec has one or two patterns");
  }
  if (auto good = read_operations(command, spec); !good) return tl::unexpected(good.error());
  return spec;
}

api::AccessRequest read_for(const AccessSpec::Target& target) {
  const std::size_t first = target.pointer / k_word_bits;
  const std::size_t end = (target.pointer + target.mask.size() + k_word_bits - 1) / k_word_bits;
  return {.kind = Kind::read,
          .bank = target.bank,
          .word_pointer = static_cast<std::uint32_t>(first),
          .word_count = static_cast<std::uint16_t>(std::clamp<std::size_t>(end - first, 1, 255))};
}

bool is_target(const AccessSpec::Target& target, std::span<const std::uint16_t> words) {
  std::vector<std::optional<bool>> memory(target.mask.size());
  for (std::size_t i = 0; i < memory.size(); ++i) {
    const std::size_t bit = target.pointer % k_word_bits + i;
    if (bit / k_word_bits >= words.size()) break;
    memory[i] = (words[bit / k_word_bits] >> (k_word_bits - 1 - bit % k_word_bits) & 1U) != 0;
  }
  return matches(target, memory);
}

bool is_target(const AccessSpec::Target& target, const api::SingulatedTag& tag) {
  std::vector<std::uint16_t> words{tag.crc, tag.pc_word};
  const auto bytes = tag.uii.bytes();
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    words.push_back(static_cast<std::uint16_t>(bytes[i] << 8U | bytes[i + 1]));
  }
  const std::size_t skipped = std::min<std::size_t>(target.pointer / k_word_bits, words.size());
  return is_target(target, std::span(words).subspan(skipped));
}

}  // namespace plugtest::drivers
