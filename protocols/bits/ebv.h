#pragma once

#include "protocols/bits/bit_string.h"

#include <cstdint>

namespace plugtest::bits {

/// Appends `value` as an extensible bit vector of 8-bit blocks: seven data bits a block, most
/// significant block first, the first bit of a block says that another follows (Gen2 v1.2.0,
/// annex A).
void append_ebv8(BitString& bits, std::uint32_t value);

/// Takes one EBV-8. Error `truncated` when the bits end, `malformed` when the value needs more
/// than 32 bits. Leading zero blocks are accepted, but no more than five blocks in all.
Result<std::uint32_t> take_ebv8(BitReader& reader);

}  // namespace plugtest::bits
