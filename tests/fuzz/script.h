#pragma once

#include "protocols/bits/bit_string.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

namespace plugtest::fuzz {

/// What a target holds to be true; libFuzzer takes the abort as a find.
inline void require(bool holds) {
  if (!holds) std::abort();
}

/// The input, taken from the front. Once it is used up there are zeros.
class Script {
 public:
  Script(const std::uint8_t* data, std::size_t size) : rest_(data, size) {}

  bool empty() const { return rest_.empty(); }
  std::span<const std::uint8_t> rest() const { return rest_; }

  std::uint8_t byte() {
    if (rest_.empty()) return 0;
    const std::uint8_t first = rest_.front();
    rest_ = rest_.subspan(1);
    return first;
  }
  std::uint16_t word() {
    const unsigned high = byte();
    return static_cast<std::uint16_t>((high << 8U) | byte());
  }
  /// A number from 0 to `most`.
  std::uint32_t up_to(std::uint32_t most) {
    const std::uint32_t drawn = most < 256 ? byte() : (std::uint32_t{word()} << 16U) | word();
    return most == ~std::uint32_t{0} ? drawn : drawn % (most + 1);
  }
  /// `count` bits, at most BitString::k_max_bits.
  bits::BitString bits(std::size_t count) {
    bits::BitString taken;
    while (taken.size() < count) {
      const std::size_t step = std::min<std::size_t>(8, count - taken.size());
      taken.append(byte() >> (8 - step), step);
    }
    return taken;
  }
  /// All that is left, less up to seven bits as `left_out` says; empty when that is too long.
  bits::BitString frame(unsigned left_out) {
    const std::size_t all = rest_.size() * 8;
    const std::size_t count = all < left_out % 8 ? 0 : all - left_out % 8;
    return bits::BitString::from_bytes(rest_, count).value_or(bits::BitString{});
  }

 private:
  std::span<const std::uint8_t> rest_;
};

}  // namespace plugtest::fuzz
