#pragma once

#include "protocols/bits/result.h"

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace plugtest::identity {

/// What identifies a tag: a bit string of up to 512 bits, stored inline, MSB first, left-aligned,
/// unused low bits of the last byte zero. An EPC is a UII; for Type C it is what follows the PC
/// word. The whole of a Type C UII is 0 to 496 bits (PC length field, 5 bits of words).
class Uii {
 public:
  static constexpr std::size_t k_max_bits = 512;

  Uii() = default;

  /// The first `bits` bits of `bytes` (MSB first). Error `malformed` when `bits` exceeds the
  /// bytes given or k_max_bits.
  static Result<Uii> from_bits(std::span<const std::uint8_t> bytes, std::size_t bits);

  /// From hexadecimal digits, blanks allowed between bytes: 4 bits a digit. Error `malformed` with
  /// the byte offset of the first character that is no digit.
  static Result<Uii> from_hex(std::string_view text);

  std::size_t bit_count() const { return bits_; }
  std::size_t byte_count() const { return (bits_ + 7U) / 8U; }
  bool empty() const { return bits_ == 0; }
  std::span<const std::uint8_t> bytes() const { return {data_.data(), byte_count()}; }

  /// Lower-case hexadecimal without blanks; a bit count that is no multiple of four is followed by
  /// "/bits", for example "a8/5".
  std::string to_hex() const;

  bool operator==(const Uii&) const = default;
  std::strong_ordering operator<=>(const Uii&) const = default;

 private:
  std::array<std::uint8_t, k_max_bits / 8> data_{};
  std::uint16_t bits_ = 0;
};

/// Hash for unordered containers; equal on every platform (FNV-1a over length and bytes).
struct UiiHash {
  std::size_t operator()(const Uii& uii) const noexcept;
};

}  // namespace plugtest::identity
