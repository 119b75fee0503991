#include "protocols/modules/byte_reader.h"

namespace plugtest::modules {

std::uint32_t ByteReader::number(std::size_t count) {
  std::uint32_t value = 0;
  for (const std::uint8_t byte : take(count)) value = (value << 8U) | byte;
  return value;
}

std::uint8_t ByteReader::u8() { return static_cast<std::uint8_t>(number(1)); }
std::uint16_t ByteReader::u16() { return static_cast<std::uint16_t>(number(2)); }
std::uint32_t ByteReader::u24() { return number(3); }
std::uint32_t ByteReader::u32() { return number(4); }

std::uint16_t ByteReader::u16_low_first() {
  const unsigned value = u16();
  return static_cast<std::uint16_t>((value << 8U) | (value >> 8U));
}

std::vector<std::uint16_t> ByteReader::words(std::size_t count) {
  std::vector<std::uint16_t> words;
  while (words.size() < count && left() >= 2) words.push_back(u16());
  good_ = good_ && words.size() == count;
  return words;
}

std::span<const std::uint8_t> ByteReader::take(std::size_t count) {
  if (!good_ || left() < count) {
    good_ = false;
    return {};
  }
  const auto taken = bytes_.subspan(position_, count);
  position_ += count;
  return taken;
}

Result<void> ByteReader::check() const {
  if (good_) return {};
  return fail(ErrorCode::truncated, "the frame ends inside a field", {.byte_offset = position_});
}

void put_u16(std::vector<std::uint8_t>& out, std::uint16_t value) {
  out.push_back(static_cast<std::uint8_t>(value >> 8U));
  out.push_back(static_cast<std::uint8_t>(value));
}

void put_u24(std::vector<std::uint8_t>& out, std::uint32_t value) {
  out.push_back(static_cast<std::uint8_t>(value >> 16U));
  put_u16(out, static_cast<std::uint16_t>(value));
}

void put_u32(std::vector<std::uint8_t>& out, std::uint32_t value) {
  put_u16(out, static_cast<std::uint16_t>(value >> 16U));
  put_u16(out, static_cast<std::uint16_t>(value));
}

void put_u16_low_first(std::vector<std::uint8_t>& out, std::uint16_t value) {
  out.push_back(static_cast<std::uint8_t>(value));
  out.push_back(static_cast<std::uint8_t>(value >> 8U));
}

void put_words(std::vector<std::uint8_t>& out, std::span<const std::uint16_t> words) {
  for (const std::uint16_t word : words) put_u16(out, word);
}

void put(std::vector<std::uint8_t>& out, std::span<const std::uint8_t> bytes) {
  out.insert(out.end(), bytes.begin(), bytes.end());
}

}  // namespace plugtest::modules
