#pragma once

#include "harness/api/virtual_radio.h"
#include "harness/model/llrp_profile.h"
#include "protocols/llrp/element.h"

#include <cstdint>

namespace plugtest::drivers {

inline constexpr std::uint32_t k_max_rospecs = 32;
inline constexpr std::uint32_t k_max_specs_per_rospec = 16;

/// Fills a GET_READER_CAPABILITIES_RESPONSE of `version` (which has its LLRPStatus already) with
/// the part that `requested` (GetReaderCapabilitiesRequestedData) names; 0 is all of them (LLRP
/// 1.1, 10.2).
void add_capabilities(const api::RadioCapabilities& capabilities, const model::LlrpProfile& profile,
                      llrp::Version version, std::uint64_t requested, llrp::Element& response);

/// The lowest and the highest frequency that an RFSurveySpec may name, in kHz.
struct SurveyRange {
  std::uint32_t lowest_khz = 0;
  std::uint32_t highest_khz = 0;
};
SurveyRange survey_range(const api::RadioCapabilities& capabilities);

/// The Identification of the virtual reader: an identifier made from the model name.
llrp::Element identification_element(const api::RadioCapabilities& capabilities);

}  // namespace plugtest::drivers
