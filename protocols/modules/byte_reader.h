#pragma once

#include "protocols/bits/result.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace plugtest::modules {

/// Takes fields off the front of a frame, high byte first unless told otherwise. Reading beyond the
/// end gives zeros and is remembered: ask good() or check() once, after the last field.
class ByteReader {
 public:
  explicit ByteReader(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

  std::uint8_t u8();
  std::uint16_t u16();
  std::uint32_t u24();
  std::uint32_t u32();
  std::uint16_t u16_low_first();

  /// The next `count` words of 16 bits; those there are, when there are not so many.
  std::vector<std::uint16_t> words(std::size_t count);

  /// The next `count` bytes; empty when there are not so many.
  std::span<const std::uint8_t> take(std::size_t count);

  std::size_t left() const { return bytes_.size() - position_; }
  std::size_t position() const { return position_; }
  bool good() const { return good_; }

  /// Error `truncated` at the position where the first missing field should have been.
  Result<void> check() const;

 private:
  std::uint32_t number(std::size_t count);

  std::span<const std::uint8_t> bytes_;
  std::size_t position_ = 0;
  bool good_ = true;
};

/// @name Fields appended to a frame that is being built; high byte first unless told otherwise
/// @{
void put_u16(std::vector<std::uint8_t>& out, std::uint16_t value);
void put_u24(std::vector<std::uint8_t>& out, std::uint32_t value);
void put_u32(std::vector<std::uint8_t>& out, std::uint32_t value);
void put_u16_low_first(std::vector<std::uint8_t>& out, std::uint16_t value);
void put_words(std::vector<std::uint8_t>& out, std::span<const std::uint16_t> words);
void put(std::vector<std::uint8_t>& out, std::span<const std::uint8_t> bytes);
/// @}

}  // namespace plugtest::modules
