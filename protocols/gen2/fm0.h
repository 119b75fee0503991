#pragma once

#include "protocols/bits/bit_string.h"
#include "protocols/bits/result.h"
#include "protocols/gen2/coding.h"

namespace plugtest::gen2 {

/// A reply in FM0 (Gen2 v1.2.0, 6.3.1.3.2.1): pilot tone if asked for, preamble 1010v1, the bits,
/// the dummy 1. Two chips a symbol.
Chips fm0_encode(const bits::BitString& bits, bool with_pilot);

/// The bits between preamble and dummy, of either polarity. Errors: `truncated` (shorter than a
/// preamble and a dummy, or half a symbol), `malformed` (wrong preamble, a missing level change
/// between symbols, no dummy 1, too many bits).
Result<bits::BitString> fm0_decode(const Chips& chips, bool with_pilot);

}  // namespace plugtest::gen2
