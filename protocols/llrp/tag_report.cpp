#include "protocols/llrp/tag_report.h"

#include "protocols/llrp/definition.h"
#include "protocols/llrp/types.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace plugtest::llrp {
namespace {

using detail::big_endian;
using detail::TagLayout;
using detail::TagSlot;

/// A TV parameter of tag reports: its type, its bit in TagReport::present, its slot and size.
struct TvField {
  ParamType type;
  TagReport::Field field;
  TagSlot slot;
  std::uint8_t bytes;
};

// In the order in which the standard places them in TagReportData (LLRP 1.0.1, 16.2.7.3). The EPC
// comes first and is written apart.
constexpr std::array k_tv_fields{
    TvField{ParamType::rospec_id, TagReport::rospec_id, TagSlot::rospec, 4},
    TvField{ParamType::spec_index, TagReport::spec_index, TagSlot::spec, 2},
    TvField{ParamType::inventory_parameter_spec_id, TagReport::inventory_parameter_spec_id,
            TagSlot::inventory, 2},
    TvField{ParamType::antenna_id, TagReport::antenna_id, TagSlot::antenna, 2},
    TvField{ParamType::peak_rssi, TagReport::peak_rssi, TagSlot::rssi, 1},
    TvField{ParamType::channel_index, TagReport::channel_index, TagSlot::channel, 2},
    TvField{ParamType::first_seen_timestamp_utc, TagReport::first_seen_utc, TagSlot::first_utc, 8},
    TvField{ParamType::first_seen_timestamp_uptime, TagReport::first_seen_uptime,
            TagSlot::first_uptime, 8},
    TvField{ParamType::last_seen_timestamp_utc, TagReport::last_seen_utc, TagSlot::last_utc, 8},
    TvField{ParamType::last_seen_timestamp_uptime, TagReport::last_seen_uptime,
            TagSlot::last_uptime, 8},
    TvField{ParamType::tag_seen_count, TagReport::tag_seen_count, TagSlot::count, 2},
    TvField{ParamType::c1g2_pc, TagReport::pc, TagSlot::pc, 2},
    TvField{ParamType::c1g2_crc, TagReport::crc, TagSlot::crc, 2},
    TvField{ParamType::c1g2_xpc_w1, TagReport::xpc_w1, TagSlot::xpc1, 2},
    TvField{ParamType::c1g2_xpc_w2, TagReport::xpc_w2, TagSlot::xpc2, 2},
    TvField{ParamType::access_spec_id, TagReport::access_spec_id, TagSlot::access, 4},
};

constexpr std::uint8_t k_tv_flag = 0x80;
constexpr std::size_t k_epc_96_bytes = 12;
constexpr std::size_t k_tlv_header = 4;

const TvField* find_tv(std::uint8_t type) {
  for (const TvField& field : k_tv_fields) {
    if (static_cast<std::uint16_t>(field.type) == type) {
      return &field;
    }
  }
  return nullptr;
}

tl::unexpected<Error> bad(ErrorCode code, std::string message, std::size_t offset) {
  Where where;
  where.byte_offset = offset;
  return fail(code, std::move(message), std::move(where));
}

/// One pass over a value: notes where everything is.
class Parser {
 public:
  explicit Parser(std::span<const std::uint8_t> value) : value_(value) {}

  Result<void> run(TagLayout& layout) {
    while (at_ < value_.size()) {
      auto step = (value_[at_] & k_tv_flag) != 0 ? read_tv(layout) : read_tlv(layout);
      if (!step) {
        return step;
      }
    }
    return {};
  }

 private:
  Result<void> read_tv(TagLayout& layout) {
    const std::uint8_t type = value_[at_] & 0x7FU;
    structure(1, layout);
    if (type == static_cast<std::uint16_t>(ParamType::epc_96)) {
      return take_epc(layout, k_epc_96_bytes, 96);
    }
    if (type == static_cast<std::uint16_t>(ParamType::client_request_op_spec_result)) {
      ++layout.counts.op_results;
      return skip(2);
    }
    const TvField* field = find_tv(type);
    if (field == nullptr) {
      const std::size_t size = detail::misplaced_tv_bytes(type);
      if (size == 0) {
        return bad(ErrorCode::unsupported,
                   "unknown TV parameter " + std::to_string(type) +
                       " in TagReportData, which has no length",
                   at_ - 1);
      }
      return skip(size - 1);
    }
    std::uint16_t& place = layout.offsets[static_cast<std::size_t>(field->slot)];
    if (place == 0) {  // of repeated parameters the first counts
      place = static_cast<std::uint16_t>(at_);
      layout.counts.present |= field->field;
    }
    return skip(field->bytes);
  }

