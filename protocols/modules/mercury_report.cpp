#include "protocols/modules/mercury_report.h"

#include "protocols/modules/byte_reader.h"

#include <string>

namespace plugtest::modules::mercury {

namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::uint8_t k_option_metadata = 0x10;
constexpr std::uint8_t k_pc_xpc = 0x02;    // of the PC's first byte: XPC_W1 follows
constexpr std::uint8_t k_xpc_more = 0x80;  // of XPC_W1's first byte: XPC_W2 follows
constexpr std::size_t k_crc_bytes = 2;

std::size_t bytes_of(std::size_t bits) { return (bits + 7) / 8; }

Metadata take_metadata(ByteReader& reader, std::uint16_t flags) {
  const auto has = [&](std::uint16_t flag) { return (flags & flag) != 0; };
  Metadata m;
  if (has(metadata::read_count)) m.read_count = reader.u8();
  if (has(metadata::rssi)) m.rssi_dbm = static_cast<std::int8_t>(reader.u8());
  if (has(metadata::antenna)) m.antenna = reader.u8();
  if (has(metadata::frequency)) m.frequency_khz = reader.u24();
  if (has(metadata::timestamp)) m.timestamp_ms = reader.u32();
  if (has(metadata::phase)) m.phase_degrees = reader.u16();
  if (has(metadata::protocol)) m.protocol = static_cast<TagProtocol>(reader.u8());
  if (has(metadata::data)) {
    m.data_bits = reader.u16();
    m.data = reader.take(bytes_of(*m.data_bits));
  }
  if (has(metadata::gpio)) m.gpio = reader.u8();
  return m;
}

void put_metadata(std::vector<std::uint8_t>& out, const Metadata& m) {
  if (m.read_count) out.push_back(*m.read_count);
  if (m.rssi_dbm) out.push_back(static_cast<std::uint8_t>(*m.rssi_dbm));
  if (m.antenna) out.push_back(*m.antenna);
  if (m.frequency_khz) put_u24(out, *m.frequency_khz);
  if (m.timestamp_ms) put_u32(out, *m.timestamp_ms);
  if (m.phase_degrees) put_u16(out, *m.phase_degrees);
  if (m.protocol) out.push_back(static_cast<std::uint8_t>(*m.protocol));
  if (m.data_bits) {
    put_u16(out, *m.data_bits);
    put(out, m.data);
  }
  if (m.gpio) out.push_back(*m.gpio);
}

/// Flags that name no field known here would shift all that follows.
Result<void> check_flags(std::uint16_t flags, std::size_t offset) {
  if ((flags & ~metadata::all) == 0) return {};
  return fail(ErrorCode::unsupported, "the metadata flags name a field that is not known",
              {.byte_offset = offset});
}

/// PC and XPC words at the front of what a Gen2 tag sent.
std::size_t pc_bytes(Bytes id) {
  if (id.size() < 2) return 0;
  if ((id[0] & k_pc_xpc) == 0) return 2;
  if (id.size() < 4) return 2;
  return (id[2] & k_xpc_more) == 0 || id.size() < 6 ? 4 : 6;
}

}  // namespace

std::uint16_t Metadata::flags() const {
  unsigned flags = 0;
  if (read_count) flags |= metadata::read_count;
  if (rssi_dbm) flags |= metadata::rssi;
  if (antenna) flags |= metadata::antenna;
  if (frequency_khz) flags |= metadata::frequency;
  if (timestamp_ms) flags |= metadata::timestamp;
  if (phase_degrees) flags |= metadata::phase;
  if (protocol) flags |= metadata::protocol;
  if (data_bits) flags |= metadata::data;
  if (gpio) flags |= metadata::gpio;
  return static_cast<std::uint16_t>(flags);
}

Result<StreamKind> stream_kind(Bytes data) {
  if (data.empty())
    return fail(ErrorCode::truncated, "a stream frame has data", {.byte_offset = 0});
  const std::size_t at = (data[0] & k_option_metadata) != 0 ? 5 : 3;
  if (data.size() <= at) {
    return fail(ErrorCode::truncated, "a stream frame says what it is",
                {.byte_offset = data.size()});
  }
  if (data[at] > 2) {
    return fail(ErrorCode::malformed,
                "a stream frame of the kind " + std::to_string(data[at]) + " is not known",
                {.byte_offset = at});
  }
  return static_cast<StreamKind>(data[at]);
}

Result<TagReport> parse_tag_report(Bytes data) {
  const auto kind = stream_kind(data);
  if (!kind) return fail(kind.error());
  if (*kind != StreamKind::tag || (data[0] & k_option_metadata) == 0) {
    return fail(ErrorCode::malformed, "this is no tag report with metadata", {.byte_offset = 0});
  }
  ByteReader reader(data);
  TagReport report;
  reader.u8();  // option
  report.search_flags = reader.u16();
  const std::uint16_t flags = reader.u16();
  reader.u8();  // kind
  if (auto known = check_flags(flags, 3); !known) return fail(known.error());
  report.metadata = take_metadata(reader, flags);
  const std::size_t length_at = reader.position();
  const std::size_t bytes = bytes_of(reader.u16());
  if (reader.good() && bytes < k_crc_bytes) {
    return fail(ErrorCode::malformed, "the identity of a tag ends with a CRC of two bytes",
                {.byte_offset = length_at});
  }
  Bytes sent = reader.take(bytes);
  if (auto whole = reader.check(); !whole) return fail(whole.error());
  if (reader.left() > 0) {
    return fail(ErrorCode::malformed, "the tag report goes on behind the tag's CRC",
                {.byte_offset = reader.position()});
  }
  report.crc = ByteReader(sent.last(k_crc_bytes)).u16();
  sent = sent.first(sent.size() - k_crc_bytes);
  if (report.metadata.protocol == TagProtocol::gen2) {
    const std::size_t pc = pc_bytes(sent);
    report.pc = sent.first(pc);
    sent = sent.subspan(pc);
  }
  report.id = sent;
  return report;
}

std::vector<std::uint8_t> tag_report_data(const TagReport& report) {
  std::vector<std::uint8_t> out = {k_option_metadata};
  put_u16(out, report.search_flags);
  put_u16(out, report.metadata.flags());
  out.push_back(static_cast<std::uint8_t>(StreamKind::tag));
  put_metadata(out, report.metadata);
  const std::size_t bytes = report.pc.size() + report.id.size() + k_crc_bytes;
  put_u16(out, static_cast<std::uint16_t>(8 * bytes));
  put(out, report.pc);
  put(out, report.id);
  put_u16(out, report.crc);
  return out;
}

Result<TagReport> parse_single_read(Bytes data) {
  ByteReader reader(data);
  TagReport report;
  reader.u8();  // option
  const std::uint16_t flags = reader.u16();
  if (auto known = check_flags(flags, 1); !known) return fail(known.error());
  report.metadata = take_metadata(reader, flags);
  if (reader.left() < k_crc_bytes) {
    return fail(ErrorCode::truncated, "the identity of a tag ends with a CRC of two bytes",
                {.byte_offset = data.size()});
  }
  report.id = reader.take(reader.left() - k_crc_bytes);
  report.crc = reader.u16();
  if (auto whole = reader.check(); !whole) return fail(whole.error());
  return report;
}

std::vector<std::uint8_t> single_read_data(const TagReport& report) {
  std::vector<std::uint8_t> out = {k_option_metadata};
  put_u16(out, report.metadata.flags());
  put_metadata(out, report.metadata);
  put(out, report.id);
  put_u16(out, report.crc);
  return out;
}

}  // namespace plugtest::modules::mercury
