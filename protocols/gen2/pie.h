#pragma once

#include "protocols/bits/bit_string.h"
#include "protocols/bits/result.h"
#include "protocols/gen2/link_profile.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace plugtest::gen2 {

/// A stretch of unchanged carrier.
struct CarrierLevel {
  bool high = false;
  std::int32_t ns = 0;

  bool operator==(const CarrierLevel&) const = default;
};

/// The envelope of a command in pulse-interval encoding (Gen2 v1.2.0, 6.3.1.2.3 and 6.3.1.2.8),
/// beginning with the low delimiter; then a high and a low stretch for each symbol. Lasts
/// LinkProfile::forward_duration().
std::vector<CarrierLevel> pie_encode(const LinkProfile& profile, const bits::BitString& command,
                                     CommandStart start);

/// What a tag measures and reads in a command.
struct PieFrame {
  std::int32_t tari_ns = 0;
  std::int32_t rtcal_ns = 0;
  std::optional<std::int32_t> trcal_ns{};  ///< with a preamble only
  bits::BitString bits{};

  bool operator==(const PieFrame&) const = default;
};

/// Reads an envelope as a tag does: symbols shorter than half of RTcal are 0, longer ones 1; a
/// symbol longer than RTcal after RTcal is TRcal. Errors: `truncated`, `malformed` (no delimiter of
/// 12.5 us within 5 %, levels that do not alternate, RTcal or TRcal out of proportion, a symbol
/// longer than 4 RTcal).
Result<PieFrame> pie_decode(const std::vector<CarrierLevel>& envelope);

}  // namespace plugtest::gen2