  Result<void> read_tlv(TagLayout& layout) {
    const std::size_t left = value_.size() - at_;
    if (left < k_tlv_header) {
      return bad(ErrorCode::truncated,
                 "a parameter header needs 4 bytes, " + std::to_string(left) + " are left", at_);
    }
    const std::size_t type = big_endian<std::uint16_t>(&value_[at_]) & 0x03FFU;
    const std::size_t length = big_endian<std::uint16_t>(&value_[at_ + 2]);
    if (length < k_tlv_header || length > left) {
      return bad(ErrorCode::malformed,
                 "parameter " + std::to_string(type) + " says it has " + std::to_string(length) +
                     " bytes, expected 4 to " + std::to_string(left),
                 at_ + 2);
    }
    structure(k_tlv_header, layout);
    const std::size_t body = length - k_tlv_header;
    switch (static_cast<ParamType>(type)) {
      case ParamType::epc_data:
        return read_epc_data(layout, body);
      case ParamType::c1g2_read_op_spec_result:
      case ParamType::c1g2_write_op_spec_result:
      case ParamType::c1g2_kill_op_spec_result:
      case ParamType::c1g2_lock_op_spec_result:
      case ParamType::c1g2_block_erase_op_spec_result:
      case ParamType::c1g2_block_write_op_spec_result:
        ++layout.counts.op_results;
        return skip(body);
      case ParamType::custom:
        ++layout.counts.customs;
        return skip(body);
      default:
        ++layout.counts.unknown;
        return skip(body);
    }
  }

  Result<void> read_epc_data(TagLayout& layout, std::size_t body) {
    if (body < 2) {
      return bad(ErrorCode::truncated, "EPCData needs a bit count of 2 bytes", at_);
    }
    const std::uint16_t bits = big_endian<std::uint16_t>(&value_[at_]);
    const std::size_t bytes = (std::size_t{bits} + 7) / 8;
    if (bytes > body - 2) {
      return bad(ErrorCode::truncated,
                 "field EPC needs " + std::to_string(bytes) + " bytes, " +
                     std::to_string(body - 2) + " are left",
                 at_ + 2);
    }
    structure(2, layout);
    const std::size_t end = at_ + body - 2;
    auto taken = take_epc(layout, bytes, bits);
    at_ = end;
    return taken;
  }

  Result<void> take_epc(TagLayout& layout, std::size_t bytes, std::uint16_t bits) {
    std::uint16_t& place = layout.offsets[static_cast<std::size_t>(TagSlot::epc)];
    if (!layout.counts.has(TagReport::epc)) {
      place = static_cast<std::uint16_t>(at_);
      layout.counts.present |= TagReport::epc;
      layout.counts.epc_bits = bits;
    }
    return skip(bytes);
  }

  Result<void> skip(std::size_t bytes) {
    if (value_.size() - at_ < bytes) {
      return bad(ErrorCode::truncated,
                 "a field needs " + std::to_string(bytes) + " bytes, " +
                     std::to_string(value_.size() - at_) + " are left",
                 at_);
    }
    at_ += bytes;
    return {};
  }

  // Steps over type, length and count octets, and marks them for the prediction.
  void structure(std::size_t bytes, TagLayout& layout) {
    for (std::size_t i = at_; i < at_ + bytes && i < layout.mask.size(); ++i) {
      layout.mask[i] = 0xFF;
    }
    at_ += bytes;
  }

  std::span<const std::uint8_t> value_;
  std::size_t at_ = 0;
};

/// The most that the TV parameters of one report can take, type octets included.
constexpr std::size_t k_most_tv_bytes = [] {
  std::size_t bytes = 0;
  for (const TvField& field : k_tv_fields) bytes += 1U + field.bytes;
  return bytes;
}();

/// Writes big-endian numbers into room that was made before.
class Writer {
 public:
  explicit Writer(std::uint8_t* at) : at_(at) {}

  template <class T>
  void number(T value) {
    if constexpr (sizeof(T) == 8) {
      value = __builtin_bswap64(value);
    } else if constexpr (sizeof(T) == 4) {
      value = __builtin_bswap32(value);
    } else if constexpr (sizeof(T) == 2) {
      value = __builtin_bswap16(value);
    }
    std::memcpy(at_, &value, sizeof value);
    at_ += sizeof value;
  }

  template <class T>
  void tv(ParamType type, T value) {
    number(static_cast<std::uint8_t>(k_tv_flag | static_cast<std::uint16_t>(type)));
    number(value);
  }

  void bytes(std::span<const std::uint8_t> bytes) { at_ = std::ranges::copy(bytes, at_).out; }

  std::uint8_t* at() const { return at_; }

