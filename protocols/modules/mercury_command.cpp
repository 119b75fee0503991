#include "protocols/modules/mercury_command.h"

#include "protocols/modules/byte_reader.h"
#include "protocols/modules/mercury_select.h"

#include <cassert>
#include <utility>

namespace plugtest::modules::mercury {

namespace {

using namespace select;
using Bytes = std::span<const std::uint8_t>;

// Options of opcode 2F.
constexpr std::uint8_t k_start = 0x01;
constexpr std::uint8_t k_stop = 0x02;

Result<ContinuousRead::Entry> take_entry(ByteReader& reader) {
  ContinuousRead::Entry entry;
  entry.protocol = static_cast<TagProtocol>(reader.u8());
  const std::size_t length = reader.u8();
  const auto opcode = static_cast<Opcode>(reader.u8());
  ByteReader inner(reader.take(length));
  const std::uint8_t option = inner.u8();
  entry.search_flags = inner.u16();
  entry.timeout_ms = inner.u16();
  entry.metadata_flags = (option & k_metadata) != 0 ? inner.u16() : std::uint16_t{0};
  auto selection = take_selection(inner, option, true);
  if (auto whole = reader.check(); !whole) return fail(whole.error());
  if (auto whole = inner.check(); !whole) return fail(whole.error());
  if (!selection) return fail(selection.error());
  if (opcode != Opcode::read_tag_multiple || inner.left() > 0) {
    return fail(ErrorCode::unsupported, "a continuous read is made of opcodes 22 only",
                {.byte_offset = reader.position()});
  }
  entry.selection = std::move(*selection);
  return entry;
}

}  // namespace

std::vector<std::uint8_t> continuous_read_data(const ContinuousRead& read) {
  std::vector<std::uint8_t> out = {0, 0};  // no time-out: until it is ended
  if (read.entries.empty()) {
    out.push_back(k_stop);
    return out;
  }
  out.push_back(k_start);
  out.push_back(static_cast<std::uint8_t>(Opcode::read_tag_multiple));
  put_u16(out, 0);
  for (const ContinuousRead::Entry& entry : read.entries) {
    out.push_back(static_cast<std::uint8_t>(entry.protocol));
    const std::size_t length_at = out.size();
    out.push_back(0);
    out.push_back(static_cast<std::uint8_t>(Opcode::read_tag_multiple));
    out.push_back(static_cast<std::uint8_t>(option_of(entry.selection) | k_metadata));
    put_u16(out, entry.search_flags);
    put_u16(out, entry.timeout_ms);
    put_u16(out, entry.metadata_flags);
    put_selection(out, entry.selection, true);
    out[length_at] = static_cast<std::uint8_t>(out.size() - length_at - 2);
  }
  return out;
}

Result<ContinuousRead> parse_continuous_read(Bytes data) {
  ByteReader reader(data);
  reader.u16();  // time-out
  const std::uint8_t option = reader.u8();
  ContinuousRead read;
  if (auto whole = reader.check(); !whole) return fail(whole.error());
  if (option == k_stop) return read;
  const auto opcode = static_cast<Opcode>(reader.u8());
  reader.u16();  // search flags of the whole
  if (auto whole = reader.check(); !whole) return fail(whole.error());
  if (option != k_start || opcode != Opcode::read_tag_multiple) {
    return fail(ErrorCode::unsupported, "this form of opcode 2f is not known", {.byte_offset = 2});
  }
  do {
    auto entry = take_entry(reader);
    if (!entry) return fail(entry.error());
    read.entries.push_back(std::move(*entry));
  } while (reader.left() > 0);
  return read;
}

std::vector<std::uint8_t> tag_operation_data(const TagOperation& op) {
  std::vector<std::uint8_t> out;
  put_u16(out, op.timeout_ms);
  const std::uint8_t option = option_of(op.selection);
  const auto with_metadata = static_cast<std::uint8_t>(option | k_metadata);
  switch (op.opcode) {
    case Opcode::read_tag_single:
      out.push_back(with_metadata);
      put_u16(out, op.metadata_flags);
      put_selection(out, op.selection, true);
      break;
    case Opcode::read_tag_data:
      out.push_back(with_metadata);
      put_u16(out, op.metadata_flags);
      out.push_back(op.bank);
      put_u32(out, op.word_address);
      out.push_back(op.word_count);
      put_selection(out, op.selection, true);
      break;
    case Opcode::write_tag_data:
      out.push_back(option);
      put_u32(out, op.word_address);
      out.push_back(op.bank);
      put_selection(out, op.selection, true);
      put(out, op.data);
      break;
    case Opcode::write_tag_epc:
      out.push_back(option);
      if (option == k_none) out.push_back(0);
      put_selection(out, op.selection, true);
      put(out, op.data);
      break;
    case Opcode::lock_tag:
      out.push_back(option);
      put_u32(out, op.password);
      put_u16(out, op.lock_mask);
      put_u16(out, op.lock_action);
      put_selection(out, op.selection, false);
      break;
    case Opcode::kill_tag:
      out.push_back(option);
      put_u32(out, op.password);
      put_selection(out, op.selection, false);
      break;
    default:
      assert(false && "no operation on a tag");
  }
  return out;
}

Result<TagOperation> parse_tag_operation(Opcode opcode, Bytes data) {
  ByteReader reader(data);
  TagOperation op;
  op.opcode = opcode;
  op.timeout_ms = reader.u16();
  const std::uint8_t option = reader.u8();
  bool with_password = true;
  bool with_data = false;
  switch (opcode) {
    case Opcode::read_tag_single:
    case Opcode::read_tag_data:
      if ((option & k_metadata) != 0) op.metadata_flags = reader.u16();
      if (opcode == Opcode::read_tag_single) break;
      op.bank = reader.u8();
      op.word_address = reader.u32();
      op.word_count = reader.u8();
      break;
    case Opcode::write_tag_data:
      op.word_address = reader.u32();
      op.bank = reader.u8();
      with_data = true;
      break;
    case Opcode::write_tag_epc:
      if ((option & k_kind_mask) == k_none) reader.u8();
      with_data = true;
      break;
    case Opcode::lock_tag:
      op.password = reader.u32();
      op.lock_mask = reader.u16();
      op.lock_action = reader.u16();
      with_password = false;
      break;
    case Opcode::kill_tag:
      op.password = reader.u32();
      with_password = false;
      // Some hosts send a byte that means nothing here.
      if ((option & k_kind_mask) == k_none && reader.left() == 1) reader.u8();
      break;
    default:
      return fail(ErrorCode::unsupported, "this opcode is no operation on a tag");
  }
  auto selection = take_selection(reader, option, with_password);
  if (auto whole = reader.check(); !whole) return fail(whole.error());
  if (!selection) return fail(selection.error());
  op.selection = std::move(*selection);
  if (with_data) {
    const Bytes rest = reader.take(reader.left());
    op.data.assign(rest.begin(), rest.end());
  } else if (reader.left() > 0) {
    return fail(ErrorCode::malformed, "the request is longer than its opcode allows",
                {.byte_offset = reader.position()});
  }
  return op;
}

}  // namespace plugtest::modules::mercury
