#pragma once

#include "protocols/bits/result.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace plugtest::bits {

/// A string of bits, most significant (first sent) bit first, stored inline: nothing is ever
/// allocated, and a copy costs as much as the bits that are there.
///
/// The capacity holds every air frame of both standards, up to a Type C BlockWrite of 255 words
/// with its head, handle and CRC (4,150 bits).
class BitString {
 public:
  static constexpr std::size_t k_max_bits = 4224;

  // Not defaulted: words beyond size() are never read and so not set, most strings are short.
  BitString() noexcept {}
  BitString(const BitString& other) noexcept : size_(other.size_) { copy_words(other); }
  BitString& operator=(const BitString& other) noexcept {
    size_ = other.size_;
    copy_words(other);
    return *this;
  }
  ~BitString() = default;

  /// The low `count` bits (0 to 64) of `value`.
  BitString(std::uint64_t value, std::size_t count) { append(value, count); }

  /// The first `count` bits of `bytes`. Error `malformed` when `count` exceeds the bytes given or
  /// the capacity.
  static Result<BitString> from_bytes(std::span<const std::uint8_t> bytes, std::size_t count);

  /// From the characters '0' and '1'; blanks and '_' may group them. Error `malformed` with the
  /// byte offset of the first other character, or when the text is too long.
  static Result<BitString> from_text(std::string_view text);

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  /// Adds the low `count` bits (0 to 64) of `value`, the most significant of them first. The
  /// result must fit the capacity.
  void append(std::uint64_t value, std::size_t count);

  /// Adds all bits of `other`. The result must fit the capacity.
  void append(const BitString& other);

  /// The bit at `position`, which must be below size().
  bool operator[](std::size_t position) const;

  /// `count` bits (0 to 64) from `position` on as a number; the range must lie inside.
  std::uint64_t value(std::size_t position, std::size_t count) const;

  /// `count` bits from `position` on; the range must lie inside.
  BitString slice(std::size_t position, std::size_t count) const;

  /// The `count` bits from `position` on in bytes, the last one filled up with zeros, to the front
  /// of `bytes`; range and room must suffice.
  void copy_bytes(std::size_t position, std::size_t count, std::span<std::uint8_t> bytes) const;

  /// Inverts the bit at `position`, which must be below size(). For channels that corrupt frames.
  void flip(std::size_t position);

  /// How many bits are one.
  std::size_t count_ones() const;

  /// The bits in bytes, the last one filled up with zeros.
  std::vector<std::uint8_t> to_bytes() const;

  /// For example "1010".
  std::string to_string() const;

  bool operator==(const BitString& other) const {
    return size_ == other.size_ && std::ranges::equal(words(), other.words());
  }

  /// The bits in 64-bit words, left-aligned; unused bits are zero.
  std::span<const std::uint64_t> words() const { return {words_.data(), (size_ + 63U) / 64U}; }

 private:
  void copy_words(const BitString& other) noexcept {
    if (this != &other) std::ranges::copy(other.words(), words_.begin());
  }

  std::array<std::uint64_t, k_max_bits / 64> words_;  ///< set as far as size_ reaches
  std::size_t size_ = 0;
};

/// Reads a bit string from front to back. Running out of bits is an error `truncated`, never
/// undefined.
class BitReader {
 public:
  explicit BitReader(const BitString& bits) : bits_(&bits) {}

  std::size_t position() const { return position_; }
  std::size_t remaining() const { return bits_->size() - position_; }

  /// The next `count` (0 to 64) bits as a number; `what` names the field in the error.
  Result<std::uint64_t> take(std::size_t count, std::string_view what);

  /// The next `count` bits.
  Result<BitString> take_bits(std::size_t count, std::string_view what);

 private:
  const BitString* bits_;
  std::size_t position_ = 0;
};

}  // namespace plugtest::bits