 private:
  std::uint8_t* at_;
};

void write_epc(const TagReport& report, Writer& out) {
  const auto epc = report.epc_bytes();
  if (report.epc_bits == k_epc_96_bytes * 8) {
    out.number(
        static_cast<std::uint8_t>(k_tv_flag | static_cast<std::uint16_t>(ParamType::epc_96)));
    out.bytes(epc.first<k_epc_96_bytes>());
    return;
  }
  out.number(static_cast<std::uint16_t>(ParamType::epc_data));
  out.number(static_cast<std::uint16_t>(k_tlv_header + 2 + epc.size()));
  out.number(report.epc_bits);
  out.bytes(epc);
}

// The order is that of k_tv_fields. Written out, because a loop over the table costs several times
// as much, and this is where every virtual tag passes.
void write_fields(const TagReport& report, Writer& out) {
  using P = ParamType;
  using R = TagReport;
  if (report.has(R::rospec_id)) out.tv(P::rospec_id, report.rospec);
  if (report.has(R::spec_index)) out.tv(P::spec_index, report.spec);
  if (report.has(R::inventory_parameter_spec_id)) {
    out.tv(P::inventory_parameter_spec_id, report.inventory_parameter_spec);
  }
  if (report.has(R::antenna_id)) out.tv(P::antenna_id, report.antenna);
  if (report.has(R::peak_rssi)) {
    out.tv(P::peak_rssi, static_cast<std::uint8_t>(report.rssi_dbm));
  }
  if (report.has(R::channel_index)) out.tv(P::channel_index, report.channel);
  if (report.has(R::first_seen_utc)) {
    out.tv(P::first_seen_timestamp_utc, report.first_seen_utc_us);
  }
  if (report.has(R::first_seen_uptime)) {
    out.tv(P::first_seen_timestamp_uptime, report.first_seen_uptime_us);
  }
  if (report.has(R::last_seen_utc)) out.tv(P::last_seen_timestamp_utc, report.last_seen_utc_us);
  if (report.has(R::last_seen_uptime)) {
    out.tv(P::last_seen_timestamp_uptime, report.last_seen_uptime_us);
  }
  if (report.has(R::tag_seen_count)) out.tv(P::tag_seen_count, report.seen_count);
  if (report.has(R::pc)) out.tv(P::c1g2_pc, report.pc_word);
  if (report.has(R::crc)) out.tv(P::c1g2_crc, report.crc_word);
  if (report.has(R::xpc_w1)) out.tv(P::c1g2_xpc_w1, report.xpc_word_1);
  if (report.has(R::xpc_w2)) out.tv(P::c1g2_xpc_w2, report.xpc_word_2);
  if (report.has(R::access_spec_id)) out.tv(P::access_spec_id, report.access_spec);
}

}  // namespace

namespace detail {

Result<void> parse_tag_report(std::span<const std::uint8_t> value, TagReport& out,
                              TagLayout& layout) {
  constexpr std::size_t k_word = 8;  // shorter values cannot be compared word by word
  layout = TagLayout{};
  if (auto parsed = Parser(value).run(layout); !parsed) {
    return parsed;
  }
  read_by_layout(layout, value.data(), out);
  if (value.size() >= k_word && value.size() <= TagLayout::k_max_bytes) {
    std::ranges::copy(value, layout.pattern.begin());
    layout.length = value.size();
  }
  return {};
}

std::size_t misplaced_tv_bytes(unsigned type) {
  const TypeDef* known = find_parameter(static_cast<std::uint16_t>(type), Version::v2_0);
  return known != nullptr && known->encoding == Encoding::tv ? 1 + known->fixed_bytes : 0;
}

tl::unexpected<Error> bad_parameter(std::span<const std::uint8_t> body, std::size_t offset) {
  const std::size_t left = body.size() - offset;
  if ((body[offset] & k_tv_flag) != 0) {
    return bad(ErrorCode::unsupported,
               "unknown or cut-off TV parameter " + std::to_string(body[offset] & 0x7FU) +
                   " in an RO_ACCESS_REPORT",
               offset);
  }
  if (left < k_tlv_header) {
    return bad(ErrorCode::truncated,
               "a parameter header needs 4 bytes, " + std::to_string(left) + " are left", offset);
  }
  return bad(ErrorCode::malformed,
             "parameter " + std::to_string(big_endian<std::uint16_t>(&body[offset]) & 0x03FFU) +
                 " says it has " + std::to_string(big_endian<std::uint16_t>(&body[offset + 2])) +
                 " bytes, expected 4 to " + std::to_string(left),
             offset + 2);
}

tl::unexpected<Error> moved(Error error, std::size_t offset) {
  error.where.byte_offset = error.where.byte_offset.value_or(0) + offset;
  return fail(std::move(error));
}

}  // namespace detail

Result<TagReport> decode_tag_report(std::span<const std::uint8_t> value) {
  TagReport report;
  detail::TagLayout layout;
  if (auto parsed = detail::parse_tag_report(value, report, layout); !parsed) {
    return fail(std::move(parsed.error()));
  }
  return report;
}

void append_tag_report(const TagReport& report, std::vector<std::uint8_t>& out,
                       std::span<const std::uint8_t> customs) {
  const std::size_t start = out.size();
  const std::size_t epc_bytes = report.has(TagReport::epc) ? report.epc_bytes().size() : 0;
  constexpr std::size_t k_epc_head = k_tlv_header + 2;
  out.resize(start + k_tlv_header + k_epc_head + epc_bytes + k_most_tv_bytes + customs.size());
  std::uint8_t* const head = out.data() + start;
  Writer body(head + k_tlv_header);
  if (report.has(TagReport::epc)) write_epc(report, body);
  write_fields(report, body);
  body.bytes(customs);
  const auto length = static_cast<std::size_t>(body.at() - head);
  Writer header(head);
  header.number(static_cast<std::uint16_t>(ParamType::tag_report_data));
  header.number(static_cast<std::uint16_t>(length));
  out.resize(start + length);
}

}  // namespace plugtest::llrp
