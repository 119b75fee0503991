#pragma once

#include "protocols/bits/bit_string.h"
#include "protocols/bits/result.h"
#include "protocols/gen2/coding.h"
#include "protocols/gen2/command.h"

namespace plugtest::gen2 {

/// A reply in Miller-modulated subcarrier (Gen2 v1.2.0, 6.3.1.3.2.3): 4 or 16 bit times of plain
/// subcarrier, preamble 010111, the bits, the dummy 1. 2 M chips a bit. `m` must be a Miller mode.
Chips miller_encode(const bits::BitString& bits, Modulation m, bool with_pilot);

/// The bits between preamble and dummy, of either polarity. Errors: `truncated`, `malformed` as
/// for fm0_decode, and `malformed` for a broken subcarrier.
Result<bits::BitString> miller_decode(const Chips& chips, Modulation m, bool with_pilot);

}  // namespace plugtest::gen2
