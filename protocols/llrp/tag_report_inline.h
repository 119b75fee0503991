#pragma once

// Implementation of for_each_tag_report(); included by tag_report.h only.
//
// The reports of one reader repeat their layout: which parameters, in which order. So the layout
// of the last report is kept as a mask over its structural bytes (type and length octets). A report
// of the same length whose masked bytes are equal has the same layout, and its fields are at known
// offsets; any other goes through the full parser, which learns the new layout.

#include "protocols/llrp/tag_report.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <utility>

namespace plugtest::llrp::detail {

/// Slots of TagLayout::offsets, one for each field of TagReport that has a value.
enum class TagSlot : std::uint8_t {
  antenna,
  rssi,
  first_utc,
  first_uptime,
  last_utc,
  last_uptime,
  channel,
  count,
  rospec,
  inventory,
  crc,
  pc,
  spec,
  access,
  xpc1,
  xpc2,
  epc,
  end,  // how many there are
};

/// Where things are in a report of a known shape.
struct TagLayout {
  static constexpr std::size_t k_max_bytes = 128;  // longest value that is predicted
  static constexpr std::size_t k_nothing = static_cast<std::size_t>(-1);
  std::size_t length = k_nothing;                   // of the value
  std::array<std::uint8_t, k_max_bytes> pattern{};  // the value that was learned
  std::array<std::uint8_t, k_max_bytes> mask{};     // 0xFF: type or length octet
  std::array<std::uint16_t, static_cast<std::size_t>(TagSlot::end)> offsets{};  // 0: absent
  TagReport counts{};  // present, epc_bits and the counters; the rest stays zero
};

/// The full parser. Fills `out` and learns the layout.
Result<void> parse_tag_report(std::span<const std::uint8_t> value, TagReport& out,
                              TagLayout& layout);

inline std::uint64_t load_u64(const std::uint8_t* from) {
  std::uint64_t word = 0;
  std::memcpy(&word, from, sizeof word);
  return word;
}

template <class T>
T big_endian(const std::uint8_t* from) {
  static_assert(std::endian::native == std::endian::little);
  T word = 0;
  std::memcpy(&word, from, sizeof word);
  if constexpr (sizeof(T) == 8) {
    return __builtin_bswap64(word);
  } else if constexpr (sizeof(T) == 4) {
    return __builtin_bswap32(word);
  } else {
    return __builtin_bswap16(word);
  }
}

inline bool fits(const TagLayout& layout, const std::uint8_t* value, std::size_t length) {
  if (length != layout.length) {
    return false;
  }
  std::uint64_t difference = 0;
  for (std::size_t i = 0; i < length; i += 8) {
    const std::size_t at = std::min(i, length - 8);  // the last word overlaps the one before it
    difference |= (load_u64(value + at) ^ load_u64(layout.pattern.data() + at)) &
                  load_u64(layout.mask.data() + at);
  }
  return difference == 0;
}

inline constexpr std::array<std::uint8_t, 8> k_zeros{};

inline const std::uint8_t* field_at(const TagLayout& layout, const std::uint8_t* value,
                                    TagSlot slot) {
  const std::size_t offset = layout.offsets[static_cast<std::size_t>(slot)];
  return offset != 0 ? value + offset : k_zeros.data();
}

inline void read_by_layout(const TagLayout& layout, const std::uint8_t* value, TagReport& out) {
  const auto at = [&](TagSlot slot) { return field_at(layout, value, slot); };
  out.present = layout.counts.present;
  out.epc_bits = layout.counts.epc_bits;
  out.op_results = layout.counts.op_results;
  out.customs = layout.counts.customs;
  out.unknown = layout.counts.unknown;
  out.epc_data = value + layout.offsets[static_cast<std::size_t>(TagSlot::epc)];
  out.antenna = big_endian<std::uint16_t>(at(TagSlot::antenna));
  out.rssi_dbm = static_cast<std::int8_t>(*at(TagSlot::rssi));
  out.first_seen_utc_us = big_endian<std::uint64_t>(at(TagSlot::first_utc));
  out.first_seen_uptime_us = big_endian<std::uint64_t>(at(TagSlot::first_uptime));
  out.last_seen_utc_us = big_endian<std::uint64_t>(at(TagSlot::last_utc));
  out.last_seen_uptime_us = big_endian<std::uint64_t>(at(TagSlot::last_uptime));
  out.channel = big_endian<std::uint16_t>(at(TagSlot::channel));
  out.seen_count = big_endian<std::uint16_t>(at(TagSlot::count));
  out.rospec = big_endian<std::uint32_t>(at(TagSlot::rospec));
  out.inventory_parameter_spec = big_endian<std::uint16_t>(at(TagSlot::inventory));
  out.crc_word = big_endian<std::uint16_t>(at(TagSlot::crc));
  out.pc_word = big_endian<std::uint16_t>(at(TagSlot::pc));
  out.spec = big_endian<std::uint16_t>(at(TagSlot::spec));
  out.access_spec = big_endian<std::uint32_t>(at(TagSlot::access));
  out.xpc_word_1 = big_endian<std::uint16_t>(at(TagSlot::xpc1));
  out.xpc_word_2 = big_endian<std::uint16_t>(at(TagSlot::xpc2));
}

/// Size with the type octet of a TV that stands where none belongs; 0 when it is not known.
std::size_t misplaced_tv_bytes(unsigned type);
/// Error of a top-level parameter at `offset`.
tl::unexpected<Error> bad_parameter(std::span<const std::uint8_t> body, std::size_t offset);
tl::unexpected<Error> moved(Error error, std::size_t offset);

}  // namespace plugtest::llrp::detail

