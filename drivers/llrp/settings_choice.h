#pragma once

#include "drivers/llrp/antenna_config.h"
#include "drivers/llrp/llrp_session.h"
#include "harness/model/reader_settings.h"
#include "protocols/bits/result.h"

#include <cstdint>
#include <optional>

namespace plugtest::drivers {

/// What is asked, in the numbers of this reader's tables, by antenna. Error `refused`, with what
/// the reader has instead, for what it does not have or cannot be told.
Result<LlrpAntennas> choose_settings(const model::ReaderSettings& settings, const LlrpPeer& peer);

/// What is asked of `port` alone, or nullptr.
const model::AntennaSettings* own_settings(const model::ReaderSettings& settings,
                                           std::uint16_t port);

/// The search mode of an Impinj reader: it follows that, and not the flags of a state-aware
/// singulation.
std::optional<std::uint16_t> impinj_search_mode(model::InventoryTarget target);

}  // namespace plugtest::drivers
