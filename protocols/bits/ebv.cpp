#include "protocols/bits/ebv.h"

#include <limits>

namespace plugtest::bits {

void append_ebv8(BitString& bits, std::uint32_t value) {
  unsigned shift = 0;
  while (shift < 28 && (value >> (shift + 7U)) != 0) shift += 7U;
  for (;; shift -= 7U) {
    const std::uint32_t more = shift > 0 ? 0x80U : 0U;
    bits.append(more | ((value >> shift) & 0x7FU), 8);
    if (shift == 0) return;
  }
}

Result<std::uint32_t> take_ebv8(BitReader& reader) {
  constexpr int k_max_blocks = 5;
  std::uint64_t value = 0;
  for (int block = 0; block < k_max_blocks; ++block) {
    const auto bits = reader.take(8, "an extensible bit vector");
    if (!bits) return fail(bits.error());
    value = (value << 7U) | (*bits & 0x7FU);
    if (value > std::numeric_limits<std::uint32_t>::max()) break;
    if ((*bits & 0x80U) == 0) return static_cast<std::uint32_t>(value);
  }
  return fail(ErrorCode::malformed, "extensible bit vector too long, expected at most 32 bits");
}

}  // namespace plugtest::bits
