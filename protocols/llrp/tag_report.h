#pragma once

#include "protocols/bits/result.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace plugtest::llrp {

/// One TagReportData as plain numbers. Only what `has` names was in the report; the rest is zero.
struct TagReport {
  /// Bits of `present`.
  enum Field : std::uint32_t {
    antenna_id = 1U << 0,
    peak_rssi = 1U << 1,
    first_seen_utc = 1U << 2,
    first_seen_uptime = 1U << 3,
    last_seen_utc = 1U << 4,
    last_seen_uptime = 1U << 5,
    channel_index = 1U << 6,
    tag_seen_count = 1U << 7,
    rospec_id = 1U << 8,
    inventory_parameter_spec_id = 1U << 9,
    crc = 1U << 10,
    pc = 1U << 11,
    spec_index = 1U << 12,
    access_spec_id = 1U << 13,
    xpc_w1 = 1U << 14,
    xpc_w2 = 1U << 15,
    epc = 1U << 16,
  };

  std::uint32_t present = 0;
  std::uint16_t epc_bits = 0;
  const std::uint8_t* epc_data = nullptr;  ///< into the message; ceil(epc_bits / 8) bytes
  std::uint64_t first_seen_utc_us = 0;
  std::uint64_t first_seen_uptime_us = 0;
  std::uint64_t last_seen_utc_us = 0;
  std::uint64_t last_seen_uptime_us = 0;
  std::uint32_t rospec = 0;
  std::uint32_t access_spec = 0;
  std::uint16_t antenna = 0;
  std::uint16_t channel = 0;
  std::uint16_t seen_count = 0;
  std::uint16_t inventory_parameter_spec = 0;
  std::uint16_t spec = 0;
  std::uint16_t pc_word = 0;
  std::uint16_t crc_word = 0;
  std::uint16_t xpc_word_1 = 0;
  std::uint16_t xpc_word_2 = 0;
  std::uint16_t op_results = 0;  ///< results of access operations, counted, not decoded
  std::uint16_t customs = 0;     ///< Custom parameters, counted, not decoded
  std::uint16_t unknown = 0;     ///< TLVs of other types, stepped over
  std::int8_t rssi_dbm = 0;
  std::uint32_t value_bytes = 0;
  const std::uint8_t* value_data = nullptr;  ///< the whole value of the parameter, in the message

  bool has(Field field) const { return (present & field) != 0; }
  std::span<const std::uint8_t> epc_bytes() const {
    return {epc_data, (static_cast<std::size_t>(epc_bits) + 7U) / 8U};
  }
  /// For what is counted and not decoded here: read_tag_extras() of lab_extension.h.
  std::span<const std::uint8_t> value() const { return {value_data, value_bytes}; }
};

/// What a report message held.
struct ReportSummary {
  std::size_t tags = 0;
  std::size_t others = 0;  ///< top-level parameters that are no TagReportData, stepped over
};

/// Decodes one TagReportData value (the bytes behind its 4-byte TLV header). Whatever the
/// tolerant generic decoder understands whole is understood here, with equal values; the insides of
/// results of access operations, Customs and unknown TLVs are not looked at; an unknown TV is an
/// error; of repeated parameters the first counts. Byte offsets count from the start of `value`.
Result<TagReport> decode_tag_report(std::span<const std::uint8_t> value);

/// Calls `sink(const TagReport&)` for each tag report in the body of an RO_ACCESS_REPORT (the bytes
/// behind the 10-byte message header). Nothing is allocated; `epc_data` points into `body`. On an
/// error the reports before it have been delivered; the byte offset counts from the start of
/// `body`.
template <class Sink>
Result<ReportSummary> for_each_tag_report(std::span<const std::uint8_t> body, Sink&& sink);

/// What a reader's last report looked like: keep one per connection, so that messages of few tags
/// are predicted too. Wrong memories cost time, never correctness.
class TagReportMemory;

/// The same, with a memory that outlives the message.
template <class Sink>
Result<ReportSummary> for_each_tag_report(std::span<const std::uint8_t> body,
                                          TagReportMemory& memory, Sink&& sink);

/// Appends one TagReportData parameter with the fields that `report` has, in the order of the
/// standard; a 96-bit EPC goes as EPC-96, any other as EPCData. `customs`: whole Custom parameters,
/// put at the end. Counts of results, Customs and unknown parameters are not written.
void append_tag_report(const TagReport& report, std::vector<std::uint8_t>& out,
                       std::span<const std::uint8_t> customs = {});

}  // namespace plugtest::llrp

#include "protocols/llrp/tag_report_inline.h"
