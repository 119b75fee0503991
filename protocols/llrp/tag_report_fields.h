#pragma once

// The TV parameters of tag reports, for the two halves of tag_report.h; nobody else includes it.

#include "protocols/llrp/tag_report.h"
#include "protocols/llrp/types.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace plugtest::llrp::detail {

/// A TV parameter of tag reports: its type, its bit in TagReport::present, its slot and size.
struct TvField {
  ParamType type;
  TagReport::Field field;
  TagSlot slot;
  std::uint8_t bytes;
};

// In the order in which the standard places them in TagReportData (LLRP 1.0.1, 16.2.7.3). The EPC
// comes first and is written apart.
inline constexpr std::array k_tv_fields{
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

inline constexpr std::uint8_t k_tv_flag = 0x80;
inline constexpr std::size_t k_epc_96_bytes = 12;
inline constexpr std::size_t k_tlv_header = 4;

}  // namespace plugtest::llrp::detail
