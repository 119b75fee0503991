#pragma once

#include "harness/api/virtual_radio.h"
#include "protocols/llrp/element.h"

#include <cstdint>

namespace plugtest::drivers {

inline constexpr std::uint16_t k_hop_table_id = 1;
inline constexpr std::uint16_t k_only_sensitivity = 1;  ///< index of the only table entry
inline constexpr std::uint32_t k_max_rospecs = 32;
inline constexpr std::uint32_t k_max_specs_per_rospec = 16;

/// Fills a GET_READER_CAPABILITIES_RESPONSE (which has its LLRPStatus already) with the part that
/// `requested` (GetReaderCapabilitiesRequestedData) names; 0 is all of them (LLRP 1.0.1, 9.2).
void add_capabilities(const api::RadioCapabilities& capabilities, std::uint64_t requested,
                      llrp::Element& response);

/// The Identification of the virtual reader: an identifier made from the model name.
llrp::Element identification_element(const api::RadioCapabilities& capabilities);

}  // namespace plugtest::drivers
