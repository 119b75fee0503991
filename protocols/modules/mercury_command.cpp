#include "protocols/modules/mercury_command.h"

#include "protocols/bits/hex.h"
#include "protocols/modules/byte_reader.h"

#include <algorithm>
#include <cassert>

namespace plugtest::modules::mercury {

namespace {

using Bytes = std::span<const std::uint8_t>;

// The option byte of tag commands.
constexpr std::uint8_t k_select_none = 0x00;
constexpr std::uint8_t k_select_epc = 0x01;
constexpr std::uint8_t k_select_tid = 0x02;
constexpr std::uint8_t k_select_user = 0x03;
constexpr std::uint8_t k_select_epc_at = 0x04;
constexpr std::uint8_t k_password_only = 0x05;
constexpr std::uint8_t k_select_mask = 0x07;
constexpr std::uint8_t k_inverse = 0x08;
constexpr std::uint8_t k_metadata = 0x10;
constexpr std::uint8_t k_long_mask = 0x20;

// Options of opcode 2F.
constexpr std::uint8_t k_start = 0x01;
constexpr std::uint8_t k_stop = 0x02;

constexpr std::uint32_t k_epc_bit_pointer = 32;  // behind StoredCRC and StoredPC

std::size_t bytes_of(std::size_t bits) { return (bits + 7) / 8; }

std::uint8_t option_of(const Selection& selection) {
  if (!selection.select) return selection.password == 0 ? k_select_none : k_password_only;
  const Selection::Select& select = *selection.select;
  unsigned option = select.bank == 1 ? k_select_epc_at : select.bank;
  if (select.invert) option |= k_inverse;
  if (select.bit_count > 255) option |= k_long_mask;
  return static_cast<std::uint8_t>(option);
}

void put_selection(std::vector<std::uint8_t>& out, const Selection& selection, bool with_password) {
  if (!selection.select && selection.password == 0) return;
  if (with_password) put_u32(out, selection.password);
  if (!selection.select) return;
  const Selection::Select& select = *selection.select;
  assert(select.mask.size() == bytes_of(select.bit_count));
  put_u32(out, select.bit_pointer);
  if (select.bit_count > 255) out.push_back(static_cast<std::uint8_t>(select.bit_count >> 8U));
  out.push_back(static_cast<std::uint8_t>(select.bit_count));
  put(out, select.mask);
}

Result<Selection> take_selection(ByteReader& reader, std::uint8_t option, bool with_password) {
  Selection selection;
  const std::uint8_t kind = option & k_select_mask;
  if (kind == k_select_none) return selection;
  if (kind > k_password_only) {
    return fail(ErrorCode::unsupported,
                "the select option " + std::to_string(kind) + " is not known",
                {.byte_offset = reader.position()});
  }
  if (with_password) selection.password = reader.u32();
  if (kind == k_password_only) return selection;
  Selection::Select select;
  select.bank = kind == k_select_tid || kind == k_select_user ? kind : std::uint8_t{1};
  select.bit_pointer = kind == k_select_epc ? k_epc_bit_pointer : reader.u32();
  select.invert = (option & k_inverse) != 0;
  select.bit_count = (option & k_long_mask) != 0 ? reader.u16() : reader.u8();
  const Bytes mask = reader.take(bytes_of(select.bit_count));
  select.mask.assign(mask.begin(), mask.end());
  selection.select = std::move(select);
  return selection;
}

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
      if (option == k_select_none) out.push_back(0);
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
      if ((option & k_select_mask) == k_select_none) reader.u8();
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
      if ((option & k_select_mask) == k_select_none && reader.left() == 1) reader.u8();
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

Result<VersionInfo> parse_version(Bytes data) {
  ByteReader reader(data);
  VersionInfo version;
  for (auto* part :
       {&version.bootloader, &version.hardware, &version.firmware_date, &version.firmware}) {
    std::ranges::copy(reader.take(part->size()), part->begin());
  }
  version.protocols = reader.u32();
  if (auto whole = reader.check(); !whole) return fail(whole.error());
  return version;
}

std::vector<std::uint8_t> version_data(const VersionInfo& version) {
  std::vector<std::uint8_t> out;
  for (const auto* part :
       {&version.bootloader, &version.hardware, &version.firmware_date, &version.firmware}) {
    put(out, *part);
  }
  put_u32(out, version.protocols);
  return out;
}

std::string model_name(std::uint8_t hardware) {
  switch (hardware) {
    case 0x00:
      return "M5e";
    case 0x01:
      return "M5e Compact";
    case 0x02:
      return "M5e EU";
    case 0x03:
      return "M4e";
    case 0x18:
      return "M6e";
    default:
      return "model " + bits::to_hex(std::span(&hardware, 1));
  }
}

Result<PowerLimits> parse_power_limits(Bytes data) {
  ByteReader reader(data);
  reader.u8();  // option
  PowerLimits limits{reader.u16(), reader.u16(), reader.u16()};
  if (auto whole = reader.check(); !whole) return fail(whole.error());
  return limits;
}

std::vector<std::uint8_t> power_limits_data(const PowerLimits& limits) {
  std::vector<std::uint8_t> out = {1};
  put_u16(out, limits.power);
  put_u16(out, limits.max);
  put_u16(out, limits.min);
  return out;
}

Result<std::vector<AntennaPort>> parse_antennas(Bytes data, AntennaOption option) {
  ByteReader reader(data);
  const std::uint8_t told = reader.u8();
  if (reader.good() && told != static_cast<std::uint8_t>(option)) {
    return fail(ErrorCode::malformed, "the antenna option is " + std::to_string(told),
                {.byte_offset = 0});
  }
  std::vector<AntennaPort> ports;
  while (reader.left() >= 2) ports.push_back({reader.u8(), reader.u8()});
  if (reader.left() > 0) reader.u16();
  if (auto whole = reader.check(); !whole) return fail(whole.error());
  return ports;
}

std::vector<std::uint8_t> antennas_data(AntennaOption option, std::span<const AntennaPort> ports) {
  std::vector<std::uint8_t> out = {static_cast<std::uint8_t>(option)};
  for (const AntennaPort& port : ports) put(out, std::array{port.port, port.value});
  return out;
}

namespace {

struct RegionName {
  Region region;
  std::string_view name;
};
constexpr std::array<RegionName, 14> k_regions = {{{Region::na, "na"},
                                                   {Region::eu, "eu"},
                                                   {Region::kr, "kr"},
                                                   {Region::in, "in"},
                                                   {Region::jp, "jp"},
                                                   {Region::prc, "prc"},
                                                   {Region::eu2, "eu2"},
                                                   {Region::eu3, "eu3"},
                                                   {Region::kr2, "kr2"},
                                                   {Region::au, "au"},
                                                   {Region::nz, "nz"},
                                                   {Region::na2, "na2"},
                                                   {Region::na3, "na3"},
                                                   {Region::open, "open"}}};

}  // namespace

std::string_view to_string(Region region) {
  const auto found = std::ranges::find(k_regions, region, &RegionName::region);
  return found == k_regions.end() ? std::string_view() : found->name;
}

std::optional<Region> region_named(std::string_view name) {
  const auto found = std::ranges::find(k_regions, name, &RegionName::name);
  if (found == k_regions.end()) return std::nullopt;
  return found->region;
}

}  // namespace plugtest::modules::mercury
