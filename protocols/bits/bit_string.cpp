#include "protocols/bits/bit_string.h"

#include <algorithm>
#include <bit>
#include <cassert>

namespace plugtest::bits {
namespace {

constexpr std::uint64_t low_mask(std::size_t count) {
  return count >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1U;
}

}  // namespace

Result<BitString> BitString::from_bytes(std::span<const std::uint8_t> bytes, std::size_t count) {
  if (count > k_max_bits) {
    return fail(
        ErrorCode::malformed,
        std::to_string(count) + " bits do not fit, expected at most " + std::to_string(k_max_bits));
  }
  if (count > bytes.size() * 8) {
    return fail(ErrorCode::malformed, std::to_string(count) + " bits asked for, but only " +
                                          std::to_string(bytes.size()) + " bytes given");
  }
  BitString result;
  const std::size_t whole = count / 8;
  for (std::size_t i = 0; i < whole; ++i) result.append(bytes[i], 8);
  const std::size_t rest = count % 8;
  if (rest != 0) result.append(std::uint64_t{bytes[whole]} >> (8 - rest), rest);
  return result;
}

Result<BitString> BitString::from_text(std::string_view text) {
  BitString result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == ' ' || c == '_') continue;
    if (c != '0' && c != '1') {
      return fail(ErrorCode::malformed, "expected only the digits 0 and 1 in a bit string",
                  Where{.byte_offset = i});
    }
    if (result.size() == k_max_bits) {
      return fail(ErrorCode::malformed,
                  "bit string too long, expected at most " + std::to_string(k_max_bits) + " bits",
                  Where{.byte_offset = i});
    }
    result.append(c == '1' ? 1U : 0U, 1);
  }
  return result;
}

void BitString::append(std::uint64_t value, std::size_t count) {
  assert(count <= 64 && size_ + count <= k_max_bits);
  if (count == 0) return;
  value &= low_mask(count);
  const std::size_t word = size_ / 64;
  const std::size_t free_bits = 64 - size_ % 64;
  if (free_bits == 64) {
    words_[word] = value << (64 - count);
  } else if (count <= free_bits) {
    words_[word] |= value << (free_bits - count);
  } else {
    const std::size_t over = count - free_bits;
    words_[word] |= value >> over;
    words_[word + 1] = value << (64 - over);
  }
  size_ += count;
}

void BitString::append(const BitString& other) {
  assert(size_ + other.size_ <= k_max_bits);
  const std::size_t count = other.size_;  // read first: `other` may be this string
  for (std::size_t position = 0; position < count; position += 64) {
    const std::size_t step = std::min<std::size_t>(64, count - position);
    append(other.value(position, step), step);
  }
}

bool BitString::operator[](std::size_t position) const {
  assert(position < size_);
  return ((words_[position / 64] >> (63 - position % 64)) & 1U) != 0;
}

std::uint64_t BitString::value(std::size_t position, std::size_t count) const {
  assert(count <= 64 && position + count <= size_);
  if (count == 0) return 0;
  const std::size_t word = position / 64;
  const std::size_t offset = position % 64;
  std::uint64_t left = words_[word] << offset;
  if (offset + count > 64) left |= words_[word + 1] >> (64 - offset);
  return left >> (64 - count);
}

BitString BitString::slice(std::size_t position, std::size_t count) const {
  assert(position + count <= size_);
  BitString result;
  for (std::size_t done = 0; done < count; done += 64) {
    const std::size_t step = std::min<std::size_t>(64, count - done);
    result.append(value(position + done, step), step);
  }
  return result;
}

void BitString::copy_bytes(std::size_t position, std::size_t count,
                           std::span<std::uint8_t> bytes) const {
  assert(position + count <= size_ && (count + 7) / 8 <= bytes.size());
  for (std::size_t done = 0; done < count; done += 64) {
    const std::size_t step = std::min<std::size_t>(64, count - done);
    const std::uint64_t left_aligned = value(position + done, step) << (64 - step);
    for (std::size_t i = 0; i * 8 < step; ++i) {
      bytes[done / 8 + i] = static_cast<std::uint8_t>(left_aligned >> (56 - i * 8));
    }
  }
}

void BitString::flip(std::size_t position) {
  assert(position < size_);
  words_[position / 64] ^= std::uint64_t{1} << (63 - position % 64);
}

std::size_t BitString::count_ones() const {
  std::size_t ones = 0;
  for (const std::uint64_t word : words()) ones += static_cast<std::size_t>(std::popcount(word));
  return ones;
}

std::vector<std::uint8_t> BitString::to_bytes() const {
  std::vector<std::uint8_t> bytes((size_ + 7) / 8);
  copy_bytes(0, size_, bytes);
  return bytes;
}

std::string BitString::to_string() const {
  std::string text(size_, '0');
  for (std::size_t i = 0; i < size_; ++i) {
    if ((*this)[i]) text[i] = '1';
  }
  return text;
}

Result<std::uint64_t> BitReader::take(std::size_t count, std::string_view what) {
  assert(count <= 64);
  if (count > remaining()) {
    return fail(ErrorCode::truncated, "ends inside " + std::string(what) + ": expected " +
                                          std::to_string(count) + " bits, " +
                                          std::to_string(remaining()) + " are left");
  }
  const std::uint64_t number = bits_->value(position_, count);
  position_ += count;
  return number;
}

Result<BitString> BitReader::take_bits(std::size_t count, std::string_view what) {
  if (count > remaining()) {
    return fail(ErrorCode::truncated, "ends inside " + std::string(what) + ": expected " +
                                          std::to_string(count) + " bits, " +
                                          std::to_string(remaining()) + " are left");
  }
  BitString result = bits_->slice(position_, count);
  position_ += count;
  return result;
}

}  // namespace plugtest::bits
