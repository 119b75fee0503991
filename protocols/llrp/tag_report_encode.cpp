#include "protocols/llrp/tag_report.h"
#include "protocols/llrp/tag_report_fields.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

namespace plugtest::llrp {
namespace {

using detail::k_epc_96_bytes;
using detail::k_tlv_header;
using detail::k_tv_fields;
using detail::k_tv_flag;
using detail::TvField;

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
