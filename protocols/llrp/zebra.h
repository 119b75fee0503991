#pragma once

#include "protocols/llrp/tag_customs.h"

#include <cstdint>
#include <optional>

namespace plugtest::llrp::zebra {

/// Subtypes of Zebra's (formerly Motorola's) Custom parameters (vendor 161), as far as they are
/// publicly known and of use here. Their places: advanced_capabilities in
/// GET_READER_CAPABILITIES_RESPONSE, report_selector in ROReportSpec, extended_pc, phase and
/// tag_event_list in TagReportData. Firmware is known to differ from the published layouts in
/// reserved bits: what is read here looks at the fields in front of them only.
enum Parameter : std::uint32_t {
  advanced_capabilities = 110,
  tag_event_list = 123,
  tag_event_entry = 124,
  extended_pc = 450,
  report_selector = 708,
  phase = 709,  ///< 1/32767 half turn, signed
};

/// The phase that a Custom of this vendor tells, in 1/4096 turn: a signed number of which 32767 is
/// half a turn. Nothing for other subtypes.
std::optional<std::uint16_t> phase_4096(const TagCustom& custom);

}  // namespace plugtest::llrp::zebra