namespace plugtest::llrp {

class TagReportMemory {
 private:
  template <class Sink>
  friend Result<ReportSummary> for_each_tag_report(std::span<const std::uint8_t> body,
                                                   TagReportMemory& memory, Sink&& sink);
  detail::TagLayout layout_;
};

template <class Sink>
Result<ReportSummary> for_each_tag_report(std::span<const std::uint8_t> body, Sink&& sink) {
  TagReportMemory memory;
  return for_each_tag_report(body, memory, std::forward<Sink>(sink));
}

template <class Sink>
Result<ReportSummary> for_each_tag_report(std::span<const std::uint8_t> body,
                                          TagReportMemory& memory, Sink&& sink) {
  constexpr std::size_t k_tlv_header = 4;
  constexpr std::uint16_t k_tag_report_data = 240;
  constexpr std::uint16_t k_type_mask = 0x03FF;
  detail::TagLayout& layout = memory.layout_;
  TagReport report;
  ReportSummary summary;
  const std::uint8_t* const data = body.data();
  std::size_t offset = 0;
  while (offset < body.size()) {
    if ((data[offset] & 0x80U) != 0) {
      const std::size_t size = detail::misplaced_tv_bytes(data[offset] & 0x7FU);
      if (size == 0 || size > body.size() - offset) {
        return detail::bad_parameter(body, offset);
      }
      ++summary.others;
      offset += size;
      continue;
    }
    if (body.size() - offset < k_tlv_header) {
      return detail::bad_parameter(body, offset);
    }
    const auto type = detail::big_endian<std::uint16_t>(data + offset) & k_type_mask;
    const std::size_t length = detail::big_endian<std::uint16_t>(data + offset + 2);
    if (length < k_tlv_header || length > body.size() - offset) {
      return detail::bad_parameter(body, offset);
    }
    if (type != k_tag_report_data) {
      ++summary.others;
      offset += length;
      continue;
    }
    const std::uint8_t* const value = data + offset + k_tlv_header;
    const std::size_t value_bytes = length - k_tlv_header;
    if (detail::fits(layout, value, value_bytes)) {
      detail::read_by_layout(layout, value, report);
    } else if (auto parsed = detail::parse_tag_report({value, value_bytes}, report, layout);
               !parsed) {
      return detail::moved(std::move(parsed.error()), offset + k_tlv_header);
    }
    report.value_data = value;
    report.value_bytes = static_cast<std::uint32_t>(value_bytes);
    sink(static_cast<const TagReport&>(report));
    ++summary.tags;
    offset += length;
  }
  return summary;
}

}  // namespace plugtest::llrp
